"""Make one case of two, or two of one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from exceptions import errors
from exceptions.acts import changed_by
from exceptions.coming_back import stop_its_clock, take_up
from exceptions.hooks import CLOCK_FIELDS
from exceptions.locks import lock_cases, lock_merged_into
from exceptions.models import Case, Occurrence
from exceptions.models.case import LIFE_FIELDS
from exceptions.policies import cases as policy
from exceptions.telling import ask_owners_again, settle_cases, tell_watchers
from kernel.plain import clean_text

# How much is wrong, and what else a merge changes of the survivor.
STAKES = ("units", "value", "currency")
SURVIVES = (
    *("occurrences", "last_seen_at", "severity", "version"),
    *("snoozed_until", "snooze_until_changes"),
)


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
    all that were merged are gone. What is at stake adds up there, the worse severity counts, and a
    survivor that was put off is back on the queue.
    """
    merged, survivor, before = _two(case_id, into_id, actor=actor)
    if version is not None and version != merged.version:
        raise changed_by(merged, at=at)
    Case.objects.filter(merged_into=merged).update(merged_into=survivor)
    # The oldest mark stays: a split leads each occurrence back to where it was first seen.
    Occurrence.objects.filter(case=merged, came_from=None).update(came_from=merged)
    Occurrence.objects.filter(case=merged).update(case=survivor)
    stop_its_clock(merged, at=at)
    merged.join(survivor, by=actor, at=at)
    _add_stakes(survivor, merged)
    for one in before:
        _take_stakes(merged, one)
    merged.version += 1
    merged.save(update_fields=[*LIFE_FIELDS, *CLOCK_FIELDS, *STAKES])
    survivor.occurrences += merged.occurrences
    survivor.last_seen_at = max(survivor.last_seen_at, merged.last_seen_at)
    survivor.severity = min(survivor.severity, merged.severity, key=_level)
    survivor.snoozed_until, survivor.snooze_until_changes = None, False
    survivor.version += 1
    survivor.save(update_fields=[*SURVIVES, *STAKES])
    _record_pair("merged", merged, survivor, actor=actor, at=at)
    text = _("Goes on in %(case)s") % {"case": survivor.reference}
    settle_cases([merged.pk], text=text, at=at)
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
    case is taken, that case itself goes on, with its number and its fingerprint, under the title given.
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
    named = clean_text(title.strip(), longest=200)
    apart = (
        _revive(revived, title=named, at=at)
        if revived
        else _new_case(case, taken, title=named, at=at)
    )
    Occurrence.objects.filter(pk__in=[one.pk for one in taken]).update(
        case=apart, came_from=None if revived else case
    )
    moved = apart.occurrences if revived else len(taken)
    case.occurrences = max(1, case.occurrences - moved)
    if revived:
        _take_stakes(case, revived)
    case.version += 1
    case.save(update_fields=["occurrences", "version", *STAKES])
    _record_pair("split", apart, case, actor=actor, at=at)
    return apart


def _two(case_id: int, into_id: int, *, actor: User | None) -> tuple[Case, Case, list[Case]]:
    """Both, locked and open, and what was merged into the first before. That is locked first, as a
    repeat does."""
    if case_id == into_id:
        raise errors.SameCase
    inside = lock_merged_into([case_id, into_id])
    found = {case.pk: case for case in lock_cases([case_id, into_id])}
    if len(found) < 2:
        raise errors.CaseOutOfSight
    for case in (found[case_id], found[into_id]):
        policy.check_lead(case, actor=actor)
    before = [one for one in inside if one.merged_into_id == case_id]
    return found[case_id], found[into_id], before


def _level(severity: str) -> int:
    return Case.Severity(severity).level


def _add_stakes(case: Case, other: Case) -> None:
    """Money of another currency is left with its own case."""
    if other.units is not None:
        case.units = (case.units or 0) + other.units
    if other.value is not None and case.value is None:
        case.value, case.currency = other.value, other.currency
    elif other.value is not None and case.value is not None and case.currency == other.currency:
        case.value += other.value


def _take_stakes(case: Case, other: Case) -> None:
    """The opposite: what stays is the case's own."""
    if other.units is not None and case.units is not None:
        case.units -= other.units
    if other.value is not None and case.value is not None and case.currency == other.currency:
        case.value -= other.value


def _wholly_from_one(case: Case, taken: Collection[Occurrence]) -> Case | None:
    """The merged case whose every occurrence is taken and nothing else; locked."""
    origins = {one.came_from_id for one in taken}
    origin = origins.pop() if len(origins) == 1 else None
    if origin is None or case.seen.filter(came_from=origin).count() != len(taken):
        return None
    merged = lock_cases([origin])
    same = Case.objects.unclosed().filter(fingerprint=merged[0].fingerprint).exists()
    return merged[0] if merged[0].merged_into_id == case.pk and not same else None


def _revive(case: Case, *, title: str, at: datetime) -> Case:
    take_up(case, at=at)
    case.title = title or case.title
    case.version += 1
    case.save(update_fields=["title", *LIFE_FIELDS, *CLOCK_FIELDS])
    ask_owners_again([case])
    return case


def _new_case(case: Case, taken: Collection[Occurrence], *, title: str, at: datetime) -> Case:
    newest = max(taken, key=lambda one: one.at)
    oldest = min(taken, key=lambda one: one.at)
    return Case.objects.create(
        kind=case.kind,
        # Of its own, which no cause repeats: people decide about it alone.
        fingerprint=f"split:{case.pk}:{case.version}",
        title=title or case.title,
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
