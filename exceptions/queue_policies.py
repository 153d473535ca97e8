"""Who may change queues, chains and resolution codes, and what they must be like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import available_timezones

from django.db.models import Q

from accounts.models import User
from exceptions.models import EscalationStep, Queue, ResolutionCode, RoutingRule, RuleSet
from exceptions.routing_errors import (
    AddressNotSafe,
    CodeNotRetired,
    CodeRetired,
    EscalationIncomplete,
    NameMissing,
    QueueInUse,
    QueueNotRetired,
    QueueRetiredBefore,
    SettingChanged,
    UnknownTimeZone,
)
from exceptions.rule_policies import check_manage_rules

To = EscalationStep.To


@dataclass(frozen=True, slots=True)
class ChainStep:
    """Whom a missed clock is told to, so many open minutes later."""

    to: str
    after_minutes: int = 0
    person_id: int | None = None
    by_email: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class QueueContent:
    """Everything a queue says."""

    name: str
    team_id: int | None = None
    place_id: int | None = None
    calendar_id: int | None = None
    time_zone: str = "Europe/London"
    warn_minutes: int = 30
    chain: Sequence[ChainStep] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class CodeContent:
    """Everything a resolution code says."""

    label: str
    kinds: Sequence[str] = ()
    position: int = 100
    note_required: bool = False


def check_queue(content: QueueContent, *, actor: User) -> None:
    """Raises, in this order: RulesNotAllowed, RulesOutsideScope, NameMissing, UnknownTimeZone,
    EscalationIncomplete,
    AddressNotSafe."""
    check_manage_rules(actor)
    if not content.name.strip():
        raise NameMissing
    if content.time_zone not in available_timezones():
        raise UnknownTimeZone(zone=content.time_zone)
    for position, step in enumerate(content.chain, 1):
        _check_step(step, position)


def _check_step(step: ChainStep, position: int) -> None:
    nobody = step.to == To.PERSON and step.person_id is None
    nowhere = step.to == To.WEBHOOK and not step.address
    if nobody or nowhere:
        raise EscalationIncomplete(position=position)
    if step.address and not step.address.startswith("https://"):
        raise AddressNotSafe(position=position)


def check_version(known: Queue | ResolutionCode, *, version: int) -> None:
    """Raises SettingChanged."""
    if known.version != version:
        raise SettingChanged(name=str(known))


def check_retire_queue(queue: Queue, *, at: datetime) -> None:
    """Raises, in this order: QueueRetiredBefore, QueueInUse."""
    if queue.retired_at is not None:
        raise QueueRetiredBefore(name=queue.name)
    live = RuleSet.objects.in_force(at)
    deciding = Q(rule_set=live) | Q(
        rule_set__status=RuleSet.Status.PUBLISHED, rule_set__effective_from__gt=at
    )
    if RoutingRule.objects.filter(deciding, queue=queue).exists():
        raise QueueInUse


def check_restore_queue(queue: Queue) -> None:
    """Raises QueueNotRetired."""
    if queue.retired_at is None:
        raise QueueNotRetired(name=queue.name)


def check_code(content: CodeContent, *, actor: User) -> None:
    """Raises, in this order: RulesNotAllowed, RulesOutsideScope, NameMissing."""
    check_manage_rules(actor)
    if not content.label.strip():
        raise NameMissing


def check_retire_code(code: ResolutionCode) -> None:
    """Raises CodeRetired."""
    if code.retired_at is not None:
        raise CodeRetired(name=code.label)


def check_restore_code(code: ResolutionCode) -> None:
    """Raises CodeNotRetired."""
    if code.retired_at is None:
        raise CodeNotRetired(name=code.label)
