"""Around API calls: rate headers on every answer, a tally of what was refused."""

from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase

from accounts.api.problems import MEDIA_TYPE
from accounts.api.throttling import Rate
from accounts.models import ApiClient
from accounts.services import tally_refusal
from kernel.clock import now
from kernel.context import current

Answer = Callable[[HttpRequest], HttpResponseBase]


class ApiCalls:
    """Sees the call after its view: whose it was, what it left of the quota, why it was refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        rate: Rate | None = getattr(request, "api_rate", None)
        if rate is not None:
            for name, value in rate.headers().items():
                response[name] = value
        client: ApiClient | None = getattr(request, "api_client", None)
        if client is not None and response.status_code >= 400:
            _tally(request, response, client)
        return response


def _tally(request: HttpRequest, response: HttpResponseBase, client: ApiClient) -> None:
    match = request.resolver_match
    body = _body(response)
    tally_refusal(
        client=client,
        route=match.route if match else request.path,
        status=response.status_code,
        code=str(body.get("code", "")),
        detail=str(body.get("detail", "")),
        request_id=current().request_id,
        at=now(),
    )


def _body(response: HttpResponseBase) -> dict[str, Any]:
    if isinstance(response, HttpResponse) and MEDIA_TYPE in response.headers.get(
        "Content-Type", ""
    ):
        return dict(orjson.loads(response.content))
    return {}
