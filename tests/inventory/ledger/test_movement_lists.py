"""Movements of a cell, a SKU, a reference and an event, newest first."""

import pytest

from inventory.ledger.queries import (
    movements_of_event,
    movements_of_reference,
    movements_of_sku,
)
from inventory.ledger.vocabulary import End, EventType
from tests.inventory.ledger.books import (
    day,
    receive,
    sell,
    send,
    write_event,
    write_movement,
)


def test_a_row_carries_codes_and_words(floor):
    event = receive(floor.sku, floor.camden, 10, at=day(1), recorded_at=day(2), key="till-1")

    (row,) = movements_of_sku(sku_id=floor.sku.pk, principal=floor.omar).rows

    assert (row.sku, row.location, row.end, row.to_location, row.to_end) == (
        "crew-m",
        "camden",
        "supplier",
        "camden",
        "available",
    )
    assert (row.quantity, row.type, row.source, row.key) == (10, "receipt", "till", "till-1")
    assert (row.event_id, row.count_id, row.recorded_at) == (event.pk, None, day(2))


def test_of_a_sku_lists_all_its_locations_newest_first(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    receive(floor.sku, floor.soho, 5, at=day(3))
    send(floor.sku, floor.camden, floor.soho, 2, at=day(2))
    receive(floor.other, floor.camden, 1, at=day(4))

    rows = movements_of_sku(sku_id=floor.sku.pk, principal=floor.omar).rows

    assert [row.occurred_at for row in rows] == [day(3), day(2), day(1)]


def test_of_a_cell_includes_what_came_from_elsewhere(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    send(floor.sku, floor.camden, floor.soho, 2, at=day(2))

    rows = movements_of_sku(
        sku_id=floor.sku.pk, principal=floor.omar, location_id=floor.soho.pk
    ).rows

    assert [(row.location, row.to_location) for row in rows] == [("camden", "soho")]


def test_pages_meet_without_gap_or_repeat_at_equal_times(floor):
    for number in range(7):
        receive(floor.sku, floor.camden if number % 2 else floor.soho, 1, at=day(1 + number // 4))

    seen, before = [], None
    for _ in range(4):
        page = movements_of_sku(sku_id=floor.sku.pk, principal=floor.omar, before=before, limit=2)
        seen += [row.id for row in page.rows]
        before = page.before

    assert before is None
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 7


def test_of_a_reference_lists_what_a_document_moved(floor):
    event = write_event(EventType.SALE, floor.sku, floor.camden, 2, at=day(1), reference="ORDER-1")
    write_movement(event, End.AVAILABLE, End.CUSTOMER, 2)
    sell(floor.sku, floor.camden, 1, at=day(2))

    rows = movements_of_reference(reference="ORDER-1", principal=floor.omar).rows

    assert [row.event_id for row in rows] == [event.pk]
    assert movements_of_reference(reference="", principal=floor.omar).rows == []


def test_of_an_event_lists_its_rows_and_what_counts_absorbed(floor):
    count = write_event(EventType.COUNT, floor.sku, floor.camden, 5, at=day(3))
    late = sell(floor.sku, floor.camden, 2, at=day(2), recorded_at=day(4))
    write_movement(late, End.SHRINKAGE, End.AVAILABLE, 2, at=day(3), counted_by=count)

    rows = movements_of_event(event_id=late.pk, principal=floor.omar)

    assert [(row.end, row.to_end, row.count_id) for row in rows] == [
        ("available", "customer", None),
        ("shrinkage", "available", count.pk),
    ]


@pytest.fixture
def everywhere(floor):
    for place in (floor.camden, floor.soho, floor.lyon):
        event = write_event(EventType.RECEIPT, floor.sku, place, 1, at=day(1), reference="ORDER-9")
        write_movement(event, End.SUPPLIER, End.AVAILABLE, 1)
    return floor


def test_out_of_scope_rows_are_nowhere(everywhere):
    priya, sku = everywhere.priya, everywhere.sku

    of_sku = movements_of_sku(sku_id=sku.pk, principal=priya).rows
    of_cell = movements_of_sku(sku_id=sku.pk, principal=priya, location_id=everywhere.soho.pk).rows
    of_reference = movements_of_reference(reference="ORDER-9", principal=priya).rows

    assert [row.location for row in of_sku + of_reference] == ["camden", "camden"]
    assert of_cell == []


def test_a_transfer_is_seen_from_both_ends(floor):
    receive(floor.sku, floor.soho, 5, at=day(1))
    event = send(floor.sku, floor.soho, floor.camden, 2, at=day(2))

    rows = movements_of_event(event_id=event.pk, principal=floor.priya)

    assert [(row.location, row.to_location) for row in rows] == [("soho", "camden")]
