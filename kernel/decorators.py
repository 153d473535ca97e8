"""Refusals become screens: the one translation for views; the API has its own in problem details."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from kernel.errors import DomainError

View = Callable[..., HttpResponseBase]
# The sentence also travels as a header, so that a toast can say it.
HEADER = "X-Refusal"


def answers_refusals(view: View) -> View:
    """What a command refuses is shown as its sentence, with 403, 409 or 422.

    htmx gets a fragment for its target, everybody else a page that leads back. A view with a form
    catches RuleViolation itself and shows the form again.
    """

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            return refused(request, error)

    return answering


def refused(request: HttpRequest, error: DomainError) -> HttpResponseBase:
    part = request.headers.get("HX-Request") == "true"
    template = "components/refusal.html" if part else "refused.html"
    back = request.headers.get("Referer", "/")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    context = {"error": error, "status": error.http_status, "back": back if ours else "/"}
    answer = render(request, template, context, status=error.http_status)
    answer[HEADER] = quote(error.sentence)
    return answer
