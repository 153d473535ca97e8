from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from inventory.counts.errors import CountingNotAllowed, CountUnknown, QuantityOutOfRange
from inventory.counts.models import CountScan, KeptCode
from inventory.counts.services import (
    Shelf,
    correct_part,
    set_quantity,
    start_session,
    take_scans,
)
from tests.factories import NOON, make_person
from tests.inventory.counts.world import (
    MINUTE,
    count_of,
    counted,
    finish,
    line_of,
    part_of,
    plan,
    scan,
)


def standing(code: str) -> str:
    return CountScan.objects.get(code=code).standing


def test_counts_one_more_with_each_scan_of_a_code(store):
    count = plan(store)

    answers = count_of(count, scan(), scan(), by=store.jo)

    assert [(one.status, one.title, one.count) for one in answers] == [
        ("ok", "Mug", 2),
        ("ok", "Mug", 2),
    ]


def test_a_scan_sent_twice_is_kept_once_and_answered_again(store):
    count, one = plan(store), scan()
    count_of(count, one, by=store.jo)

    answers = count_of(count, one, scan("LAMP"), by=store.jo, minute=9)

    assert [answer.count for answer in answers] == [1, 1]
    assert CountScan.objects.count() == 2


def test_a_case_counts_what_is_in_it(store):
    answers = count_of(plan(store), scan("14006381333938"), by=store.jo)

    assert (answers[0].count, answers[0].text) == (12, "Case of 12, added 12")


def test_a_gs1_string_counts_by_the_number_in_it(store):
    answers = count_of(plan(store), scan("(01)05012345678900(21)77"), by=store.jo)

    assert answers[0].title == "Vase"


def test_an_unknown_code_is_kept_and_blocks_nothing(store):
    answers = count_of(plan(store), scan("999"), scan("999"), scan(), by=store.jo)

    kept = KeptCode.objects.get()
    assert [one.status for one in answers] == ["wrong", "wrong", "ok"]
    assert (kept.code, kept.quantity, kept.why) == ("999", 2, "unknown")


def test_a_sku_the_shelf_does_not_list_is_kept(store):
    count_of(plan(store, Shelf("Wall", ["LAMP"])), scan(), by=store.jo)

    assert KeptCode.objects.get().why == "foreign"
    assert not CountScan.objects.filter(standing="ok").exists()


def test_what_comes_after_the_shelf_was_finished_is_kept(store):
    count = counted(store, scan())

    part = part_of(count)
    late = take_scans(
        part_id=part.pk, scans=[scan(minute=9)], actor=store.jo, at=NOON + 20 * MINUTE
    )

    assert late[0].status == "wrong"
    assert KeptCode.objects.get().why == "late"
    assert line_of(count).counted == 1


def test_the_clock_of_the_device_is_held_within_the_session(store):
    count = plan(store)

    count_of(count, scan(minute=-300), scan("LAMP", minute=900), by=store.jo, minute=6)

    moments = dict(CountScan.objects.values_list("sku__code", "at"))
    assert moments == {"MUG": NOON, "LAMP": NOON + 6 * MINUTE}


def test_more_than_was_counted_cannot_be_taken_away(store):
    answers = count_of(plan(store), scan(), scan(quantity=-2, minute=6), by=store.jo)

    assert answers[1].status == "wrong"
    assert answers[0].count == 1


def test_a_quantity_is_set_by_a_correction_of_who_sets_it(store):
    count = plan(store)
    count_of(count, scan(), scan(), by=store.jo)

    set_quantity(
        part_id=part_of(count).pk, sku=store.skus["MUG"], quantity=10, scan_id=uuid4(),
        actor=store.jo, at=NOON + 7 * MINUTE,
    )  # fmt: skip

    last = CountScan.objects.order_by("-received_at").first()
    assert (last.kind, last.quantity, last.session.counter) == ("correction", 8, store.jo)


def test_two_counters_set_their_own_numbers(store):
    count = plan(store)
    count_of(count, scan(quantity=4), by=store.jo)
    count_of(count, scan(quantity=5), by=store.sam)

    set_quantity(
        part_id=part_of(count).pk, sku=store.skus["MUG"], quantity=3, scan_id=uuid4(),
        actor=store.jo, at=NOON + 7 * MINUTE,
    )  # fmt: skip
    finish(count, store.jo)
    count = finish(count, store.sam)

    assert line_of(count).counted == 8


def test_a_correction_session_sets_the_number_of_the_shelf_and_keeps_who_counted(store):
    store.happens("receipt", "MUG", 9)
    count = counted(store, scan(quantity=3))
    correct_part(part_id=part_of(count).pk, actor=store.sam, at=NOON + 12 * MINUTE)

    set_quantity(
        part_id=part_of(count).pk, sku=store.skus["MUG"], quantity=9, scan_id=uuid4(),
        actor=store.sam, at=NOON + 13 * MINUTE,
    )  # fmt: skip
    count = finish(count, store.sam, minute=14)

    shares = list(CountScan.objects.values_list("session__counter__name", "quantity"))
    assert sorted(shares) == [("Jo", 3), ("Sam", 6)]
    assert (line_of(count).status, line_of(count).counted) == ("posted", 9)


@pytest.mark.parametrize("quantity", [-1, 1_000_001])
def test_refuses_a_number_nobody_counts(store, quantity):
    count = plan(store)
    start_session(part_id=part_of(count).pk, actor=store.jo, at=NOON)

    with pytest.raises(QuantityOutOfRange):
        set_quantity(
            part_id=part_of(count).pk, sku=store.skus["MUG"], quantity=quantity,
            scan_id=uuid4(), actor=store.jo, at=NOON,
        )  # fmt: skip

    assert not CountScan.objects.exists()


def test_refuses_roles_that_do_not_count_and_people_of_elsewhere(store):
    count = plan(store)
    tove = make_person("Tove", role="auditor", scope=store.network)
    nora = make_person("Nora", role="store staff", scope=store.york.place)

    for actor, error in ((tove, CountingNotAllowed), (nora, CountUnknown)):
        with pytest.raises(error):
            take_scans(part_id=part_of(count).pk, scans=[scan()], actor=actor, at=NOON)

    assert not CountScan.objects.exists()


def test_a_scan_is_never_changed(store):
    count_of(plan(store), scan(), by=store.jo)

    for change in (
        lambda: CountScan.objects.update(quantity=7),
        lambda: CountScan.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert CountScan.objects.get().received_at - NOON == timedelta(minutes=6)
