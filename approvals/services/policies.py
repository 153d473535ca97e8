"""Policies: make one, draft, publish, end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import Place, User
from approvals.drafts import Draft, read_conditions, read_settings, read_step
from approvals.errors import (
    DraftChanged,
    DraftExists,
    EffectiveInThePast,
    KindUnknown,
    NotADraft,
    NoteMissing,
    PolicyChanged,
    PolicyNameMissing,
    PolicyNameTaken,
    PolicyNotInForce,
)
from approvals.locks import lock_policy, lock_version
from approvals.models import Condition, Policy, PolicyStep, PolicyVersion
from approvals.policies import check_manage, check_reach
from approvals.queries.choosing import next_to_begin, version_conditions, with_parts
from approvals.subjects import known_kinds, subject_kind
from audit.services import record
from kernel.plain import clean_text


@transaction.atomic
def create_policy(
    *, kind: str, name: str, rank: int, place: Place | None, actor: User, at: datetime
) -> Policy:
    """Make a policy with an empty first draft.

    Refuses, in this order: PoliciesNotAllowed, PolicyOutsideScope, KindUnknown, PolicyNameMissing,
    PolicyNameTaken.
    """
    check_manage(actor, place)
    name = clean_text(name.strip(), longest=80)
    if kind not in {known.key for known in known_kinds()}:
        raise KindUnknown
    if not name:
        raise PolicyNameMissing
    try:
        with transaction.atomic():
            policy = Policy.objects.create(
                kind=kind, name=name, rank=rank, place=place, created_at=at
            )
    except IntegrityError:
        raise PolicyNameTaken(name=name) from None
    PolicyVersion.objects.create(policy=policy, number=1, created_at=at, created_by=actor)
    record(
        "approvals.policy.created", policy, actor=actor, at=at, place=place, after={"kind": kind}
    )
    return policy


@transaction.atomic
def new_draft(
    *, policy_id: int, actor: User, at: datetime, version: int | None = None
) -> PolicyVersion:
    """Begin a draft with what the newest version says.

    Refuses, in this order: PoliciesNotAllowed, PolicyOutsideScope, PolicyChanged, DraftExists.
    `version` is the newest published number that was shown.

    Its number and its version begin above those of every draft before it, published or thrown away:
    a page that still shows one of them never publishes this one unseen.
    """
    policy = _policy(policy_id, actor)
    if version is not None and version != policy.published:
        raise PolicyChanged
    if policy.versions.filter(status=PolicyVersion.Status.DRAFT).exists():
        raise DraftExists
    newest = with_parts(PolicyVersion.objects.filter(policy=policy)).first()
    top = policy.versions.aggregate(number=Max("number"), version=Max("version"))
    draft = PolicyVersion.objects.create(
        policy=policy,
        number=max(top["number"] or 0, policy.discarded_number) + 1,
        version=max(top["version"] or 0, policy.discarded_version) + 1,
        created_at=at,
        created_by=actor,
    )
    if newest is not None:
        _copy(newest, draft)
    record("approvals.policy.drafted", policy, actor=actor, at=at, place=policy.place)
    return draft


def _policy(policy_id: int, actor: User) -> Policy:
    policy = lock_policy(policy_id)
    if policy is None:
        raise PolicyNotInForce
    check_manage(actor, policy.place)
    return policy


SETTINGS = ("currency", "confirm_limit", "sample_percent", "may_lower")
STEP_COLUMNS = (
    *("position", "role", "place_key", "quorum", "due_minutes"),
    *("escalate_role", "escalate_minutes"),
)
CONDITION_COLUMNS = ("position", "fact", "operator", "money", "whole", "text", "yes_no")


def _copy(source: PolicyVersion, draft: PolicyVersion) -> None:
    for name in SETTINGS:
        setattr(draft, name, getattr(source, name))
    draft.save(update_fields=list(SETTINGS))
    _add_conditions(
        draft, None, [_columns(c, CONDITION_COLUMNS) for c in version_conditions(source)]
    )
    for step in source.steps.all():
        copy = PolicyStep.objects.create(policy_version=draft, **_columns(step, STEP_COLUMNS))
        rows = [_columns(condition, CONDITION_COLUMNS) for condition in step.conditions.all()]
        _add_conditions(draft, copy, rows)


def _columns(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _add_conditions(
    draft: PolicyVersion, step: PolicyStep | None, rows: list[dict[str, Any]]
) -> None:
    Condition.objects.bulk_create(Condition(policy_version=draft, step=step, **row) for row in rows)


@transaction.atomic
def save_draft(
    *, version_id: int, draft: Draft, version: int, actor: User, at: datetime
) -> PolicyVersion:
    """Replace what a draft says.

    Refuses, in this order: PoliciesNotAllowed, PolicyOutsideScope, NotADraft, DraftChanged,
    SettingMalformed, CurrencyMissing, ConditionMalformed, StepMalformed.
    """
    row = _draft(version_id, version, actor)
    kind = subject_kind(row.policy.kind)
    for name, value in read_settings(draft, kind).items():
        setattr(row, name, value)
    conditions = read_conditions(draft.conditions, kind)
    steps = [
        (
            read_step(step, kind, number=number),
            read_conditions(step.conditions, kind, of_step=number),
        )
        for number, step in enumerate(draft.steps, 1)
    ]
    row.conditions.all().delete()
    row.steps.all().delete()
    _add_conditions(row, None, conditions)
    for columns, own in steps:
        _add_conditions(row, PolicyStep.objects.create(policy_version=row, **columns), own)
    row.version += 1
    row.save(update_fields=[*SETTINGS, "version"])
    record("approvals.policy.draft_saved", row.policy, actor=actor, at=at, place=row.policy.place)
    return row


def _draft(version_id: int, version: int, actor: User) -> PolicyVersion:
    row = lock_version(version_id)
    if row is None:
        raise NotADraft(status=_("gone"))
    check_manage(actor, row.policy.place)
    if row.status != PolicyVersion.Status.DRAFT:
        raise NotADraft(status=str(row.state.label).lower())
    if row.version != version:
        raise DraftChanged
    return row


@transaction.atomic
def discard_draft(*, version_id: int, version: int, actor: User, at: datetime) -> Policy:
    """Throw a draft away; what is published stays. Its number and version are not given again.

    A policy that was never published goes with its only draft: its name is free again. Refuses, in
    this order: PoliciesNotAllowed, PolicyOutsideScope, NotADraft, DraftChanged.
    """
    row = _draft(version_id, version, actor)
    policy = lock_policy(row.policy_id) or row.policy
    policy.discarded_number = max(policy.discarded_number, row.number)
    policy.discarded_version = max(policy.discarded_version, row.version)
    policy.save(update_fields=["discarded_number", "discarded_version"])
    record(
        "approvals.policy.draft_discarded",
        policy,
        actor=actor,
        at=at,
        place=policy.place,
        before={"version": row.number},
    )
    row.delete()
    if not policy.versions.exists():
        record(
            "approvals.policy.discarded",
            policy,
            actor=actor,
            at=at,
            place=policy.place,
            before={"kind": policy.kind, "name": policy.name, "rank": policy.rank},
        )
        Policy.objects.filter(pk=policy.pk).delete()
    return policy


@transaction.atomic
def publish_draft(
    *,
    version_id: int,
    version: int,
    effective_from: datetime | None,
    note: str,
    actor: User,
    at: datetime,
) -> PolicyVersion:
    """Let a draft count, now or from a moment on; the version before it counts until then.

    Refuses, in this order: PoliciesNotAllowed, PolicyOutsideScope, NotADraft, DraftChanged,
    NoteMissing, EffectiveInThePast, ApproverMissing, QuorumMissing. Open requests stay with the
    version that asked them. A version that is published to begin later still does: until then this
    one counts. One that was to begin at the same moment never counts.
    """
    row = _draft(version_id, version, actor)
    lock_policy(row.policy_id)
    if not note.strip():
        raise NoteMissing
    begins = effective_from or at
    if begins < at:
        raise EffectiveInThePast
    check_reach(row)
    before = row.policy.versions.exclude(pk=row.pk).exclude(status=PolicyVersion.Status.DRAFT)
    still = Q(effective_until__isnull=True) | Q(effective_until__gt=begins)
    for old in before.filter(still, effective_from__lte=begins):
        _end(old, begins, at)
    row.publish(by_id=actor.pk, at=at, effective_from=begins)
    row.note = clean_text(note.strip(), longest=500)
    later = next_to_begin(row.policy, begins)
    row.effective_until = later.effective_from if later else None
    row.save(update_fields=PUBLISHED_FIELDS)
    record(
        "approvals.policy.published",
        row.policy,
        actor=actor,
        at=at,
        place=row.policy.place,
        after={"version": row.number, "effective_from": begins.isoformat()},
        reason=row.note,
    )
    return row


PUBLISHED_FIELDS = (
    *("status", "published_at", "published_by", "effective_from", "effective_until", "note"),
)


def _end(version: PolicyVersion, until: datetime, at: datetime) -> None:
    """One that has not begun when the next one does never counts."""
    begun = version.effective_from is None or version.effective_from < until
    version.effective_until = until if begun else version.effective_from
    fields = ["effective_until"]
    if version.effective_until is not None and version.effective_until <= at:
        fields += _retired(version)
    version.save(update_fields=fields)


def _retired(version: PolicyVersion) -> list[str]:
    if version.status != PolicyVersion.Status.PUBLISHED:
        return []
    version.retire()
    return ["status"]


@transaction.atomic
def retire_policy(
    *, policy_id: int, reason: str, actor: User, at: datetime, version: int | None = None
) -> Policy:
    """End a policy now; what waits stays with the version that asked.

    Refuses, in this order: PoliciesNotAllowed, PolicyOutsideScope, PolicyNotInForce, PolicyChanged,
    NoteMissing. `version` is the newest published number that was shown.
    """
    policy = _policy(policy_id, actor)
    rows = list(policy.versions.still_to_count(at))
    if not rows:
        raise PolicyNotInForce
    if version is not None and version != policy.published:
        raise PolicyChanged
    if not reason.strip():
        raise NoteMissing
    for row in rows:
        _end(row, at, at)
        row.save(update_fields=_retired(row) or ["effective_until"])
    record(
        "approvals.policy.retired", policy, actor=actor, at=at, place=policy.place, reason=reason
    )
    return policy


@transaction.atomic
def retire_replaced(*, at: datetime, limit: int = 100) -> int:
    """The sweep behind effective times: what was replaced meanwhile is called retired."""
    rows = PolicyVersion.objects.over(at).select_for_update(skip_locked=True, of=("self",))
    replaced = list(rows[:limit])
    for row in replaced:
        row.save(update_fields=_retired(row))
    return len(replaced)
