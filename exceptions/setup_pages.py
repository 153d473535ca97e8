"""What the pages of queues, playbooks and resolution codes show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Calendar, User
from accounts.people import visible_people
from exceptions.kinds import label_of
from exceptions.models import (
    Case,
    EscalationStep,
    Playbook,
    Queue,
    ResolutionCode,
    RoutingRule,
    RuleSet,
)
from workbench import formats

To = EscalationStep.To


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One queue in words; its limits are those of the rules in force that send cases there."""

    queue: Queue
    limits: str
    chain: list[str]
    open_cases: int


def queue_rows(*, viewer: User, at: datetime) -> list[QueueRow]:
    """Every queue, those in use first; cases and people only as far as the viewer may see them."""
    rows = (
        Queue.objects.select_related("team", "place", "calendar")
        .prefetch_related("escalation__person")
        .order_by(F("retired_at").asc(nulls_first=True), "name")
    )
    limits, seen = limits_of_queues(at=at), _people_seen(rows, viewer)
    counted = Case.objects.visible_to(viewer).open().order_by().values_list("queue")
    waiting = dict(counted.annotate(n=Count("pk")))
    return [
        QueueRow(
            queue,
            limits.get(queue.pk, ""),
            [chain_words(step, seen) for step in queue.escalation.all()],
            waiting.get(queue.pk, 0),
        )
        for queue in rows
    ]


def _people_seen(rows: Iterable[Queue], viewer: User) -> set[int]:
    steps = [step for queue in rows for step in queue.escalation.all()]
    named = {step.person_id for step in steps if step.person_id is not None}
    return set(visible_people(viewer).filter(pk__in=named).values_list("pk", flat=True))


def limits_of_queues(*, at: datetime) -> dict[int, str]:
    """ "4h 00m to 1d" by queue, from the rules in force; queues no rule names are left out."""
    live = RuleSet.objects.in_force(at)
    if live is None:
        return {}
    rows = RoutingRule.objects.filter(rule_set=live).order_by().values_list("queue")
    found = rows.annotate(least=Min("sla_minutes"), most=Max("sla_minutes"))
    return {queue: _span(least, most) for queue, least, most in found}


def _span(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return _("no limit")
    if least == most:
        return formats.duration(least)
    words = {"least": formats.duration(least), "most": formats.duration(most)}
    return _("%(least)s to %(most)s") % words


def chain_words(step: EscalationStep, seen: Collection[int]) -> str:
    """ "after 30m the leads of the desk, by email too"; of people not seen only that it is one."""
    person = str(step.person) if step.person_id in seen else ""
    whom = {To.PERSON: person, To.WEBHOOK: step.address}.get(To(step.to))
    told = whom or str(step.get_to_display())
    if step.by_email:
        told = _("%(whom)s, by email too") % {"whom": told}
    if not step.after_minutes:
        return _("at once %(whom)s") % {"whom": told}
    after = formats.duration(step.after_minutes)
    return _("after %(time)s %(whom)s") % {"time": after, "whom": told}


def calendars(*, today: date) -> QuerySet[Calendar]:
    """Every calendar with how many holidays come."""
    coming = Q(holidays__day__gte=today)
    return Calendar.objects.annotate(coming=Count("holidays", filter=coming)).order_by("name")


def playbooks(*, at: datetime) -> Sequence[Playbook]:
    """Every playbook with how many steps it has and which rules in force name it."""
    live = RuleSet.objects.in_force(at)
    in_use, needed = Q(steps__retired_at__isnull=True), Q(steps__required=True)
    rows = Playbook.objects.annotate(
        step_count=Count("steps", filter=in_use),
        needed_count=Count("steps", filter=in_use & needed),
    )
    named: dict[int, list[str]] = {}
    ordered = RoutingRule.objects.filter(rule_set=live, playbook__isnull=False)
    for book, rule in ordered.order_by("position").values_list("playbook", "name"):
        named.setdefault(book, []).append(rule)
    found = list(rows.order_by("name"))
    for playbook in found:
        playbook.rules_in_words = " · ".join(named.get(playbook.pk, ()))  # type: ignore[attr-defined]
    return found


def codes() -> list[ResolutionCode]:
    """Every resolution code, those in use first, with its kinds in words."""
    found = list(
        ResolutionCode.objects.order_by(F("retired_at").asc(nulls_first=True), "position", "label")
    )
    for code in found:
        code.kinds_in_words = kinds_words(code.kinds)  # type: ignore[attr-defined]
    return found


def kinds_words(kinds: Iterable[str]) -> str:
    """Their names, or that it is for every kind."""
    return " · ".join(label_of(kind) for kind in kinds) or _("every kind")
