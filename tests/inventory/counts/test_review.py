import pytest
from django.db import DatabaseError, IntegrityError, transaction

from exceptions.models import Case
from inventory.counts.errors import (
    CountChanged,
    CountNotInReview,
    NothingToApprove,
    NothingToCountAgain,
    ReasonMissing,
    RecountBySomebodyElse,
    RecountMissing,
    ReviewerCounted,
    ReviewNotAllowed,
)
from inventory.counts.models import Count, CountLine, LineCounter
from inventory.counts.services import (
    approve_lines,
    ask_recount,
    keep_books,
    start_session,
    take_scans,
)
from tests.factories import NOON
from tests.inventory.counts.world import (
    MINUTE,
    again,
    count_of,
    counted,
    finish,
    line_of,
    part_of,
    scan,
)
from tests.trail import audit_actions

LATER = NOON + 60 * MINUTE


@pytest.fixture
def count(store) -> Count:
    """Jo counted nine where the books say three."""
    store.happens("receipt", "MUG", 3)
    return counted(store, scan(quantity=9))


def decide(command, count, actor, **more):
    lines = more.pop("lines", list(count.lines.values_list("pk", flat=True)))
    more = {"version": again(count).version, "at": LATER, **more}
    return command(reference=count.reference, line_ids=lines, actor=actor, **more)


def recounted(store, count, quantity: int) -> Count:
    """Sam counts it again, as Priya asked."""
    decide(ask_recount, count, store.priya, at=NOON + 30 * MINUTE)
    count_of(again(count), scan(quantity=quantity, minute=40), by=store.sam, number=2, minute=41)
    return finish(count, store.sam, number=2, minute=45)


def test_recount_goes_to_a_part_that_says_who_may_not(store, count):
    decide(ask_recount, count, store.priya)

    part = part_of(count, 2)
    assert (part.name, part.round) == ("Count again, not by Jo", 2)
    assert (again(count).status, line_of(count).status) == ("recount", "recount")
    assert audit_actions(count)[-1] == "inventory.count.recount_asked"


def test_recount_by_the_first_counter_is_refused(store, count):
    decide(ask_recount, count, store.priya)

    for act in (
        lambda: start_session(part_id=part_of(count, 2).pk, actor=store.jo, at=LATER),
        lambda: take_scans(part_id=part_of(count, 2).pk, scans=[scan()], actor=store.jo, at=LATER),
        lambda: finish(count, store.jo, number=2),
    ):
        with pytest.raises(RecountBySomebodyElse):
            act()

    assert again(count).status == Count.Status.RECOUNT


def test_the_database_refuses_a_counter_in_two_rounds(store, count):
    with pytest.raises(IntegrityError), transaction.atomic():
        LineCounter.objects.create(line=line_of(count), counter=store.jo, round=2)

    assert LineCounter.objects.count() == 1


def test_a_recount_that_agrees_with_the_books_posts(store, count):
    count = recounted(store, count, 3)

    line = line_of(count)
    assert (line.counted, line.counted_before, line.status) == (3, 9, "posted")
    assert count.status == Count.Status.CLOSED
    assert Case.objects.get(kind="count_variance").closed_at is not None


def test_a_second_recount_says_what_its_own_round_found(store, count):
    count = recounted(store, count, 8)
    decide(ask_recount, count, store.priya)
    count_of(count, scan(quantity=7, minute=70), by=store.wren, number=3, minute=71)
    count = finish(count, store.wren, number=3, minute=75)

    line = line_of(count)
    assert (line.round, line.counted_before, line.counted, line.status) == (3, 8, 7, "review")


def test_a_confirmed_difference_posts_when_a_reviewer_approves_it(store, count):
    count = recounted(store, count, 9)

    decide(approve_lines, count, store.priya, note="Found behind the till")

    line = line_of(count)
    assert (line.status, line.decided_by, line.note) == (
        "posted",
        store.priya,
        "Found behind the till",
    )
    assert store.shelf("MUG") == 9
    assert again(count).status == Count.Status.CLOSED
    assert "inventory.count.differences_approved" in audit_actions(count)


def test_keeping_the_books_posts_nothing(store, count):
    decide(keep_books, count, store.priya, reason="Two boxes were of yesterday")

    assert (line_of(count).status, line_of(count).event_id) == (CountLine.Status.DROPPED, None)
    assert store.shelf("MUG") == 3
    assert again(count).status == Count.Status.CLOSED


def test_refuses_to_approve_what_nobody_counted_again(store, count):
    with pytest.raises(RecountMissing):
        decide(approve_lines, count, store.priya)

    assert line_of(count).status == CountLine.Status.REVIEW


def test_refuses_who_counted_it(store):
    store.happens("receipt", "MUG", 3)
    count = counted(store, scan(quantity=9), by=store.priya)
    count = recounted(store, count, 9)

    with pytest.raises(ReviewerCounted):
        decide(approve_lines, count, store.priya)
    with pytest.raises(DatabaseError), transaction.atomic():
        CountLine.objects.update(decided_by=store.priya)

    assert line_of(count).status == CountLine.Status.REVIEW


def test_refuses_roles_that_do_not_review(store, count):
    for command, more in ((ask_recount, {}), (approve_lines, {}), (keep_books, {"reason": "no"})):
        with pytest.raises(ReviewNotAllowed):
            decide(command, count, store.sam, **more)


def test_refuses_a_stale_page_nothing_chosen_and_no_reason(store, count):
    refused = (
        (CountChanged, ask_recount, {"version": 1}),
        (NothingToCountAgain, ask_recount, {"lines": []}),
        (NothingToApprove, approve_lines, {"lines": []}),
        (ReasonMissing, keep_books, {"reason": " "}),
    )
    for error, command, more in refused:
        with pytest.raises(error):
            decide(command, count, store.priya, **more)

    assert line_of(count).status == CountLine.Status.REVIEW


def test_refuses_what_is_not_in_review(store, count):
    decide(keep_books, count, store.priya, reason="Mine was wrong")

    with pytest.raises(CountNotInReview):
        decide(ask_recount, count, store.priya)
