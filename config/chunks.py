"""A body sent in chunks gets its length before anybody reads it.

Without a length Django takes a body for empty, so a call would be done as if nothing had been said with
it. Many programs send chunks by themselves; browsers never do.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from accounts.api.problems import MEDIA_TYPE, problem

Answer = Callable[[HttpRequest], HttpResponseBase]
TOO_LARGE = "Nothing was read: a body in chunks may have {mb} MB. Send it with its Content-Length."
BROKEN = "Nothing was done: the chunks of the body could not be read. Send it again."
NO_LENGTH = "Nothing was done: this server reads no chunks. Send the body with its Content-Length."


class ChunkedBody:
    """Stands inside the ids and the problem documents, before whoever reads the body."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "chunked" not in request.headers.get("Transfer-Encoding", "").lower():
            return self.get_response(request)
        # The server's own stream knows where chunks end, and says that it does.
        if not request.META.get("wsgi.input_terminated"):
            return _refused(request, 411, NO_LENGTH)
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            body = request.META["wsgi.input"].read(most + 1)
        except OSError:
            return _refused(request, 400, BROKEN)
        if len(body) > most:
            return _refused(request, 413, TOO_LARGE.format(mb=most >> 20))
        request.META["CONTENT_LENGTH"] = str(len(body))
        request._stream = BytesIO(body)
        return self.get_response(request)


def _refused(request: HttpRequest, status: int, detail: str) -> JsonResponse:
    body = problem(status, instance=request.path, detail=detail)
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
