"""What an Undo button carries: how the cases stood, signed, for a quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.urls import reverse

from exceptions.models import Case
from exceptions.services import Step

SALT = "plumbline.desk.undo.2"
GOOD_FOR_S = 900


def undo_url(cases: Sequence[Case]) -> str:
    """The address that takes back what was just done to these cases."""
    steps = [Step.back_from(case) for case in cases]
    rows = [
        (
            step.case_id,
            step.version,
            step.owner_id,
            step.status,
            step.severity,
            step.snoozed_until.isoformat() if step.snoozed_until else None,
            step.snooze_until_changes,
        )
        for step in steps
    ]
    token = signing.dumps(rows, salt=SALT, compress=True)
    return reverse("exceptions:undo", args=[token])


def unwatch_url(cases: Sequence[Case]) -> str:
    """The address that stops watching these cases again."""
    token = signing.dumps({"unwatch": [case.pk for case in cases]}, salt=SALT, compress=True)
    return reverse("exceptions:undo", args=[token])


def watched_of(token: str) -> list[int] | None:
    """The cases of a token that stops watching; None when it is of another sort, or too old."""
    kept = _read(token)
    return kept.get("unwatch") if isinstance(kept, dict) else None


def steps_of(token: str) -> list[Step] | None:
    """The steps of a token; None when it is not ours or too old."""
    rows = _read(token)
    if not isinstance(rows, list):
        return None
    return [
        Step(
            pk,
            version,
            owner,
            status,
            severity,
            datetime.fromisoformat(at) if at else None,
            changes,
        )
        for pk, version, owner, status, severity, at, changes in rows
    ]


def _read(token: str) -> Any:
    try:
        return signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return None
