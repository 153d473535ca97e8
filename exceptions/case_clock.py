"""The clock of a case as a list and its page show it: minutes of its queue's hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.hours import Hours
from exceptions.clocks import MINUTE, hours_of_queues, minutes_left
from exceptions.models import Case
from workbench import formats
from workbench.templatetags import ui

AMBER = 30


def hours_for(cases: Iterable[Case]) -> Mapping[int, Hours | None]:
    """The hours in which the clocks of these cases run, by queue; no question where none closes."""
    return hours_of_queues({case.queue.pk: case.queue for case in cases if case.queue}.values())


def clock_of(
    case: Case, at: datetime, known: Mapping[int, Hours | None] | None = None
) -> dict[str, Any] | None:
    """What the part `sla` draws; None when a clock has nothing to say any more.

    The minutes are those in which its queue is open: at night it stands still.
    """
    if not case.is_open:
        return None
    total = case.limit_minutes or 0
    if case.paused_at is not None:
        waits = _("Waits on %(whom)s") % {"whom": case.waiting_on}
        return ui.sla(case.clock_minutes_left, total, "paused") | {"text": waits}
    if case.due_at is None:
        return ui.sla(None)
    known = hours_for([case]) if known is None else known
    hours = known.get(case.queue_id or 0)
    amber = case.queue.warn_minutes if case.queue else AMBER
    minutes = minutes_of(case, at, known)
    return ui.sla(minutes, total, amber=amber, stops=_until_closing(hours, at))


def minutes_of(case: Case, at: datetime, known: Mapping[int, Hours | None]) -> int | None:
    """How many open minutes are left of a running clock; none when it stands still or has no limit."""
    if case.due_at is None or case.paused_at is not None:
        return None
    minutes = minutes_left(known.get(case.queue_id or 0), at, case.due_at)
    # Missed at night: no open minute has passed yet, and it is missed all the same.
    return -1 if case.due_at < at and minutes >= 0 else minutes


def _until_closing(hours: Hours | None, at: datetime) -> int | None:
    """For how long the clock may run on in the browser; None when it never stands still."""
    if hours is None:
        return None
    today = hours.of_day(at.astimezone(hours.zone).date())
    if today is None or not today[0] <= at < today[1]:
        return 0
    return (today[1] - at) // MINUTE


def stopped_of(case: Case) -> str:
    """How much was left when its clock was stopped; "" while it runs or without a limit."""
    left = case.clock_minutes_left
    return formats.duration(left) if case.paused_at is not None and left is not None else ""


def limit_of(case: Case) -> str:
    """How long it may take, such as "2h 00m"."""
    return formats.duration(case.limit_minutes) if case.limit_minutes else ""
