"""Link cases to each other, watch them, talk about them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import Line, record, record_many
from exceptions import errors
from exceptions.acts import SUBJECT, Outcome, changed_by
from exceptions.locks import lock_cases
from exceptions.models import Case, CaseLink
from exceptions.policies import cases as policy
from workbench.errors import AlreadyWatching
from workbench.services import comments


@transaction.atomic
def link_cases(
    *, case_id: int, other_id: int, actor: User | None, at: datetime, version: int | None = None
) -> CaseLink:
    """Say that two cases have to do with each other.

    Refuses, in this order: SameCase, CaseOutOfSight, RightMissing, CaseChanged, CasesLinked.
    `version` is that of the first.
    """
    first, second = _pair(case_id, other_id, actor)
    _check_shown(first if first.pk == case_id else second, version, at)
    link, new = CaseLink.objects.get_or_create(
        case=first, other=second, defaults={"linked_by": actor, "linked_at": at}
    )
    if not new:
        raise errors.CasesLinked(first=first.reference, second=second.reference)
    _record_both("exceptions.case.linked", first, second, actor=actor, at=at)
    return link


@transaction.atomic
def unlink_cases(
    *, case_id: int, other_id: int, actor: User | None, at: datetime, version: int | None = None
) -> None:
    """Take a link away.

    Refuses, in this order: SameCase, CaseOutOfSight, RightMissing, CaseChanged, CasesNotLinked.
    """
    first, second = _pair(case_id, other_id, actor)
    _check_shown(first if first.pk == case_id else second, version, at)
    gone, _each = CaseLink.objects.filter(case=first, other=second).delete()
    if not gone:
        raise errors.CasesNotLinked(first=first.reference, second=second.reference)
    _record_both("exceptions.case.unlinked", first, second, actor=actor, at=at)


@transaction.atomic
def watch_case(*, case_id: int, actor: User, at: datetime, version: int | None = None) -> Case:
    """Hear what happens to a case, and what is said about it.

    Refuses, in this order: CaseOutOfSight, CaseChanged, AlreadyWatching.
    """
    case = _seen(case_id, actor)
    _check_shown(case, version, at)
    comments.watch(subject_type=SUBJECT, subject_id=str(case.pk), actor=actor, at=at)
    record("exceptions.case.watched", case, actor=actor, at=at, place=case.place)
    return case


@transaction.atomic
def unwatch_case(*, case_id: int, actor: User, at: datetime, version: int | None = None) -> Case:
    """Hear no more of a case.

    Refuses, in this order: CaseOutOfSight, CaseChanged, NotWatching.
    """
    case = _seen(case_id, actor)
    _check_shown(case, version, at)
    comments.stop_watching(subject_type=SUBJECT, subject_id=str(case.pk), actor=actor, at=at)
    record("exceptions.case.unwatched", case, actor=actor, at=at, place=case.place)
    return case


@transaction.atomic
def watch_cases(*, case_ids: Collection[int], actor: User, at: datetime) -> Outcome:
    """Watch many. Refuses per case what `watch_case` refuses."""
    outcome = Outcome()
    found = lock_cases(case_ids)
    seen = [case for case in found if policy.sees(actor, case)]
    new = comments.watch_many(
        subject_type=SUBJECT, subject_ids=[str(case.pk) for case in seen], actor=actor, at=at
    )
    for case in found:
        if not policy.sees(actor, case):
            outcome.refused.append((case, errors.CaseOutOfSight()))
        elif str(case.pk) not in new:
            outcome.refused.append((case, AlreadyWatching()))
        else:
            outcome.done.append(case)
    lines = (Line("exceptions.case.watched", case, place=case.place) for case in outcome.done)
    record_many(lines, actor=actor, at=at)
    return outcome


@transaction.atomic
def comment_on_case(
    *, case_id: int, text: str, actor: User | None, at: datetime, version: int | None = None
) -> Case:
    """Say something about a case; who watches it and who is named by @name hears of it.

    Refuses, in this order: CaseOutOfSight, CaseChanged, RightMissing, CommentEmpty, CommentTooLong.
    """
    found = lock_cases([case_id])
    if not found or (actor is not None and not policy.sees(actor, found[0])):
        raise errors.CaseOutOfSight
    case = found[0]
    _check_shown(case, version, at)
    comments.comment(subject_type=SUBJECT, subject_id=str(case.pk), text=text, actor=actor, at=at)
    return case


@transaction.atomic
def comment_on_cases(
    *, case_ids: Collection[int], text: str, actor: User | None, at: datetime
) -> Outcome:
    """Say the same about many, in few statements; answers those out of sight.

    Refuses as a whole, in this order: RightMissing, CommentEmpty, CommentTooLong.
    """
    outcome = Outcome()
    for case in lock_cases(case_ids):
        if actor is not None and not policy.sees(actor, case):
            outcome.refused.append((case, errors.CaseOutOfSight()))
        else:
            outcome.done.append(case)
    if outcome.done:
        ids = [str(case.pk) for case in outcome.done]
        comments.comment_on_many(
            subject_type=SUBJECT, subject_ids=ids, text=text, actor=actor, at=at
        )
    return outcome


def _check_shown(case: Case, version: int | None, at: datetime) -> None:
    """Raises CaseChanged when the locked case is no longer the one that was shown."""
    if version is not None and version != case.version:
        raise changed_by(case, at=at)


def _seen(case_id: int, actor: User) -> Case:
    found = lock_cases([case_id])
    if not found or not policy.sees(actor, found[0]):
        raise errors.CaseOutOfSight
    return found[0]


def _pair(case_id: int, other_id: int, actor: User | None) -> tuple[Case, Case]:
    """Both, locked, the older first. Refuses, in this order: SameCase, CaseOutOfSight, RightMissing."""
    if case_id == other_id:
        raise errors.SameCase
    found = lock_cases([case_id, other_id])
    if len(found) < 2:
        raise errors.CaseOutOfSight
    for case in found:
        policy.check_may_work(case, actor=actor)
    return found[0], found[1]


def _record_both(
    action: str, first: Case, second: Case, *, actor: User | None, at: datetime
) -> None:
    """Each of the two tells of the other."""
    for case, other in ((first, second), (second, first)):
        after = {"case": other.reference}
        record(action, case, actor=actor, at=at, place=case.place, after=after)
