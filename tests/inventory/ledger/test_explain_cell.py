"""Why this number: the movements of a cell with the balance after each."""

from datetime import timedelta

import pytest

from inventory.ledger.queries import Role, explain_cell
from inventory.ledger.vocabulary import PHYSICAL_STATES, End, EventType, State
from tests.inventory.ledger.books import (
    day,
    note_count,
    receive,
    sell,
    send,
    write_event,
    write_movement,
)

NOW = day(20)


def explain(floor, *, states=(State.AVAILABLE,), principal=None, **asked):
    return explain_cell(
        sku_id=floor.sku.pk,
        location_id=floor.camden.pk,
        states=states,
        principal=principal or floor.omar,
        at=NOW,
        **asked,
    )


@pytest.fixture
def story(floor):
    """Ten received, two sold, counted as nine, one late sale that the count had seen."""
    receive(floor.sku, floor.camden, 10, at=day(1))
    sell(floor.sku, floor.camden, 2, at=day(3))
    count = note_count(floor.sku, floor.camden, 9, change=1, at=day(5), key="count-1")
    late = sell(floor.sku, floor.camden, 3, at=day(4), recorded_at=day(6), key="late-1")
    write_movement(late, End.SHRINKAGE, End.AVAILABLE, 3, at=day(5), counted_by=count)
    sell(floor.sku, floor.camden, 1, at=day(8))
    return floor


def test_each_row_shows_its_change_and_the_balance_after_it(story):
    told = explain(story)

    assert told.number == 8
    assert [(row.delta, row.balance) for row in told.rows] == [
        (-1, 8),
        (3, 9),
        (1, 6),
        (-3, 5),
        (-2, 8),
        (10, 10),
    ]
    assert (told.brought_forward, told.before) == (0, None)


def test_each_row_says_what_it_is_and_which_count_it_belongs_to(story):
    rows = explain(story).rows

    assert [row.role for row in rows] == [
        Role.POSTED,
        Role.ABSORBED,
        Role.COUNTED,
        Role.POSTED,
        Role.POSTED,
        Role.POSTED,
    ]
    assert (rows[1].event.key, rows[1].counted_by.key) == ("late-1", "count-1")
    assert (rows[3].event.type, rows[3].end, rows[3].to_end) == ("sale", "available", "customer")


@pytest.mark.parametrize(
    ("as_of", "known_at", "number", "rows"),
    [
        (day(5), None, 9, 5),
        (day(5) - timedelta(seconds=1), None, 5, 3),
        (day(5), day(5), 9, 3),
        (day(4), day(5), 8, 2),
        (None, day(6), 9, 5),
        (None, day(1, 11), 0, 0),
    ],
)
def test_the_number_is_the_one_asked_for(story, as_of, known_at, number, rows):
    told = explain(story, as_of=as_of, known_at=known_at)

    assert (told.number, len(told.rows), told.brought_forward) == (number, rows, 0)


def test_pages_carry_the_balance_on(story):
    whole = explain(story)
    pages, before = [], None
    while True:
        told = explain(story, before=before, limit=2)
        pages += told.rows
        before = told.before
        if before is None:
            break

    assert pages == whole.rows


def test_a_first_page_brings_forward_what_is_older(story):
    told = explain(story, limit=2)

    assert told.brought_forward == 6
    assert told.rows[-1].balance - told.rows[-1].delta == told.brought_forward


def test_links_a_reversal_and_its_event(floor):
    sale = sell(floor.sku, floor.camden, 2, at=day(3), key="wrong")
    undo = write_event(
        EventType.REVERSAL, floor.sku, floor.camden, 2, at=day(3), reverses=sale, key="undo"
    )
    write_movement(undo, End.CUSTOMER, End.AVAILABLE, 2)

    newest, oldest = explain(floor).rows

    assert (newest.role, newest.reverses.key) == (Role.REVERSAL, "wrong")
    assert (oldest.role, oldest.reversed_by.key) == (Role.POSTED, "undo")


def test_the_reversal_of_a_count_is_a_reversal_not_an_absorption(floor):
    count = note_count(floor.sku, floor.camden, 4, change=4, at=day(5))
    undo = write_event(EventType.REVERSAL, floor.sku, floor.camden, 4, at=day(5), reverses=count)
    write_movement(undo, End.AVAILABLE, End.SHRINKAGE, 4, counted_by=count)

    assert [row.role for row in explain(floor).rows] == [Role.REVERSAL, Role.COUNTED]


def test_on_hand_leaves_out_moves_between_its_own_states(floor):
    receive(floor.sku, floor.camden, 10, at=day(1))
    event = write_event(EventType.RESERVE, floor.sku, floor.camden, 4, at=day(2))
    write_movement(event, End.AVAILABLE, End.RESERVED, 4)
    send(floor.sku, floor.camden, floor.soho, 1, at=day(3))

    told = explain(floor, states=PHYSICAL_STATES)

    assert [(row.delta, row.balance) for row in told.rows] == [(-1, 9), (10, 10)]


def test_counts_at_one_moment_stand_by_source_and_key_after_events(floor):
    note_count(floor.sku, floor.camden, 5, change=5, at=day(5), source="b", key="1")
    note_count(floor.sku, floor.camden, 4, change=-1, at=day(5), source="b", key="2")
    note_count(floor.sku, floor.camden, 3, change=3, at=day(5), source="a", key="9")
    receive(floor.sku, floor.camden, 1, at=day(5), key="zz")

    rows = explain(floor).rows

    assert [(row.event.source, row.event.key) for row in rows] == [
        ("b", "2"),
        ("b", "1"),
        ("a", "9"),
        ("till", "zz"),
    ]


def test_out_of_scope_or_never_stocked_is_nothing(floor):
    receive(floor.sku, floor.soho, 10, at=day(1))

    assert explain(floor) is None
    told = explain_cell(
        sku_id=floor.sku.pk,
        location_id=floor.soho.pk,
        states=(State.AVAILABLE,),
        principal=floor.priya,
        at=NOW,
    )
    assert told is None
