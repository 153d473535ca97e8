"""What is shown when there is no page: not found, not allowed, an old form, a failure of ours."""

from __future__ import annotations

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.decorators import is_fragment
from kernel.context import current


def reference() -> str:
    """What a person can quote and an engineer can find in the log."""
    return current().request_id[:8].upper()


TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be read at all: too much of it, or broken.

    Renders without the request: it may be refused before anybody knows who sent it.
    """
    too_much = isinstance(exception, TOO_MUCH)
    template = "components/unreadable.html" if is_fragment(request) else "400.html"
    page = render_to_string(template, {"too_much": too_much})
    return HttpResponse(page, status=413 if too_much else 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    template = "components/gone.html" if is_fragment(request) else "404.html"
    return render(request, template, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    page = "components/old_form.html" if is_fragment(request) else "workbench/old_form.html"
    return render(request, page, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without a request: whatever failed must not fail again."""
    template = "components/failed.html" if is_fragment(request) else "500.html"
    page = render_to_string(template, {"reference": reference()})
    return HttpResponse(page, status=500)
