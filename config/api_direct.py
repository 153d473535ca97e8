"""Calls with a bearer token go straight to their view.

They have no session, no language, no form and no page, so what serves those is not walked through:
of a call with one event it was a third of the time. Calls without a token take the usual way, because
a signed-in person may read the description of the API.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

from config.middleware import check_address

Answer = Callable[[HttpRequest], HttpResponseBase]


class ApiDirect:
    """Stands inside the ids, the log, the rate headers and the problem documents."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_client_call(request):
            return self.get_response(request)
        check_address(request)
        match = request.resolver_match = resolve(request.path_info)
        response = _rendered(match.func(request, *match.args, **match.kwargs))
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"
        )
        return response


def _is_client_call(request: HttpRequest) -> bool:
    bearer = request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
    return bearer and request.path_info.startswith("/api/")


def _rendered(response: Any) -> HttpResponseBase:
    if callable(getattr(response, "render", None)):
        response = response.render()
    return response  # type: ignore[no-any-return]
