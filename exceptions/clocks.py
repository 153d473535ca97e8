"""When a case is due. Pure: the moment follows from its opening, its limit, its pauses and the hours.

Nothing is counted down anywhere, so a sweep that comes late, twice or after a change of the calendar
finds the same moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from accounts.hours import Hours, after_open_time, open_time
from accounts.models import Calendar, Holiday
from exceptions.models import Queue

MINUTE = timedelta(minutes=1)


class Pause(NamedTuple):
    """A stretch that does not count; without an end it still goes on."""

    began_at: datetime
    ended_at: datetime | None


class Limits(NamedTuple):
    """How long a case may take, and how long before the end it is amber."""

    minutes: int | None
    warn: int


class Due(NamedTuple):
    due_at: datetime | None
    warn_at: datetime | None


def hours_of_queue(queue: Queue) -> Hours | None:
    """The hours in which a queue's clocks run; None for always."""
    return hours_of_queues([queue])[queue.pk]


def hours_of_queues(queues: Iterable[Queue]) -> dict[int, Hours | None]:
    """The hours of many queues, in at most two questions; none when no queue has a calendar."""
    found: list[Queue] = list(queues)
    days: dict[int, set[date]] = defaultdict(set)
    wanted = {queue.calendar_id for queue in found} - {None}
    calendars = Calendar.objects.in_bulk(wanted) if wanted else {}
    if wanted:
        kept = Holiday.objects.filter(calendar__in=wanted).values_list("calendar_id", "day")
        for number, day in kept:
            days[number].add(day)
    return {queue.pk: _hours(queue, calendars, days) for queue in found}


def _hours(
    queue: Queue, calendars: Mapping[int, Calendar], days: Mapping[int, set[date]]
) -> Hours | None:
    if queue.calendar_id is None:
        return None
    calendar = calendars[queue.calendar_id]
    return Hours(
        ZoneInfo(queue.time_zone),
        tuple(calendar.opens),
        tuple(calendar.closes),
        frozenset(days.get(calendar.pk, ())),
    )


def due(hours: Hours | None, start: datetime, limits: Limits, pauses: Sequence[Pause] = ()) -> Due:
    """When it is due and when it turns amber; nothing without a limit, or where it never opens."""
    if limits.minutes is None:
        return Due(None, None)
    return Due(
        _after(hours, start, limits.minutes, pauses),
        _after(hours, start, max(0, limits.minutes - limits.warn), pauses),
    )


def _after(
    hours: Hours | None, start: datetime, minutes: int, pauses: Iterable[Pause]
) -> datetime | None:
    """So many open minutes after the start, the pauses left out."""
    left, at = minutes * MINUTE, start
    for pause in sorted(pauses):
        if pause.ended_at is None or pause.ended_at <= at:
            continue
        spent = open_time(hours, at, pause.began_at)
        if spent >= left:
            break
        left -= spent
        at = max(at, pause.ended_at)
    return after_open_time(hours, at, left)


def minutes_left(hours: Hours | None, at: datetime, due_at: datetime) -> int:
    """Open minutes until it is due; below zero: how long it has been missed."""
    if due_at >= at:
        return open_time(hours, at, due_at) // MINUTE
    return -(open_time(hours, due_at, at) // MINUTE)
