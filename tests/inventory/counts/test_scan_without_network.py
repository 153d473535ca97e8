"""Scans that come late count as of when they were made: the books of that moment, not of their arrival."""

from uuid import uuid4

from inventory.counts.models import Count, CountLine, CountScan, CountSession
from inventory.counts.services import Scan, Shelf, ask_recount, start_session, take_scans
from tests.factories import NOON
from tests.inventory.counts.world import (
    MINUTE,
    counted,
    finish,
    line_of,
    part_of,
    plan,
    scan,
)


def sends(count: Count, *scans: Scan, by, minute: float, number: int = 1):
    """What a device kept comes in; nobody has heard of it before."""
    part, at = part_of(count, number), NOON + minute * MINUTE
    return take_scans(part_id=part.pk, scans=scans, actor=by, at=at)


def made_at() -> list[float]:
    """Minutes from noon, as they are kept."""
    return [
        (at - NOON) / MINUTE for at in CountScan.objects.order_by("at").values_list("at", flat=True)
    ]


def test_what_was_sold_after_the_scan_and_before_its_arrival_is_no_difference(store):
    store.happens("receipt", "MUG", 10)
    count = plan(store)
    store.happens("sale", "MUG", 1, minute=10)

    sends(count, *(scan(minute=5) for _ in range(10)), by=store.jo, minute=20)
    finish(count, store.jo, minute=21)

    line = line_of(count)
    assert (line.counted, line.book, line.last_at) == (10, 10, NOON + 5 * MINUTE)
    assert (line.status, store.shelf("MUG")) == ("posted", 9)


def test_what_was_sold_between_the_first_scan_and_the_last_is_for_the_reviewer(store):
    store.happens("receipt", "MUG", 10)
    count = plan(store)
    store.happens("sale", "MUG", 1, minute=10)

    sends(count, scan(quantity=6), scan(quantity=3, minute=15), by=store.jo, minute=20)
    finish(count, store.jo, minute=21)

    line = line_of(count)
    assert (line.status, line.why) == ("review", CountLine.Why.MOVED)
    assert (line.counted, line.book, store.shelf("MUG")) == (9, 9, 9)


def test_a_session_began_with_its_first_scan(store):
    count = plan(store)

    sends(count, scan(minute=12), scan(minute=5), by=store.jo, minute=20)

    assert CountSession.objects.get().started_at == NOON + 5 * MINUTE


def test_what_comes_before_the_older_of_two_devices_keeps_its_moment(store):
    """Jo scans on a phone that is away and on one that is not."""
    count = plan(store)
    sends(count, scan("LAMP", minute=12), by=store.jo, minute=12)

    sends(count, scan(minute=5), by=store.jo, minute=20)

    assert made_at() == [5, 12]


def test_a_scan_sent_twice_keeps_its_first_moment(store):
    store.happens("receipt", "MUG", 1)
    count, one = plan(store), scan(minute=5)
    sends(count, one, by=store.jo, minute=20)

    sends(count, Scan(one.id, one.code, 1, NOON + 15 * MINUTE), by=store.jo, minute=25)

    assert made_at() == [5]


def test_two_count_a_shelf_and_one_of_them_is_away(store):
    store.happens("receipt", "MUG", 10)
    count = plan(store)
    for person in (store.jo, store.sam):
        start_session(part_id=part_of(count).pk, actor=person, at=NOON)
    sends(count, scan(quantity=4, minute=6), by=store.sam, minute=6)
    store.happens("sale", "MUG", 1, minute=10)
    finish(count, store.sam, minute=12)

    sends(count, scan(quantity=6, minute=5), by=store.jo, minute=20)
    finish(count, store.jo, minute=21)

    line = line_of(count)
    assert (line.counted, line.book, line.status, store.shelf("MUG")) == (10, 10, "posted", 9)


def test_a_shelf_is_not_finished_without_somebody_who_began_and_is_away(store):
    count = plan(store)
    start_session(part_id=part_of(count).pk, actor=store.jo, at=NOON)

    finish(count, store.sam, minute=12)

    assert part_of(count).is_open


def test_who_went_on_to_another_shelf_is_not_waited_for(store):
    count = plan(store, Shelf("Wall"), Shelf("Window"))
    for number in (1, 2):
        start_session(part_id=part_of(count, number).pk, actor=store.jo, at=NOON)

    finish(count, store.sam, minute=12)

    assert not part_of(count).is_open
    assert part_of(count, 2).sessions.get().is_open


def test_who_went_on_and_had_counted_is_waited_for(store):
    count = plan(store, Shelf("Wall"), Shelf("Window"))
    sends(count, scan(minute=5), by=store.jo, minute=5)

    start_session(part_id=part_of(count, 2).pk, actor=store.jo, at=NOON + 6 * MINUTE)

    assert [session.is_open for session in CountSession.objects.all()] == [True, True]


def test_a_clock_that_is_a_little_behind_counts_from_when_the_count_was_made(store):
    count = plan(store, at=NOON + 2 * MINUTE)

    (answer,) = sends(count, scan(minute=-2), by=store.jo, minute=20)

    assert (answer.status, answer.count, made_at()) == ("ok", 1, [2])


def test_what_says_it_was_scanned_long_before_the_count_is_kept_for_the_reviewer(store):
    """Nobody knows at which moment the books must be read for it."""
    count = plan(store, at=NOON + 2 * MINUTE)

    early, counted_now = sends(
        count, scan(minute=-180, quantity=7), scan(minute=18), by=store.jo, minute=20
    )

    assert (early.status, early.code) == ("wrong", "early")
    assert early.text == "Scanned before this was to be counted, so it is kept for review."
    assert (counted_now.status, counted_now.count) == ("ok", 1)
    kept = count.kept.get()
    assert (kept.why, kept.code, kept.quantity) == ("early", "4006381333931", 7)
    assert CountSession.objects.get().started_at == NOON + 18 * MINUTE


def test_nothing_was_counted_after_it_came(store):
    count = plan(store)

    sends(count, scan(minute=200), by=store.jo, minute=20)

    assert made_at() == [20]


def test_nothing_was_counted_again_before_that_was_asked(store):
    store.happens("receipt", "MUG", 30)
    count = counted(store, scan(quantity=3))
    ask_recount(
        reference=count.reference, line_ids=None, version=None, actor=store.priya,
        at=NOON + 30 * MINUTE,
    )  # fmt: skip

    sends(count, scan(quantity=30, minute=27), by=store.sam, minute=45, number=2)
    sends(count, scan(quantity=30, minute=9), by=store.sam, minute=45, number=2)

    first, second = CountScan.objects.filter(part__number=2)
    assert first.at == NOON + 30 * MINUTE
    assert (first.standing, second.standing) == ("ok", "early")


def test_what_comes_after_the_shelf_was_finished_is_kept_with_its_moment(store):
    count = counted(store, scan("LAMP"), shelf=Shelf("Wall", ["MUG", "LAMP"]))

    sends(count, scan(minute=5), by=store.jo, minute=20)

    kept = count.kept.get()
    assert (kept.why, kept.first_at) == ("late", NOON + 5 * MINUTE)


def test_one_id_twice_in_a_sending_counts_once(store):
    count, key = plan(store), uuid4()

    sends(count, scan(id=key), scan(id=key, minute=7), by=store.jo, minute=20)

    assert CountScan.objects.count() == 1
