"""The feed of movements in order of recording, up to the commit-safe horizon."""

import pytest
from django.db import transaction

from inventory.ledger.models import Movement
from inventory.ledger.queries import FEED_START, commit_horizon, movement_feed, movements
from tests.horizon import wait_for_others
from tests.inventory.ledger.books import day, receive
from tests.inventory.ledger.racing import Holding

pytestmark = pytest.mark.django_db(transaction=True)


def read_all(principal, *, limit=2, **filters):
    wait_for_others()
    return read_what_is_safe(principal, limit=limit, **filters)


def read_what_is_safe(principal, *, limit=2, **filters):
    rows, after, pages = [], FEED_START, 0
    while True:
        page = movement_feed(principal=principal, after=after, limit=limit, **filters)
        rows += page.rows
        after, pages = page.after, pages + 1
        if not page.more:
            return rows, after, pages


def test_every_row_comes_once_in_order_of_recording(floor):
    for number in range(5):
        receive(floor.sku, floor.camden, 1, at=day(9 - number))

    rows, _, pages = read_all(floor.omar)

    assert [row.id for row in rows] == list(
        Movement.objects.order_by("id").values_list("id", flat=True)
    )
    assert pages == 3


def test_goes_on_from_where_it_ended(floor):
    receive(floor.sku, floor.camden, 1, at=day(1))
    _, after, _ = read_all(floor.omar)
    receive(floor.sku, floor.camden, 2, at=day(1))
    wait_for_others()

    page = movement_feed(principal=floor.omar, after=after)

    assert [row.quantity for row in page.rows] == [2]
    assert movement_feed(principal=floor.omar, after=page.after).rows == []


def test_a_running_posting_holds_back_what_came_after_it(floor):
    with Holding(lambda: receive(floor.sku, floor.camden, 1, at=day(1), source="slow")):
        receive(floor.other, floor.soho, 2, at=day(1), source="quick")
        held, after, _ = read_what_is_safe(floor.omar)
    rows, _, _ = read_all(floor.omar)
    onward = movement_feed(principal=floor.omar, after=after).rows

    assert held == []
    assert [row.quantity for row in rows] == [1, 2]
    assert onward == rows


def test_filters_and_scope_shorten_pages_but_lose_nothing(floor, monkeypatch):
    monkeypatch.setattr(movements, "FEED_WINDOW", 3)
    for number in range(8):
        place = floor.camden if number in (1, 6, 7) else floor.soho
        receive(floor.sku, place, number + 1, at=day(1))

    by_scope, _, _ = read_all(floor.priya)
    by_place, _, _ = read_all(floor.omar, location_ids=[floor.camden.pk])

    assert [row.quantity for row in by_scope] == [2, 7, 8]
    assert by_place == by_scope


def test_selective_filters_use_their_own_index(floor):
    for number in range(5):
        receive(floor.sku if number % 2 else floor.other, floor.camden, number + 1, at=day(1))

    of_sku, after, _ = read_all(floor.omar, sku_ids=[floor.sku.pk], limit=1)
    of_both, _, _ = read_all(
        floor.omar, sku_ids=[floor.sku.pk], location_ids=[floor.soho.pk], reference="x"
    )

    assert [row.quantity for row in of_sku] == [2, 4]
    assert after.id == of_sku[-1].id
    assert of_both == []


def test_an_empty_ledger_answers_the_start(floor):
    page = movement_feed(principal=floor.omar)

    assert (page.rows, page.after, page.more) == ([], FEED_START, False)


def test_the_horizon_lies_below_every_running_transaction(floor):
    with transaction.atomic():
        receive(floor.sku, floor.camden, 1, at=day(1))
        xid = Movement.objects.values_list("xid", flat=True).get()

        assert commit_horizon() <= xid
    wait_for_others()
    assert commit_horizon() > xid
