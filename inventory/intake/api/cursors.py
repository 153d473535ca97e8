"""Opaque, signed cursors. One belongs to the filters it was given with."""

import hashlib

from django.core import signing
from rest_framework.exceptions import ValidationError

from inventory.intake.api.parameters import wrong

SALT = "plumbline.api.cursor"


def cursor_of(position: tuple[int, int], *, of: str) -> str:
    """The cursor of a position in a list; `of` names the list and its filters."""
    return signing.dumps([*position, _mark(of)], salt=SALT)


def position_of(text: str | None, *, of: str) -> tuple[int, int] | None:
    """Where to go on; None from the beginning."""
    if text is None:
        return None
    try:
        first, second, mark = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise _unknown() from None
    if mark != _mark(of):
        raise _unknown()
    return int(first), int(second)


def _mark(of: str) -> str:
    return hashlib.sha256(of.encode(errors="replace")).hexdigest()[:12]


def _unknown() -> ValidationError:
    return wrong("cursor", "bad_cursor", "Use the cursor of an answer to this very question.")
