"""Queues with their hours and chains of escalation, and resolution codes: made, changed, retired."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import changed, record
from exceptions import queue_policies as policies
from exceptions.models import EscalationStep, Queue, ResolutionCode
from exceptions.queue_policies import CodeContent, QueueContent
from exceptions.routing_errors import CodeUnknown, KeyTaken, QueueUnknown
from exceptions.rule_policies import check_manage_rules
from kernel.plain import clean_text


@transaction.atomic
def save_queue(
    *,
    queue_id: int | None,
    key: str,
    content: QueueContent,
    version: int,
    actor: User,
    at: datetime,
) -> Queue:
    """Make a queue or change it, with its chain of escalation. Its key stays.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, NameMissing, UnknownTimeZone,
    EscalationIncomplete, AddressNotSafe, QueueUnknown, SettingChanged, KeyTaken.

    The clocks of its open cases follow changed hours with the next sweep; clocks that were told of
    a missed limit are not told of it again by a step that took the place of another.
    """
    policies.check_queue(content, actor=actor)
    queue = Queue(key=key) if queue_id is None else _locked(queue_id, version)
    before = _facts(queue) if queue.pk else {}
    columns = _columns(content)
    for name, value in columns.items():
        setattr(queue, name, value)
    _keep(queue, [*columns])
    _set_chain(queue, content)
    old, new = changed(before, _facts(queue))
    verb = "changed" if queue_id else "made"
    record(f"exceptions.queue.{verb}", queue, actor=actor, at=at, before=old, after=new)
    return queue


@transaction.atomic
def retire_queue(*, queue_id: int, version: int, actor: User, at: datetime) -> Queue:
    """Take a queue out of use; its cases stay in it until they are over.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, QueueUnknown, SettingChanged,
    QueueRetiredBefore, QueueInUse.
    """
    check_manage_rules(actor)
    queue = _locked(queue_id, version)
    policies.check_retire_queue(queue, at=at)
    queue.retired_at = at
    _keep(queue, ["retired_at"])
    record("exceptions.queue.retired", queue, actor=actor, at=at)
    return queue


@transaction.atomic
def restore_queue(*, queue_id: int, version: int, actor: User, at: datetime) -> Queue:
    """Take a retired queue back into use.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, QueueUnknown, SettingChanged,
    QueueNotRetired.
    """
    check_manage_rules(actor)
    queue = _locked(queue_id, version)
    policies.check_restore_queue(queue)
    queue.retired_at = None
    _keep(queue, ["retired_at"])
    record("exceptions.queue.restored", queue, actor=actor, at=at)
    return queue


@transaction.atomic
def save_code(
    *,
    code_id: int | None,
    key: str,
    content: CodeContent,
    version: int,
    actor: User,
    at: datetime,
) -> ResolutionCode:
    """Make a resolution code or change its words. Its key stays: resolved cases name it.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, NameMissing, CodeUnknown,
    SettingChanged, KeyTaken.
    """
    policies.check_code(content, actor=actor)
    code = ResolutionCode(key=key) if code_id is None else _locked_code(code_id, version)
    before = _code_facts(code) if code.pk else {}
    columns = {
        "label": clean_text(content.label, longest=80),
        "kinds": sorted(content.kinds),
        "position": content.position,
        "note_required": content.note_required,
    }
    for name, value in columns.items():
        setattr(code, name, value)
    _keep(code, [*columns])
    old, new = changed(before, _code_facts(code))
    verb = "changed" if code_id else "made"
    record(f"exceptions.code.{verb}", code, actor=actor, at=at, before=old, after=new)
    return code


@transaction.atomic
def retire_code(*, code_id: int, version: int, actor: User, at: datetime) -> ResolutionCode:
    """No case is resolved with it from now on; those that were keep it.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, CodeUnknown, SettingChanged,
    CodeRetired.
    """
    check_manage_rules(actor)
    code = _locked_code(code_id, version)
    policies.check_retire_code(code)
    code.retired_at = at
    _keep(code, ["retired_at"])
    record("exceptions.code.retired", code, actor=actor, at=at)
    return code


@transaction.atomic
def restore_code(*, code_id: int, version: int, actor: User, at: datetime) -> ResolutionCode:
    """Take a retired code back into use.

    Refuses, in this order: RulesNotAllowed, RulesOutsideScope, CodeUnknown, SettingChanged,
    CodeNotRetired.
    """
    check_manage_rules(actor)
    code = _locked_code(code_id, version)
    policies.check_restore_code(code)
    code.retired_at = None
    _keep(code, ["retired_at"])
    record("exceptions.code.restored", code, actor=actor, at=at)
    return code


def _locked(queue_id: int, version: int) -> Queue:
    queue = Queue.objects.select_for_update().filter(pk=queue_id).first()
    if queue is None:
        raise QueueUnknown
    policies.check_version(queue, version=version)
    return queue


def _locked_code(code_id: int, version: int) -> ResolutionCode:
    code = ResolutionCode.objects.select_for_update().filter(pk=code_id).first()
    if code is None:
        raise CodeUnknown
    policies.check_version(code, version=version)
    return code


def _keep(row: Queue | ResolutionCode, fields: list[str]) -> None:
    """Saved with a new version; a new row whose key somebody else took is refused."""
    if not row._state.adding:
        row.version += 1
        row.save(update_fields=[*fields, "version"])
        return
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise KeyTaken(key=row.key) from None


def _columns(content: QueueContent) -> dict[str, object]:
    return {
        "name": clean_text(content.name, longest=80),
        "team_id": content.team_id,
        "place_id": content.place_id,
        "calendar_id": content.calendar_id,
        "time_zone": content.time_zone,
        "warn_minutes": content.warn_minutes,
    }


def _set_chain(queue: Queue, content: QueueContent) -> None:
    queue.escalation.all().delete()
    EscalationStep.objects.bulk_create(
        EscalationStep(
            queue=queue,
            position=position,
            after_minutes=step.after_minutes,
            to=EscalationStep.To(step.to),
            person_id=step.person_id if step.to == EscalationStep.To.PERSON else None,
            by_email=step.by_email,
            address=step.address if step.to == EscalationStep.To.WEBHOOK else "",
        )
        for position, step in enumerate(content.chain, 1)
    )


def _facts(queue: Queue) -> dict[str, object]:
    """What the trail keeps of a queue. People are numbers there."""
    return {
        "name": queue.name,
        "team": queue.team_id,
        "place": queue.place_id,
        "calendar": queue.calendar_id,
        "time_zone": queue.time_zone,
        "warn_minutes": queue.warn_minutes,
        "chain": [
            {
                "to": step.to,
                "after_minutes": step.after_minutes,
                "person": step.person_id,
                "by_email": step.by_email,
                "address": step.address,
            }
            for step in queue.escalation.order_by("position")
        ],
    }


def _code_facts(code: ResolutionCode) -> dict[str, object]:
    return {
        "label": code.label,
        "kinds": code.kinds,
        "position": code.position,
        "note_required": code.note_required,
    }
