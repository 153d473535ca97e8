"""Opaque, signed cursors. One belongs to the filters it was given with."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core import signing
from rest_framework.exceptions import ValidationError

from workbench.api.parameters import wrong

SALT = "plumbline.api.cursor"


def cursor_of(position: Sequence[int | str], *, of: str) -> str:
    """The cursor of a position in a list; `of` names the list and its filters."""
    return signing.dumps([*position, _mark(of)], salt=SALT)


def position_of(text: str | None, *, of: str) -> tuple[Any, ...] | None:
    """Where to go on, as it was given to `cursor_of`; None from the beginning."""
    if text is None:
        return None
    try:
        *position, mark = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise _unknown() from None
    if mark != _mark(of):
        raise _unknown()
    return tuple(position)


def _mark(of: str) -> str:
    return hashlib.sha256(of.encode(errors="replace")).hexdigest()[:12]


def _unknown() -> ValidationError:
    return wrong("cursor", "bad_cursor", "Use the cursor of an answer to this very question.")
