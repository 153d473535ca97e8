"""The outermost layer of a request: its ids, its log line, the headers every answer carries."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config import metrics
from kernel.context import acting

log = structlog.get_logger("plumbline.request")

Answer = Callable[[HttpRequest], HttpResponseBase]

# What a caller may name: short and harmless in a log line and in a header.
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def given_or_new(text: str | None) -> str:
    if text and ACCEPTABLE_ID.fullmatch(text):
        return text
    return uuid4().hex


def address_of(request: HttpRequest) -> str:
    """The caller's address: behind N trusted proxies the N-th from the right, else the peer."""
    trusted: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if trusted and len(hops) >= trusted and hops[-trusted]:
        return hops[-trusted][:45]
    return str(request.META.get("REMOTE_ADDR", ""))


class RequestContext:
    """Gives each request its ids, logs its end, and answers with them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = given_or_new(request.headers.get("X-Request-ID"))
        correlation_id = given_or_new(request.headers.get("X-Correlation-ID") or request_id)
        ip = address_of(request)
        with acting(request_id=request_id, correlation_id=correlation_id, ip=ip):
            begun = time.perf_counter()
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            response["X-Correlation-ID"] = correlation_id
            _note(request, response, seconds=time.perf_counter() - begun)
            return response


def check_address(request: HttpRequest) -> None:
    """Nothing is named by a null byte, and no database can be asked for one. Raises Http404."""
    if "\x00" in request.path_info:
        raise Http404


class NoNullBytes:
    """Of pages; calls of clients are checked where they branch off."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        check_address(request)
        return self.get_response(request)


class AnswerHeaders:
    """Personal pages stay out of caches; the camera is for our own scan screens only."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(self)")
        if isinstance(response, HttpResponse):
            kind = response.headers.get("Content-Type", "")
            if kind.startswith("text/html"):
                response.headers.setdefault("Cache-Control", "no-store")
        return response


def _note(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    screen = request.resolver_match.view_name if request.resolver_match else "none"
    metrics.count_request(
        method=request.method or "", screen=screen, status=response.status_code, seconds=seconds
    )
    quiet = request.path.startswith(("/health/", "/metrics", settings.STATIC_URL))
    (log.debug if quiet else log.info)(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
    )
