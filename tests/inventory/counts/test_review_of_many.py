"""The review of a large count: totals of all lines, the widest first, page by page; nothing left out."""

from decimal import Decimal

import pytest
from django.urls import reverse

from inventory.catalog.models import CostPrice, Sku
from inventory.counts.errors import CountChanged
from inventory.counts.models import CountLine
from inventory.counts.pages import PER_PAGE, totals_of
from inventory.counts.services import CountedLine, keep_books, put_lines
from tests.factories import NOON
from tests.inventory.counts.world import MINUTE, again, finish, part_of, plan
from tests.inventory.intake.world import tell

MANY = PER_PAGE * 2 + 20
LATER = NOON + 60 * MINUTE


@pytest.fixture
def many(store):
    """Nine of each of many SKUs on the books, at £1; counted by Jo, each a little further off."""
    codes = [f"S{number:03}" for number in range(MANY)]
    Sku.objects.bulk_create(
        Sku(code=code, name=code, network=store.network, created_at=NOON, lifecycle="active")
        for code in codes
    )
    skus = Sku.objects.filter(code__in=codes)
    CostPrice.objects.bulk_create(
        CostPrice(sku=sku, kind="cost", amount="1", valid_from="2026-01-01") for sku in skus
    )
    usual = {"type": "receipt", "location": "CAMDEN", "quantity": 9}
    at = NOON.isoformat()
    tell(
        store.till,
        *[{"key": code, "sku": code, "occurred_at": at, **usual} for code in codes],
        at=NOON,
    )
    return store


@pytest.fixture
def counting(many):
    """Twenty are right; of the rest the last one is furthest from the books."""
    count = plan(many)
    lines = [
        CountedLine(f"S{number:03}", 9 if number < 20 else 100 + number) for number in range(MANY)
    ]
    put_lines(reference=count.reference, number=1, lines=lines, actor=many.jo, at=NOON)
    return count


@pytest.fixture
def count(many, counting):
    return finish(counting, many.jo)


@pytest.fixture
def page(client, many, count):
    client.force_login(many.priya)

    def read(query=""):
        answer = client.get(reverse("inventory:count-review", args=[count.reference]) + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_totals_are_of_every_line(count):
    totals = totals_of(count)

    off = [100 + number - 9 for number in range(20, MANY)]
    assert (totals["lines"], totals["exact"], totals["fewer"]) == (MANY, 20, 0)
    assert (totals["more"], totals["more_value"]) == (sum(off), Decimal(sum(off)))


def test_shows_the_widest_first_and_says_how_many_there_are(page):
    first, last = page(), page("?show=waiting&page=2")

    assert f"20 of {MANY}" in first
    assert first.index(f"S{MANY - 1:03}") < first.index(f"S{MANY - 2:03}")
    assert ">S020<" not in first
    assert ">S020<" in last
    assert f"/ {MANY - 20}" in first


def test_what_is_settled_stands_on_pages_of_its_own(page):
    settled = page("?show=settled")

    assert ">S000<" in settled
    assert ">S020<" not in settled


def test_all_are_decided_together_also_on_other_pages(client, many, count, page):
    decide(client, count, "count-recount", every="yes")

    assert not CountLine.objects.filter(status=CountLine.Status.REVIEW).exists()
    assert CountLine.objects.filter(status=CountLine.Status.RECOUNT).count() == MANY - 20


def decide(client, count, name, **form):
    return client.post(
        reverse(f"inventory:{name}", args=[count.reference]),
        {"version": again(count).version, **form},
    )


def test_the_ticked_lines_alone_where_not_all_are_meant(client, many, count, page):
    line = CountLine.objects.get(count=count, sku__code="S100")

    decide(client, count, "count-keep-books", line=line.pk, reason="Two in the window")

    assert CountLine.objects.filter(status=CountLine.Status.DROPPED).count() == 1


def test_what_was_seen_before_another_decision_is_not_decided(many, count):
    seen, lines = again(count).version, list(count.lines.filter(status="review"))
    usual = {"reference": count.reference, "version": seen, "actor": many.priya, "at": LATER}
    keep_books(line_ids=[lines[0].pk], reason="In the window", **usual)

    with pytest.raises(CountChanged):
        keep_books(line_ids=None, reason="All the same", **usual)

    assert count.lines.filter(status="dropped").count() == 1


def test_every_item_of_a_long_shelf_can_be_corrected(client, many, counting):
    client.force_login(many.jo)
    url = reverse("inventory:count-correct", args=[counting.reference, 1])
    last = Sku.objects.get(code=f"S{MANY - 1:03}")

    shown = client.get(url, {"page": 3}).content.decode()
    answer = client.post(f"{url}?page=3", {f"n-{last.pk}": "9"})

    assert f'name="n-{last.pk}"' in shown
    assert answer.headers["Location"] == f"{url}?page=3"
    scanned = part_of(counting).scans.filter(sku=last, standing="ok")
    assert sum(one.quantity for one in scanned) == 9
