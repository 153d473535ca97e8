"""What an Undo button carries: how the cases stood, signed, for a quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core import signing
from django.urls import reverse

from exceptions.models import Case
from exceptions.services import Step

SALT = "plumbline.desk.undo"
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
            step.snoozed_until.isoformat() if step.snoozed_until else None,
            step.snooze_until_changes,
        )
        for step in steps
    ]
    token = signing.dumps(rows, salt=SALT, compress=True)
    return reverse("exceptions:undo", args=[token])


def steps_of(token: str) -> list[Step] | None:
    """The steps of a token; None when it is not ours or too old."""
    try:
        rows = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return None
    return [
        Step(number, version, owner, status, datetime.fromisoformat(at) if at else None, changes)
        for number, version, owner, status, at, changes in rows
    ]
