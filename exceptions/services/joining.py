"""Make one case of two, or two of one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from exceptions import errors
from exceptions.acts import changed_by
from exceptions.locks import lock_cases, lock_merged_into
from exceptions.models import Case, Occurrence
from exceptions.models.case import LIFE_FIELDS
from exceptions.policies import cases as policy
from exceptions.telling import tell_watchers
from kernel.plain import clean_text


@transaction.atomic
def merge_case(
    *,
    case_id: int,
    into_id: int,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Go on with a case in another: its occurrences move there, its fingerprint leads there.

    Refuses, in this order: SameCase, CaseOutOfSight, RightMissing, LeadNeeded, CaseWasMerged,
    CaseIsOver, CaseChanged. Answers the survivor. What is cured closes it only when the causes of
    all that were merged are gone.
    """
    merged, survivor = _two(case_id, into_id, actor=actor)
    if version is not None and version != merged.version:
        raise changed_by(merged, at=at)
    Case.objects.filter(merged_into=merged).update(merged_into=survivor)
    # The oldest mark stays: a split leads each occurrence back to where it was first seen.
    Occurrence.objects.filter(case=merged, came_from=None).update(came_from=merged)
    Occurrence.objects.filter(case=merged).update(case=survivor)
    merged.join(survivor, by=actor, at=at)
    merged.version += 1
    merged.save(update_fields=LIFE_FIELDS)
    survivor.occurrences += merged.occurrences
    survivor.last_seen_at = max(survivor.last_seen_at, merged.last_seen_at)
    survivor.version += 1
    survivor.save(update_fields=["occurrences", "last_seen_at", "version"])
    _record_pair("merged", merged, survivor, actor=actor, at=at)
    tell_watchers(merged, "merged", actor=actor, at=at)
    return survivor


@transaction.atomic
def split_case(
    *,
    case_id: int,
    occurrence_ids: Collection[int],
    title: str = "",
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Take some of the times it happened into a case of their own.

    Refuses, in this order: CaseOutOfSight, RightMissing, LeadNeeded, CaseWasMerged, CaseIsOver,
    OccurrencesMissing, CaseChanged. Answers the new case. When everything that came from one merged
    case is taken, that case itself goes on, with its number and its fingerprint.
    """
    found = lock_cases([case_id])
    if not found:
        raise errors.CaseOutOfSight
    case = found[0]
    policy.check_lead(case, actor=actor)
    taken = list(case.seen.filter(pk__in=occurrence_ids))
    if not taken or len(taken) >= case.occurrences:
        raise errors.OccurrencesMissing
    if version is not None and version != case.version:
        raise changed_by(case, at=at)
    revived = _wholly_from_one(case, taken)
    apart = _revive(revived) if revived else _new_case(case, taken, title=title, at=at)
    Occurrence.objects.filter(pk__in=[one.pk for one in taken]).update(
        case=apart, came_from=None if revived else case
    )
    moved = apart.occurrences if revived else len(taken)
    case.occurrences = max(1, case.occurrences - moved)
    case.version += 1
    case.save(update_fields=["occurrences", "version"])
    _record_pair("split", apart, case, actor=actor, at=at)
    return apart


def _two(case_id: int, into_id: int, *, actor: User | None) -> tuple[Case, Case]:
    """Both, locked and open. What was merged into them before is locked first, as a repeat does."""
    if case_id == into_id:
        raise errors.SameCase
    lock_merged_into([case_id, into_id])
    found = {case.pk: case for case in lock_cases([case_id, into_id])}
    if len(found) < 2:
        raise errors.CaseOutOfSight
    for case in (found[case_id], found[into_id]):
        policy.check_lead(case, actor=actor)
    return found[case_id], found[into_id]


def _wholly_from_one(case: Case, taken: Collection[Occurrence]) -> Case | None:
    """The merged case whose every occurrence is taken and nothing else; locked."""
    origins = {one.came_from_id for one in taken}
    origin = origins.pop() if len(origins) == 1 else None
    if origin is None or case.seen.filter(came_from=origin).count() != len(taken):
        return None
    merged = lock_cases([origin])
    same = Case.objects.unclosed().filter(fingerprint=merged[0].fingerprint).exists()
    return merged[0] if merged[0].merged_into_id == case.pk and not same else None


def _revive(case: Case) -> Case:
    if case.owner_id is None:
        case.reopen()
    else:
        case.reopen_for_owner()
    case.version += 1
    case.save(update_fields=LIFE_FIELDS)
    return case


def _new_case(case: Case, taken: Collection[Occurrence], *, title: str, at: datetime) -> Case:
    newest = max(taken, key=lambda one: one.at)
    oldest = min(taken, key=lambda one: one.at)
    return Case.objects.create(
        kind=case.kind,
        # Of its own, which no cause repeats: people decide about it alone.
        fingerprint=f"split:{case.pk}:{case.version}",
        title=clean_text(title.strip(), longest=200) or case.title,
        subject_type=case.subject_type,
        subject_id=case.subject_id,
        subject_text=case.subject_text,
        place=case.place,
        severity=case.severity,
        channel=case.channel,
        currency=case.currency,
        evidence=newest.evidence,
        occurrences=len(taken),
        opened_at=at,
        last_seen_at=max(newest.at, oldest.at),
    )


def _record_pair(verb: str, case: Case, other: Case, *, actor: User | None, at: datetime) -> None:
    """Each of the two tells of the other."""
    for one, ends in ((case, other), (other, case)):
        after = {"case": ends.reference, "occurrences": one.occurrences}
        record(f"exceptions.case.{verb}", one, actor=actor, at=at, place=one.place, after=after)
