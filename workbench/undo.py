"""What an Undo button of the shell carries: a private act that goes back, signed, for a quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse

from accounts.models import User
from workbench.services import comments, saved_views

SALT = "plumbline.workbench.undo"
GOOD_FOR_S = 900
ACTS: dict[str, Callable[..., object]] = {
    "watch": comments.watch,
    "unwatch": comments.stop_watching,
    "view-change": saved_views.change_saved_view,
    "view-default": saved_views.set_default_view,
    "view-delete": saved_views.delete_saved_view,
    "view-no-default": saved_views.clear_default_view,
    "view-rename": saved_views.rename_saved_view,
}


def undo_url(act: str, **facts: Any) -> str:
    """The address that does an act of the person who presses it."""
    token = signing.dumps([act, facts], salt=SALT, compress=True)
    return reverse("workbench:undo", args=[token])


def undo(token: str, *, actor: User, at: datetime) -> bool:
    """Do what a token says; False when it is not ours or too old.

    Refuses what the command refuses.
    """
    try:
        act, facts = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return False
    ACTS[act](**facts, actor=actor, at=at)
    return True
