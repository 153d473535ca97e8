import pytest

from exceptions.models import Case
from inventory.counts.errors import PartChanged, PartFinished
from inventory.counts.models import Count, CountLine
from inventory.counts.services import Shelf, finish_part
from inventory.ledger.models import Event
from tests.factories import NOON
from tests.inventory.counts.world import (
    MINUTE,
    again,
    count_of,
    counted,
    finish,
    line_of,
    part_of,
    plan,
    scan,
)
from tests.trail import audit_actions


def test_posts_what_agrees_at_its_last_scan_and_closes_the_count(store):
    store.happens("receipt", "MUG", 3)

    count = counted(store, scan(minute=1), scan(minute=2), scan(minute=3))

    line = line_of(count)
    event = Event.objects.get(pk=line.event_id)
    assert (line.status, line.counted, line.book) == (CountLine.Status.POSTED, 3, 3)
    assert (event.occurred_at, event.reference) == (NOON + 3 * MINUTE, count.reference)
    assert count.status == Count.Status.CLOSED
    assert audit_actions(count) == [
        "inventory.count.planned",
        "inventory.count.started",
        "inventory.count.shelf_finished",
        "inventory.count.lines_posted",
        "inventory.count.posted",
        "inventory.count.closed",
    ]


def test_posts_a_difference_within_the_tolerance(store):
    store.happens("receipt", "MUG", 3)

    counted(store, scan(quantity=5))

    assert store.shelf("MUG") == 5


def test_leaves_a_larger_difference_to_a_reviewer_with_a_case(store):
    store.happens("receipt", "MUG", 3)

    count = counted(store, scan(quantity=9))

    line, case = line_of(count), Case.objects.get(kind="count_variance")
    assert (line.status, line.why, line.difference) == ("review", "variance", 6)
    assert count.status == Count.Status.REVIEW
    assert store.shelf("MUG") == 3
    assert case.evidence["widest"]["MUG"]["value"] == "15.00"


def test_waits_until_every_shelf_that_lists_the_sku_is_finished(store):
    store.happens("receipt", "MUG", 4)
    count = plan(store, Shelf("Wall", ["MUG", "LAMP"]), Shelf("Window", ["MUG"]))
    count_of(count, scan(quantity=3), by=store.jo)
    count_of(count, scan(quantity=1), by=store.sam, number=2)

    finish(count, store.jo)
    posted_early = set(count.lines.values_list("sku__code", flat=True))
    count = finish(count, store.sam, number=2)

    assert posted_early == {"LAMP"}
    assert line_of(count).counted == 4
    assert count.status == Count.Status.CLOSED


def test_a_free_shelf_holds_everything_back(store):
    count = plan(store, Shelf("Wall", ["MUG"]), Shelf("Anything"))
    count_of(count, scan(), by=store.jo)

    count = finish(count, store.jo)

    assert not count.lines.exists()
    assert count.status == Count.Status.COUNTING


def test_what_was_looked_for_in_vain_is_zero(store):
    store.happens("receipt", "LAMP", 2)

    count = counted(store, scan(), shelf=Shelf("Wall", ["MUG", "LAMP"]))

    line = line_of(count, "LAMP")
    assert (line.counted, line.last_at, line.status) == (0, NOON + 10 * MINUTE, "posted")
    assert store.shelf("LAMP") == 0


def test_without_that_word_what_was_not_found_was_not_counted(store):
    store.happens("receipt", "LAMP", 2)
    count = plan(store, Shelf("Wall", ["MUG", "LAMP"]))
    count_of(count, scan(), by=store.jo)

    count = finish(count, store.jo, complete=False)

    assert set(count.lines.values_list("sku__code", flat=True)) == {"MUG"}
    assert store.shelf("LAMP") == 2


def test_what_moved_between_its_scans_waits_with_its_movements(store):
    store.happens("receipt", "MUG", 3)
    count = plan(store)
    count_of(count, scan(minute=1), scan(minute=3), by=store.jo)
    store.happens("sale", "MUG", 1, minute=2)

    count = finish(count, store.jo)

    assert (line_of(count).why, line_of(count).status) == ("moved", "review")
    assert count.status == Count.Status.REVIEW


def test_a_sale_after_the_last_scan_does_not_matter(store):
    store.happens("receipt", "MUG", 3)
    count = plan(store)
    count_of(count, scan(minute=1), scan(minute=3, quantity=2), by=store.jo)
    store.happens("sale", "MUG", 1, minute=4)

    finish(count, store.jo)

    assert (line_of(count).book, line_of(count).status) == (3, "posted")
    assert store.shelf("MUG") == 2


def test_a_late_sale_is_absorbed_by_the_count(store):
    store.happens("receipt", "MUG", 3)
    counted(store, scan(minute=1), scan(minute=3, quantity=2))

    store.happens("sale", "MUG", 1, minute=2)

    assert store.shelf("MUG") == 3


def test_a_count_below_what_is_promised_posts_and_opens_a_case(store):
    store.happens("receipt", "MUG", 3)
    store.happens("reserve", "MUG", 3, minute=-500)

    counted(store, scan(quantity=2))

    case = Case.objects.get(kind="count_below_reserved")
    assert case.title == "Camden has promised 1 more of MUG than it holds"
    assert store.shelf("MUG") == 2


def test_the_shelf_is_finished_when_its_last_counter_is(store):
    count = plan(store)
    count_of(count, scan(), by=store.jo)
    count_of(count, scan(), by=store.sam)

    part = part_of(count)
    done = finish_part(
        part_id=part.pk, is_complete=True, version=1, actor=store.jo, at=NOON + 9 * MINUTE
    )
    count = finish(count, store.sam)

    assert done.still == ["Sam"]
    assert line_of(count).counted == 2
    assert {one.counter.name for one in line_of(count).counters.all()} == {"Jo", "Sam"}


def test_a_store_that_counts_itself_has_any_difference_looked_at(store):
    store.happens("receipt", "MUG", 3)
    count = plan(store, actor=store.jo)
    count_of(count, scan(quantity=4), by=store.jo)

    count = finish(count, store.jo)

    assert (line_of(count).why, count.status) == ("store", "review")


def test_refuses_a_shelf_that_is_finished(store):
    count = counted(store, scan())

    with pytest.raises(PartFinished):
        finish(count, store.sam)

    assert again(count).status == Count.Status.CLOSED


def test_refuses_a_page_that_is_older_than_the_shelf(store):
    count = plan(store)
    count_of(count, scan(), by=store.jo)

    with pytest.raises(PartChanged):
        finish_part(part_id=part_of(count).pk, is_complete=True, version=7, actor=store.jo, at=NOON)

    assert part_of(count).is_open
