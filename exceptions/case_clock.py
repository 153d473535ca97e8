"""The clock of a case as a list and its page show it: minutes of its queue's hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from exceptions.models import Case
from workbench import formats
from workbench.templatetags import ui

MINUTE = timedelta(minutes=1)


def clock_of(case: Case, at: datetime) -> dict[str, Any] | None:
    """What the part `sla` draws; None when a clock has nothing to say any more."""
    if not case.is_open:
        return None
    total = case.limit_minutes or 0
    if case.paused_at is not None:
        left = case.clock_minutes_left
        return ui.sla(None if left is None else left, total, "paused")
    if case.due_at is None:
        return ui.sla(None)
    minutes = (case.due_at - at) // MINUTE
    soon = case.warn_at is not None and case.warn_at <= at and minutes >= 0
    return ui.sla(minutes, total, "warn" if soon else "")


def limit_of(case: Case) -> str:
    """How long it may take, such as "2h 00m"."""
    return formats.duration(case.limit_minutes) if case.limit_minutes else ""
