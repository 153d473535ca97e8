"""One event: to the letter, in three times, with what it moved."""

import pytest

from inventory.ledger.models import Event
from inventory.ledger.services import Delivery, Door, post
from inventory.ledger.vocabulary import End
from tests.inventory.ledger.books import (
    day,
    make_source,
    note_count,
    receive,
    sell,
    send,
    write_movement,
)
from tests.inventory.ledger.screens import jo, lena, seen_by, words

pytestmark = pytest.mark.django_db


def page_of(client, person, event):
    return seen_by(client, person, f"/inventory/events/{event.pk}/")


def test_shows_the_raw_text_the_times_and_the_movements(client, floor):
    payload = {
        "key": "r-1",
        "type": "receipt",
        "sku": "crew-m",
        "location": "camden",
        "quantity": 12,
        "occurred_at": "2026-11-01T09:00:00+00:00",
        "reference": "PO-7",
    }
    raw = '{"key": "r-1",   "type": "receipt", "quantity": 12, "note": "<b>as sent</b>"}'
    source = make_source("wms")
    post([Delivery(payload, raw=raw)], source=source, door=Door.FACT, received_at=day(2))

    status, page = page_of(client, lena(floor), Event.objects.get(key="r-1"))

    told = words(page)
    assert status == 200
    assert "&quot;key&quot;: &quot;r-1&quot;,   &quot;type&quot;" in page
    assert "&lt;b&gt;as sent" in page
    assert "Supplier → Available" in told
    assert "Occurred Sun 1 Nov 2026 09:00:00" in told
    assert "Received Mon 2 Nov 2026 12:00:00" in told
    assert "PO-7" in told


def test_a_count_lists_what_it_had_already_seen(client, floor):
    count = note_count(floor.sku, floor.camden, 9, change=9, at=day(5), key="count-1")
    late = sell(floor.sku, floor.camden, 3, at=day(4), recorded_at=day(6), key="late-1")
    write_movement(late, End.SHRINKAGE, End.AVAILABLE, 3, at=day(5), counted_by=count)
    person = lena(floor)

    _status, of_count = page_of(client, person, count)
    _status, of_sale = page_of(client, person, late)

    assert "Sale till late-1" in words(of_count)
    assert "a count had already seen it" in of_sale


def test_an_event_that_moved_nothing_says_so(client, floor):
    count = note_count(floor.sku, floor.camden, 0, change=0, at=day(5))

    _status, page = page_of(client, lena(floor), count)

    assert "It moved nothing" in page
    assert "The source's own text was not kept." in words(page).replace("&#x27;", "'")


def test_a_command_names_the_person(client, floor):
    event = receive(floor.sku, floor.camden, 1, at=day(1))
    command = Event.objects.create(
        source=make_source("ours"),
        key="c-1",
        digest=b"\0" * 32,
        type=event.type,
        sku=floor.sku,
        location=floor.camden,
        quantity=1,
        occurred_at=day(1),
        received_at=day(1),
        actor_id=floor.omar.pk,
    )

    _status, page = page_of(client, lena(floor), command)

    assert "A command of Omar" in page


def test_the_other_place_of_a_transfer_is_not_named_to_who_does_not_see_it(client, floor):
    event = send(floor.sku, floor.camden, floor.soho, 3, at=day(4))

    status, page = page_of(client, jo(floor), event)

    assert status == 200
    assert "another place" in page
    assert "Soho" not in page


def test_an_event_elsewhere_is_not_there(client, floor):
    event = receive(floor.sku, floor.soho, 3, at=day(4))

    status, page = page_of(client, jo(floor), event)

    assert status == 404
    assert "Soho" not in page


def test_a_number_nobody_gave_is_not_there(client, floor):
    assert seen_by(client, lena(floor), "/inventory/events/999999999/")[0] == 404
