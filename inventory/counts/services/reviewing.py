"""What a reviewer decides: count again, take what was counted, or keep the books."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from audit.services import record
from inventory.counts.actors import Actor, user_of
from inventory.counts.locks import lock_count
from inventory.counts.models import Count, CountLine
from inventory.counts.policies import (
    check_approve,
    check_in_review,
    check_keep_books,
    check_not_asked,
    check_recount,
)
from inventory.counts.services.asking import ask_where_needed
from inventory.counts.services.planning import add_part
from inventory.counts.services.settling import save_lines, step_on
from inventory.counts.services.taking import take_lines
from kernel.plain import clean_text


@transaction.atomic
def ask_recount(
    *,
    reference: str,
    line_ids: Collection[int] | None,
    version: int | None,
    actor: Actor,
    at: datetime,
) -> Count:
    """Have lines counted again by somebody else: one new part for each group that the same people
    counted, so that it is plain who may not.

    Refuses, in this order: CountUnknown, ReviewNotAllowed, CountChanged, CountNotInReview,
    LinesAsked, NothingToCountAgain.
    """
    count = lock_count(reference, actor=actor)
    check_in_review(count, version=version, actor=actor)
    lines = _chosen(count, line_ids)
    check_recount(lines)
    count.count_again()
    number = count.parts.count()
    for group in _by_counters(lines):
        number += 1
        ids = {line.sku_id for line in group}
        add_part(
            count=count,
            number=number,
            name=_name(group),
            sku_ids=ids,
            listed=True,
            round_number=count.round,
            asked_at=at,
        )
    for line in lines:
        line.count_again()
    save_lines(lines)
    _save(count, "status", "round")
    after = {"lines": len(lines), "round": count.round}
    _record("inventory.count.recount_asked", count, actor, at, after)
    return count


@transaction.atomic
def approve_lines(
    *,
    reference: str,
    line_ids: Collection[int] | None,
    version: int | None,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> Count:
    """Take what was counted: the lines post, each at its last scan; or they are asked to be approved,
    where a policy wants more than a reviewer.

    Refuses, in this order: CountUnknown, ReviewNotAllowed, CountChanged, CountNotInReview,
    LinesAsked, NothingToApprove, RecountMissing, ReviewerCounted, AlreadyAsked.
    """
    count = lock_count(reference, actor=actor)
    check_in_review(count, version=version, actor=actor)
    lines = _chosen(count, line_ids)
    check_approve(lines, actor=actor)
    for line in lines:
        line.note = clean_text(note.strip(), longest=300)
    after = {"lines": len(lines)}
    _record("inventory.count.differences_approved", count, actor, at, after, reason=note)
    if ask_where_needed(count=count, lines=lines, actor=actor, at=at):
        return count
    take_lines(count=count, lines=lines, actor=actor, at=at)
    return count


@transaction.atomic
def keep_books(
    *,
    reference: str,
    line_ids: Collection[int] | None,
    reason: str,
    version: int | None,
    actor: Actor,
    at: datetime,
) -> Count:
    """Leave the books as they are for these lines, with the reason.

    Refuses, in this order: CountUnknown, ReviewNotAllowed, CountChanged, CountNotInReview,
    LinesAsked, NothingToApprove, ReviewerCounted, ReasonMissing.
    """
    count = lock_count(reference, actor=actor)
    check_in_review(count, version=version, actor=actor)
    lines = _chosen(count, line_ids)
    check_keep_books(lines, reason=reason, actor=actor)
    for line in lines:
        line.drop(note=clean_text(reason.strip(), longest=300), at=at, by=user_of(actor))
    save_lines(lines)
    after = {"lines": len(lines)}
    _record("inventory.count.books_kept", count, actor, at, after, reason=reason)
    step_on(count=count, at=at)
    _save(count)
    return count


def _chosen(count: Count, line_ids: Collection[int] | None) -> list[CountLine]:
    """The lines named; without names all that are to be decided, however many. Raises LinesAsked."""
    rows = count.lines.filter(status=CountLine.Status.REVIEW)
    if line_ids is not None:
        check_not_asked(count, line_ids)
        rows = rows.filter(pk__in=list(line_ids))
    return list(rows.prefetch_related("counters__counter").select_related("sku").order_by("sku_id"))


def _by_counters(lines: Sequence[CountLine]) -> list[list[CountLine]]:
    """Lines that the same counters counted, together."""
    groups: dict[frozenset[tuple[int | None, str]], list[CountLine]] = defaultdict(list)
    for line in lines:
        who = {(one.counter_id, one.client) for one in line.counters.all()}
        groups[frozenset(who)].append(line)
    return list(groups.values())


def _name(lines: Sequence[CountLine]) -> str:
    counters = [one for line in lines for one in line.counters.all()]
    names = ", ".join(sorted({str(one.counter or one.client) for one in counters} - {""}))
    return f"Count again, not by {names}"[:120] if names else "Count again"


def _save(count: Count, *fields: str) -> None:
    count.version += 1
    count.save(update_fields=[*fields, "version"])


def _record(
    action: str, count: Count, actor: Actor, at: datetime, after: dict[str, int], reason: str = ""
) -> None:
    record(
        action,
        count,
        actor=user_of(actor),
        at=at,
        place=count.location.place,
        after=after,
        reason=reason,
    )
