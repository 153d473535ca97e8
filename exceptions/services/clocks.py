"""Clocks of cases: set, stopped, run on, told about, escalated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.hours import Hours, after_open_time, digest_of
from audit.services import Line, record_many
from exceptions import clocks
from exceptions.clocks import Limits, Pause
from exceptions.hooks import run_by_the_wall
from exceptions.models import Case, ClockPause, Escalation, EscalationStep, Queue
from exceptions.models.case import CaseQuerySet
from exceptions.services.telling import tell_of_escalation, tell_of_warning

BATCH = 200
SYSTEM = "system:clocks"
# The place in the chain of the warning before the clock is missed.
WARNING = 0
SET = ("due_at", "warn_at", "breached_at")


class HoursOf:
    """The hours of queues, each read once."""

    def __init__(self) -> None:
        self._known: dict[int, Hours | None] = {}

    def __call__(self, queue: Queue) -> Hours | None:
        if queue.pk not in self._known:
            self._known[queue.pk] = clocks.hours_of_queue(queue)
        return self._known[queue.pk]


def set_clock(
    case: Case, *, hours: Hours | None, limits: Limits, pauses: Sequence[Pause] = ()
) -> None:
    """Set when a case is due by its limit; sets fields and saves nothing."""
    case.limit_minutes = limits.minutes
    case.due_at, case.warn_at = clocks.due(hours, case.opened_at, limits, pauses)
    if case.breached_at is not None and (case.due_at is None or case.due_at > case.breached_at):
        case.breached_at = None


def limits_of(case: Case) -> Limits:
    """The limit a case was routed with, and how early its rule or queue warns."""
    rule, queue = case.rule_version, case.queue
    warn = rule.warn_minutes if rule and rule.warn_minutes is not None else None
    if warn is None:
        warn = queue.warn_minutes if queue else 0
    return Limits(case.limit_minutes, warn)


def stop_clock(*, case: Case, at: datetime) -> None:
    """The case waits for another party, or is over: note what is left, and that it is late where nobody
    looked yet. Sets fields, saves no case."""
    if case.paused_at is not None:
        return
    if case.due_at is not None and case.due_at < at and case.breached_at is None:
        _miss([case], at=at)
    case.paused_at = at
    ClockPause.objects.create(case=case, began_at=at)
    if case.due_at is not None:
        hours = clocks.hours_of_queue(case.queue) if case.queue else None
        case.clock_minutes_left = clocks.minutes_left(hours, at, case.due_at)


def run_clock(*, case: Case, at: datetime) -> None:
    """The clock runs on with what was left; the pause does not count. Sets fields, saves no case."""
    ClockPause.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at)
    if case.limit_minutes is None:
        run_by_the_wall(case, at)
        return
    case.paused_at = case.clock_minutes_left = None
    hours = clocks.hours_of_queue(case.queue) if case.queue else None
    set_clock(case, hours=hours, limits=limits_of(case), pauses=pauses_of([case])[case.pk])


def watch_clocks(*, at: datetime) -> int:
    """Follow changed hours, warn, note missed clocks and escalate; answers how many were told.

    Safe to run twice and by two at once: each warning and each step of the chain is one row per
    case, and rows somebody else works on are left for the next run.
    """
    follow_changed_hours(at=at)
    told = 0
    while done := _warn_some(at):
        told += done
    while _breach_some(at):
        pass
    for step in EscalationStep.objects.select_related("queue__calendar", "person"):
        while done := _escalate_some(step, at):
            told += done
    return told


def follow_changed_hours(*, at: datetime) -> int:
    """Set the clocks of queues whose calendar changed anew; answers how many cases were set."""
    changed = 0
    for queue in Queue.objects.select_related("calendar"):
        hours = clocks.hours_of_queue(queue)
        digest = digest_of(hours)
        if digest != queue.hours_seen:
            changed += _reset_queue(queue, hours, at)
            Queue.objects.filter(pk=queue.pk).update(hours_seen=digest)
    return changed


def _reset_queue(queue: Queue, hours: Hours | None, at: datetime) -> int:
    """All open clocks of one queue, in batches by number."""
    count, last = 0, 0
    while True:
        with transaction.atomic():
            cases = list(
                Case.objects.open()
                .filter(queue=queue, limit_minutes__isnull=False, pk__gt=last)
                .select_related("rule_version", "queue", "place")
                .order_by("pk")
                .select_for_update(of=("self",))[:BATCH]
            )
            if not cases:
                return count
            count += _reset(cases, hours, at)
        last = cases[-1].pk


def _reset(cases: Sequence[Case], hours: Hours | None, at: datetime) -> int:
    pauses = pauses_of(cases)
    moved = []
    for case in cases:
        before = case.due_at
        set_clock(case, hours=hours, limits=limits_of(case), pauses=pauses[case.pk])
        if case.paused_at is not None and case.due_at is not None:
            case.clock_minutes_left = clocks.minutes_left(hours, case.paused_at, case.due_at)
        if case.due_at != before:
            moved.append((case, before))
    Case.objects.bulk_update(cases, [*SET, "clock_minutes_left"])
    record_many(
        (
            Line(
                "exceptions.case.clock_moved",
                case,
                place=case.place,
                before={"due_at": before},
                after={"due_at": case.due_at},
                reason="The calendar of the queue changed.",
            )
            for case, before in moved
        ),
        actor=None,
        at=at,
        agent=SYSTEM,
    )
    return len(moved)


def pauses_of(cases: Iterable[Case]) -> dict[int, list[Pause]]:
    """The pauses of each case, by its number."""
    found: dict[int, list[Pause]] = {case.pk: [] for case in cases}
    if not found:
        return found
    rows = ClockPause.objects.filter(case_id__in=found)
    for case_id, began_at, ended_at in rows.values_list("case_id", "began_at", "ended_at"):
        found[case_id].append(Pause(began_at, ended_at))
    return found


@transaction.atomic
def _warn_some(at: datetime) -> int:
    cases = list(
        _running()
        .filter(warn_at__lte=at, due_at__gt=at, queue__isnull=False)
        .exclude(_taken(WARNING))
        .order_by("warn_at", "pk")[:BATCH]
    )
    _note(cases, None, WARNING, at)
    told = [(case, tell_of_warning(case=case, at=at)) for case in cases]
    _trail("exceptions.case.warned", told, at)
    return len(cases)


@transaction.atomic
def _breach_some(at: datetime) -> int:
    """Missed at the minute it was due, whenever somebody looks."""
    missed = _running().filter(due_at__lte=at, breached_at__isnull=True)
    cases = list(missed.order_by("due_at", "pk")[:BATCH])
    _miss(cases, at=at)
    Case.objects.bulk_update(cases, ["breached_at"])
    return len(cases)


def _miss(cases: Sequence[Case], *, at: datetime) -> None:
    """Missed at the minute it was due. Sets a field, saves no case."""
    for case in cases:
        case.breached_at = case.due_at
    lines = (
        Line("exceptions.case.breached", case, place=case.place, after={"due_at": case.due_at})
        for case in cases
    )
    record_many(lines, actor=None, at=at, agent=SYSTEM)


@transaction.atomic
def _escalate_some(step: EscalationStep, at: datetime) -> int:
    """The cases of one queue for which one step of its chain has come."""
    hours = clocks.hours_of_queue(step.queue)
    wall = at - timedelta(minutes=step.after_minutes)
    cases = list(
        _running()
        .filter(queue=step.queue, breached_at__lte=wall)
        .exclude(_taken(step.position))
        .order_by("breached_at", "pk")[:BATCH]
    )
    come = [case for case in cases if _has_come(case, step, hours, at)]
    _note(come, step, step.position, at)
    told = [(case, tell_of_escalation(case=case, step=step, at=at)) for case in come]
    _trail("exceptions.case.escalated", told, at)
    return len(come)


def _trail(action: str, told: Iterable[tuple[Case, str]], at: datetime) -> None:
    """Who heard of it, for each case."""
    lines = (Line(action, case, place=case.place, reason=words) for case, words in told)
    record_many(lines, actor=None, at=at, agent=SYSTEM)


def _has_come(case: Case, step: EscalationStep, hours: Hours | None, at: datetime) -> bool:
    if case.breached_at is None:
        return False
    moment = after_open_time(hours, case.breached_at, step.after_minutes * clocks.MINUTE)
    return moment is not None and moment <= at


def _running() -> CaseQuerySet:
    """Open cases whose clock runs, locked; those somebody works on are left for the next run."""
    return (
        Case.objects.open()
        .filter(paused_at__isnull=True)
        .select_related("queue", "owner", "place")
        .select_for_update(of=("self",), skip_locked=True)
    )


def _taken(position: int) -> Exists:
    return Exists(
        Escalation.objects.filter(
            case=OuterRef("pk"),
            queue=OuterRef("queue"),
            position=position,
            round=OuterRef("reopened"),
        )
    )


def _note(cases: Sequence[Case], step: EscalationStep | None, position: int, at: datetime) -> None:
    Escalation.objects.bulk_create(
        Escalation(
            case=case,
            step=step,
            queue=case.queue,
            position=position,
            round=case.reopened,
            at=at,
        )
        for case in cases
    )
