"""A sale between the first and the last scan that is told after the line has posted: people hear of it."""

import pytest
from django.urls import reverse

from bench.statements import counting
from exceptions.models import Case
from inventory.counts.actions import CREATE_COUNT
from inventory.counts.models import Count, CountLine, PartSku
from inventory.counts.services import late
from tests.factories import NOON
from tests.horizon import wait_for_others
from tests.inventory.counts.test_api_counts import api  # noqa: F401
from tests.inventory.counts.world import MINUTE, count_of, counted, finish, line_of, plan, scan

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + 60 * MINUTE


@pytest.fixture
def store(racing_store):
    """What the sweep reads is committed by others."""
    racing_store.happens("receipt", "MUG", 10)
    return racing_store


@pytest.fixture
def count(store) -> Count:
    """Ten mugs as the books say, in two scans at 12:03 and 12:08, posted at 12:10."""
    count = counted(store, scan(quantity=6, minute=3), scan(quantity=4, minute=8))
    assert line_of(count).status == CountLine.Status.POSTED
    follow_late_moves(at=LATER)
    return count


def follow_late_moves(*, at) -> int:
    """The sweep, once it may read everything the test wrote."""
    wait_for_others()
    return late.follow_late_moves(at=at)


def late_case() -> Case | None:
    return Case.objects.filter(kind="count_variance", fingerprint__endswith=":late").first()


def counted_again(store, code: str = "MUG") -> Count:
    again = plan(store, at=LATER)
    count_of(again, scan(code, quantity=9, minute=70), by=store.sam, minute=70)
    return finish(again, store.sam, minute=75)


def test_marks_the_line_and_opens_a_case_with_the_movement(store, count):
    store.happens("sale", "MUG", 1, minute=6, reference="POS-7")

    changed = follow_late_moves(at=LATER)

    case = late_case()
    assert (changed, line_of(count).late_moves) == (1, 1)
    assert case.title == f"Camden heard late of movements while {count.reference} counted 1 line"
    assert (case.evidence["count"], case.units) == (count.reference, -1)
    assert case.evidence["widest"]["MUG"]["told after posting"] == [
        "sale -1 2026-11-20T12:06:00+00:00 POS-7"
    ]
    assert (line_of(count).status, store.shelf("MUG")) == ("posted", 10)


@pytest.mark.parametrize("minute", [2, 9])
def test_is_quiet_about_what_moved_before_the_first_scan_or_after_the_last(store, count, minute):
    store.happens("sale", "MUG", 1, minute=minute)

    assert follow_late_moves(at=LATER) == 0
    assert (line_of(count).late_moves, late_case()) == (0, None)


def test_is_quiet_about_a_sku_seen_once(store):
    count = counted(store, scan(quantity=10, minute=5))
    store.happens("sale", "MUG", 1, minute=5)

    assert follow_late_moves(at=LATER) == 0
    assert line_of(count).late_moves == 0


def test_tells_the_second_movement_in_the_same_case(store, count):
    for minute in (4, 6):
        store.happens("sale", "MUG", 1, minute=minute)
        follow_late_moves(at=LATER)

    assert (line_of(count).late_moves, late_case().occurrences) == (2, 2)


def test_reads_nothing_twice(store, count):
    store.happens("sale", "MUG", 1, minute=6)
    follow_late_moves(at=LATER)

    wait_for_others()
    with counting() as statements:
        assert late.follow_late_moves(at=LATER) == 0

    assert late_case().occurrences == 1
    assert len(statements) <= 8


def test_the_case_closes_when_the_shelf_is_counted_again(store, count):
    store.happens("sale", "MUG", 1, minute=6)
    follow_late_moves(at=LATER)

    counted_again(store)
    follow_late_moves(at=LATER + 30 * MINUTE)

    assert late_case().closed_at == LATER + 30 * MINUTE
    assert line_of(count).late_moves == 1


def test_a_cured_case_closes_however_many_stand_before_it(store, count, monkeypatch):
    monkeypatch.setattr(late, "BATCH", 1)
    store.happens("receipt", "LAMP", 10)
    other = counted(store, scan("LAMP", quantity=6, minute=3), scan("LAMP", quantity=4, minute=8))
    for sku in ("MUG", "LAMP"):
        store.happens("sale", sku, 1, minute=6)
    follow_late_moves(at=LATER)
    cases = Case.objects.filter(kind="count_variance", fingerprint__endswith=":late")
    _standing, cured = cases.order_by("fingerprint")

    counted_again(store, "LAMP" if str(other.pk) in cured.fingerprint.split(":") else "MUG")
    follow_late_moves(at=LATER + 30 * MINUTE)

    closed = cases.order_by("fingerprint").values_list("closed_at", flat=True)
    assert list(closed) == [None, LATER + 30 * MINUTE]


def test_no_case_where_it_was_counted_again_already(store, count):
    counted_again(store)

    store.happens("sale", "MUG", 1, minute=6)
    follow_late_moves(at=LATER)

    assert (line_of(count).late_moves, late_case()) == (1, None)


def test_the_case_closes_when_it_did_not_happen(store, count):
    store.happens("sale", "MUG", 1, minute=6, key="sold")
    follow_late_moves(at=LATER)

    undo = {"key": "undone", "type": "reversal", "reverses": "sold"}
    store.happens("sale", "MUG", 1, minute=6, **undo)
    follow_late_moves(at=LATER)

    assert (line_of(count).late_moves, late_case().closed_at) == (0, LATER)


def test_the_desk_plans_a_count_of_what_moved(store, count):
    store.happens("sale", "MUG", 1, minute=6)
    follow_late_moves(at=LATER)

    CREATE_COUNT.run(late_case(), store.priya, LATER)

    assert PartSku.objects.get(part__count__title="Look again: MUG").sku == store.skus["MUG"]


def test_the_pages_of_the_count_say_so_and_lead_on(store, count, client):
    store.happens("sale", "MUG", 1, minute=6)
    follow_late_moves(at=LATER)
    client.force_login(store.priya)

    page = client.get(reverse("inventory:count", args=[count.reference])).content.decode()
    review = reverse("inventory:count-review", args=[count.reference])
    lines = client.get(f"{review}?show=settled").content.decode()

    assert "1 line moved while it was counted, and that was told after posting." in page
    assert "Count again" in page
    assert "1 movement between first and last scan was told after posting" in lines
    assert lines.count("during the count: sale") == 1
    new = reverse("inventory:count-new")
    form = client.get(f"{new}?location=CAMDEN&shelves=Camden: MUG").content.decode()
    assert "Camden: MUG" in form


def test_the_api_says_so(store, count, api):  # noqa: F811
    store.happens("sale", "MUG", 1, minute=6)
    follow_late_moves(at=LATER)

    (line,) = api.get(f"/api/v1/counts/{count.reference}").json()["lines"]

    assert line["late_moves"] == 1
