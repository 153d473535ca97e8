"""A free shelf that is opened again is judged with all that is found there then, or says that it is not."""

from uuid import uuid4

import pytest

from inventory.counts.errors import LinesUnfit, SkuSettled
from inventory.counts.models import Count, CountLine, CountScan
from inventory.counts.services import (
    CountedLine,
    Shelf,
    correct_part,
    put_lines,
    set_quantity,
    take_scans,
)
from tests.factories import NOON
from tests.inventory.counts.world import (
    MINUTE,
    again,
    count_of,
    finish,
    line_of,
    part_of,
    plan,
    scan,
)

REOPENED, LATER = NOON + 20 * MINUTE, NOON + 25 * MINUTE


def reopened(store, *, mugs: int) -> Count:
    """Mugs were found on the wall, nine lamps of three in the window, which is opened again."""
    store.happens("receipt", "MUG", 3)
    store.happens("receipt", "LAMP", 3)
    count = plan(store, Shelf("Wall"), Shelf("Window"))
    count_of(count, scan(quantity=mugs), by=store.jo)
    count_of(count, scan("LAMP", quantity=9), by=store.sam, number=2)
    finish(count, store.jo)
    finish(count, store.sam, number=2)
    correct_part(part_id=part_of(count, 2).pk, actor=store.sam, at=REOPENED)
    return again(count)


def finds_mugs(store, count, quantity: int):
    scans = [scan(quantity=quantity, minute=24)]
    return take_scans(part_id=part_of(count, 2).pk, scans=scans, actor=store.sam, at=LATER)


def test_what_waits_for_a_review_is_judged_again_with_it(store):
    count = reopened(store, mugs=9)
    assert line_of(count).status == CountLine.Status.REVIEW

    (answer,) = finds_mugs(store, count, 4)
    assert (answer.status, line_of(count).status) == ("ok", CountLine.Status.COUNTING)
    finish(count, store.sam, number=2, minute=30)

    line = line_of(count)
    assert (line.counted, line.status) == (13, CountLine.Status.REVIEW)
    assert set(line.counters.values_list("counter__name", flat=True)) == {"Jo", "Sam"}


def test_what_is_posted_already_is_kept_for_the_reviewer(store):
    count = reopened(store, mugs=3)
    assert line_of(count).status == CountLine.Status.POSTED

    (answer,) = finds_mugs(store, count, 4)
    finish(count, store.sam, number=2, minute=30)

    assert (answer.status, answer.code) == ("wrong", "settled")
    assert answer.text == "This is posted or decided already, so it is kept for review."
    assert (count.kept.get().why, count.kept.get().quantity) == ("settled", 4)
    assert (line_of(count).counted, store.shelf("MUG")) == (3, 3)


def test_a_number_of_what_is_posted_already_is_refused(store):
    count = reopened(store, mugs=3)

    with pytest.raises(SkuSettled):
        set_quantity(
            part_id=part_of(count, 2).pk, sku=store.skus["MUG"], quantity=4, scan_id=uuid4(),
            actor=store.sam, at=LATER,
        )  # fmt: skip

    assert not CountScan.objects.filter(part__number=2, sku=store.skus["MUG"]).exists()


def test_a_number_of_what_waits_for_a_review_is_judged_with_it(store):
    count = reopened(store, mugs=9)

    set_quantity(
        part_id=part_of(count, 2).pk, sku=store.skus["MUG"], quantity=4, scan_id=uuid4(),
        actor=store.sam, at=LATER,
    )  # fmt: skip
    finish(count, store.sam, number=2, minute=30)

    assert line_of(count).counted == 13


@pytest.mark.parametrize(("mugs", "counted"), [(3, None), (9, 13)])
def test_lines_say_the_same(store, mugs, counted):
    count = reopened(store, mugs=mugs)
    usual = {"reference": count.reference, "number": 2, "actor": store.sam, "at": LATER}

    if counted is None:
        with pytest.raises(LinesUnfit) as refused:
            put_lines(lines=[CountedLine("MUG", 4)], **usual)
        assert refused.value.facts["problems"][0].code == "sku_settled"
    else:
        put_lines(lines=[CountedLine("MUG", 4)], **usual)
        finish(count, store.sam, number=2, minute=30)
        assert line_of(count).counted == counted
