"""Errors of the API as RFC 9457 problem details: one shape, whoever refuses.

DRF calls `handler`; what never reached DRF (unknown address, wrong host, a bug) is rewritten by
`ProblemMiddleware`, so that nothing under /api/ ever answers HTML.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as InvalidValue
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from kernel.context import current
from kernel.errors import DomainError

log = structlog.get_logger("plumbline.api")

MEDIA_TYPE = "application/problem+json"
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
# The same call may succeed later, unchanged.
RETRYABLE = frozenset({408, 429, 500, 502, 503, 504})

CODES = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    411: "length_required",
    412: "precondition_failed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "rule_violation",
    428: "precondition_required",
    429: "quota_exceeded",
    500: "internal_error",
    503: "temporarily_unavailable",
}
DETAILS = {
    400: "Nothing was done: the request could not be read.",
    403: "This client may not do this.",
    404: "There is nothing at this address, or it is outside this client's places.",
    405: "Nothing was done: this address does not take that method; `Allow` names those it takes.",
    406: "Nothing was done: answers are JSON. Accept application/json.",
    413: "Nothing was done: the request is larger than allowed. Send less at once.",
    415: "Nothing was done: a body of this type is not read here. The description of the call names its type.",
    500: "Something failed on our side. Nothing is known to be changed; the request id finds the cause.",
    503: "The service cannot answer now. Try again shortly.",
}


def problem(
    status: int,
    *,
    instance: str,
    code: str = "",
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    **extensions: Any,
) -> dict[str, Any]:
    """The document itself. `errors` carry a JSON pointer into the body, or a parameter's name."""
    code = code or CODES.get(status, "error")
    return {
        "type": QUOTA_EXCEEDED if status == 429 else f"urn:plumbline:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, HTTPStatus(status).description),
        "instance": instance,
        "code": code,
        "errors": list(errors),
        "request_id": current().request_id,
        "retryable": status in RETRYABLE,
        **extensions,
    }


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None means a bug: it is raised on, logged and answered with 500."""
    raised = _as_api_error(error)
    if raised is None:
        return None
    set_rollback()
    status, extra, headers = raised
    request = context["request"]
    if request.method in {"GET", "HEAD", "DELETE"}:
        extra["errors"] = [_about_parameter(item) for item in extra.get("errors", ())]
    body = problem(status, instance=request.path, **extra)
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _as_api_error(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]] | None:
    if isinstance(error, DomainError):
        return error.http_status, {"code": error.code, "detail": error.sentence}, {}
    if isinstance(error, Http404):
        return 404, {}, {}
    if isinstance(error, PermissionDenied):
        return 403, {}, {}
    if isinstance(error, RequestDataTooBig):
        return 413, {}, {}
    if isinstance(error, InvalidValue):
        return 422, {"code": "invalid", "detail": " ".join(error.messages)}, {}
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database_unavailable", error=str(error))
        return 503, {}, {"Retry-After": "2"}
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _of_framework(error: exceptions.APIException) -> tuple[int, dict[str, Any], dict[str, str]]:
    status = error.status_code
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if isinstance(error, exceptions.Throttled):
        wait = max(1, round(getattr(error, "wait", None) or 1))
        headers["Retry-After"] = str(wait)
        detail = f"Too many requests. Try again in {wait} s."
        return status, {"detail": detail, "violated-policies": _policies(error)}, headers
    if isinstance(error, exceptions.ValidationError):
        errors = list(_pointers(error.detail))
        detail = "Nothing was done: the request has content that does not fit; see errors."
        return 422, {"code": "invalid", "detail": detail, "errors": errors}, headers
    code = getattr(error.detail, "code", "") or CODES.get(status, "error")
    code = {"parse_error": "broken_json", "authentication_failed": "not_authenticated"}.get(
        code, code
    )
    detail = DETAILS[status] if status in {405, 406, 415} else str(error.detail)
    return status, {"code": code, "detail": detail}, headers


def _policies(error: exceptions.Throttled) -> list[str]:
    return list(getattr(error, "policies", ()))


def _pointers(detail: Any, at: str = "#") -> Iterator[dict[str, str]]:
    """Each message of a nested validation error with the JSON pointer of what it is about."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            step = "" if key == "non_field_errors" else "/" + _escape(str(key))
            yield from _pointers(value, at + step)
    elif isinstance(detail, list | tuple):
        for number, item in enumerate(detail):
            nested = isinstance(item, dict | list | tuple)
            yield from _pointers(item, f"{at}/{number}" if nested else at)
    else:
        code = getattr(detail, "code", None) or "invalid"
        yield {"pointer": at, "code": str(code), "detail": _sentence(str(detail))}


def _sentence(text: str) -> str:
    """Some of the framework's words lack the stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _about_parameter(item: Mapping[str, str]) -> dict[str, str]:
    """Calls without a body name the query parameter instead of a pointer."""
    given = dict(item)
    pointer = given.pop("pointer", "")
    if pointer.startswith("#/"):
        given["parameter"] = pointer[2:]
    return given


class ProblemMiddleware:
    """Whatever refuses a call under /api/ answers a problem document, never a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith("/api/") or response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        return _rewritten(request, response)


def _rewritten(request: HttpRequest, response: HttpResponseBase) -> JsonResponse:
    status = response.status_code
    body = problem(status, instance=request.path)
    answer = JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    for name in ("Allow", "Retry-After", "WWW-Authenticate", "X-Request-ID"):
        if name in response.headers:
            answer[name] = response.headers[name]
    return answer
