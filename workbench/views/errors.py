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
from django.urls import is_valid_path
from django.utils.encoding import escape_uri_path

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


def only_sent(request: HttpRequest) -> HttpResponse:
    """Opened like a page, but made for what a form sends; leads to the page that form stands on."""
    return render(request, "405.html", {"above": page_above(request.path_info)}, status=405)


def page_above(path: str) -> str:
    """The nearest address above this one that there is: of `/x/7/publish/` that of `/x/7/`."""
    steps = path.rstrip("/").split("/")
    above = ("/".join(steps[:kept]) + "/" for kept in range(len(steps) - 1, 0, -1))
    return escape_uri_path(next((each for each in above if is_valid_path(each)), "/"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    page = "components/old_form.html" if is_fragment(request) else "workbench/old_form.html"
    return render(request, page, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without a request: whatever failed must not fail again."""
    template = "components/failed.html" if is_fragment(request) else "500.html"
    page = render_to_string(template, {"reference": reference()})
    return HttpResponse(page, status=500)
