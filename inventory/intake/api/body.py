"""The body of an event call: read once, never more of it than allowed."""

import zlib

from django.http import HttpRequest

from inventory.intake.errors import BodyNotJson, BodyTooLarge, EncodingNotSupported

LIMIT_MB = 5
LIMIT = LIMIT_MB * 1024 * 1024
# JSON of thousands of like events shrinks 20 to 60 times; beyond this it is no list of events.
MOST_EXPANSION = 200
GZIP = 16 + zlib.MAX_WBITS


def read_text(request: HttpRequest) -> str:
    """The body as text. Refuses BodyTooLarge, EncodingNotSupported, BodyNotJson."""
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip"}:
        raise EncodingNotSupported(encoding=encoding[:40])
    body = _read(request)
    if encoding == "gzip":
        body = _unpacked(body)
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BodyNotJson(where=f"byte {error.start} is not UTF-8") from None


def _read(request: HttpRequest) -> bytes:
    if _declared_length(request) > LIMIT:
        raise BodyTooLarge(limit_mb=LIMIT_MB)
    return bytes(request.read(LIMIT + 1))


def _declared_length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isdecimal() else 0


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(GZIP)
    most = min(LIMIT, max(len(body), 1_024) * MOST_EXPANSION)
    try:
        text = unpacker.decompress(body, most + 1)
    except zlib.error:
        raise BodyNotJson(where="the gzip stream is broken") from None
    if len(text) > most:
        raise BodyTooLarge(limit_mb=LIMIT_MB)
    if not unpacker.eof or unpacker.unused_data:
        raise BodyNotJson(where="the gzip stream is cut off or followed by something else")
    return text
