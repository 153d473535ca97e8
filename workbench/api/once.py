"""Unsafe calls of clients with an `Idempotency-Key`: acted on once, however often they are sent."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import caller
from kernel.clock import now
from workbench.models import ApiCall
from workbench.services.once import answered_call, remember_call, take_call_key

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# Visible ASCII, quoted or not, as drafts and services write it.
KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')
KEPT_HEADERS = ("ETag", "Location")


def once(request: Request, act: Callable[[], Response]) -> Response:
    """Act in one transaction; with a key at most once, and the same call again gets the first answer.

    A refusal is not kept: the same call may succeed later. Another content under the same key is
    refused with 409 `call_key_reused`. A second call at the same moment waits for the first to end.
    """
    key = _key(request)
    with transaction.atomic():
        if key is None:
            return act()
        principal = caller(request)
        if principal is None:
            raise TypeError("Only clients' calls carry keys; guard the view with HasScope.")
        row, first = take_call_key(
            client=principal.client, key=key, digest=_digest(request), at=now()
        )
        if not first:
            return _again(row)
        answer = act()
        headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        remember_call(row=row, status=answer.status_code, body=_as_told(answer), headers=headers)
        return answer


def _as_told(answer: Response) -> Any:
    """The body as the caller reads it: times and amounts are text by then."""
    return json.loads(JSONRenderer().render(answer.data) or "null")


def told_before(request: Request) -> Response | None:
    """The first answer of a call that is sent again, also when what it was about is gone by now."""
    key, principal = _key(request), caller(request)
    if key is None or principal is None:
        return None
    row = answered_call(client=principal.client, key=key, digest=_digest(request))
    return _again(row) if row else None


def _again(row: ApiCall) -> Response:
    return Response(row.body, status=row.status, headers={**row.headers, REPLAYED: "true"})


def _key(request: Request) -> str | None:
    given = request.headers.get(HEADER)
    if given is None:
        return None
    found = KEY.fullmatch(given.strip())
    if found is None:
        text = "Idempotency-Key has 1 to 255 visible ASCII characters."
        raise ValidationError({HEADER: [text]}, code="bad_idempotency_key")
    return found[1]


def _digest(request: Request) -> str:
    """Over method, address and body, byte by byte, and the version the caller saw; of a form over its
    fields and files."""
    digest = hashlib.sha256()
    plain = request._request
    match = request.headers.get("If-Match", "")
    for part in (str(plain.method), plain.get_full_path(), match):
        digest.update(part.encode(errors="replace") + b"\x00")
    for piece in _form_parts(request) if is_form(request) else [plain.body]:
        digest.update(piece)
    return digest.hexdigest()


def is_form(request: Request) -> bool:
    """Fields and files, which come apart differently each time they are sent."""
    return (request.content_type or "").startswith("multipart/")


def _form_parts(request: Request) -> Iterator[bytes]:
    """What a form says, whatever its boundary."""
    form: Any = request.data
    for name, value in sorted(form.items()):
        yield f"\x00{name}\x00".encode(errors="replace")
        if isinstance(value, UploadedFile):
            yield from (hashlib.sha256(chunk).digest() for chunk in value.chunks())
            value.seek(0)
        else:
            yield str(value).encode(errors="replace")
