"""Posting facts..."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from inventory.ledger.models import DirtySku, Event, Movement, StockLevel
from inventory.ledger.services import Delivery, Door, post
from tests.factories import make_place
from tests.inventory.ledger.shop import (
    RECEIVED,
    T0,
    event,
    make_kit,
    make_location,
    make_sku,
    minute,
    moves,
    nothing_written,
    post_facts,
    statuses,
    stock,
)

pytestmark = pytest.mark.django_db


def test_moves_stock_and_marks_the_sku(shop):
    results = post_facts([event("receipt", quantity=10), event(quantity=3)], source=shop.till)

    assert statuses(results) == ["posted", "posted"]
    assert stock(shop.mug, shop.high_street) == {"available": 7}
    assert moves(results[1].event_id) == [("available", "customer", 3)]
    assert list(DirtySku.objects.values_list("sku_id", flat=True)) == [shop.mug.pk]


def test_keeps_what_was_sent(shop):
    sent = event(
        "receipt", key="r/1", quantity=3, reference="PO-7", reason="early", stream="dock",
        sequence=12, unit_cost="4.25", attributes={"driver": "Omar"}, state="on_order",
        to_state="receiving",
    )  # fmt: skip

    post([Delivery(sent, raw='{"a":\t"\\u0041"}\n')], source=shop.till, door=Door.FACT,
         received_at=RECEIVED, actor_id=7)  # fmt: skip

    kept = Event.objects.get()
    assert (kept.source, kept.key, kept.reference, kept.reason) == (
        shop.till, "r/1", "PO-7", "early",
    )  # fmt: skip
    assert (kept.stream, kept.sequence, str(kept.unit_cost)) == ("dock", 12, "4.2500")
    assert (kept.get_type_display(), kept.get_state_display()) == ("receipt", "on_order")
    assert (kept.get_to_state_display(), kept.quantity, kept.actor_id) == ("receiving", 3, 7)
    assert (kept.occurred_at, kept.received_at) == (T0, RECEIVED)
    assert kept.raw == '{"a":\t"\\u0041"}\n'
    assert Movement.objects.get().recorded_at == kept.recorded_at


def test_answers_in_the_order_given(shop):
    events = [event(key=key) for key in ("c", "a", "b")]
    events.insert(1, event(key="d", sku="SPOON"))

    results = post_facts(events, source=shop.till)

    assert [(result.key, result.status) for result in results] == [
        ("c", "posted"), ("d", "rejected"), ("a", "posted"), ("b", "posted"),
    ]  # fmt: skip
    assert [r.event_id for r in results if r.event_id] == [
        Event.objects.get(key=key).pk for key in ("c", "a", "b")
    ]


def test_answers_nothing_to_nothing(shop):
    assert post_facts([], source=shop.till) == []
    assert nothing_written()


REJECTED = [
    ({"sku": "SPOON"}, "unknown_sku"),
    ({"sku": "mug"}, "unknown_sku"),
    ({"location": "MARS"}, "unknown_location"),
    ({"location": "GIFTS"}, "unknown_location"),
    ({"type_": "transfer_ship", "to_location": "MARS"}, "unknown_location"),
    ({"unit": "pallet"}, "unknown_unit"),
    ({"unit": "case", "quantity": 100_000_000}, "bad_quantity"),
    ({"type_": "receipt", "sku": "TEA-SET"}, "kit_has_no_stock"),
    ({"type_": "count", "sku": "TEA-SET"}, "kit_has_no_stock"),
    ({"type_": "snapshot", "sku": "TEA-SET"}, "kit_has_no_stock"),
    ({"sku": "TEA-SET", "quantity": 600_000_000}, "bad_quantity"),
    ({"sku": "TEA-SET", "occurred_at": datetime(2026, 1, 1, tzinfo=UTC)}, "kit_without_recipe"),
]


@pytest.mark.parametrize(("fields", "code"), REJECTED)
def test_rejects_what_the_catalogue_does_not_know(shop, fields, code):
    results = post_facts([event(**fields), event()], source=shop.till)

    assert statuses(results) == [code, "posted"]
    assert results[0].detail
    assert Event.objects.count() == 1


def test_posts_a_rejected_event_once_it_fits(shop):
    sale = event(sku="SPOON")
    first = post_facts([sale], source=shop.till)
    make_sku("SPOON", network=shop.network)

    again = post_facts([sale], source=shop.till)

    assert (statuses(first), statuses(again)) == (["unknown_sku"], ["posted"])
    assert first[0].digest == again[0].digest


def test_keeps_to_the_places_of_the_client(shop):
    scope = (shop.high_street.place.path,)
    events = [
        event(),
        event(location="DEPOT"),
        event("transfer_ship", to_location="DEPOT"),
    ]

    results = post_facts(events, source=shop.till, scope_paths=scope)

    assert statuses(results) == ["posted", "location_out_of_scope", "location_out_of_scope"]


def test_posts_nothing_for_a_client_without_places(shop):
    assert statuses(post_facts([event()], source=shop.till, scope_paths=())) == [
        "location_out_of_scope"
    ]


@pytest.mark.parametrize(
    ("fields", "pieces"),
    [
        ({"unit": "piece"}, 2),
        ({"unit": "case"}, 24),
        ({"sku": "4006381333931"}, 2),
        ({"sku": "14006381333938"}, 24),
        ({"sku": "14006381333938", "unit": "piece"}, 2),
    ],
)
def test_counts_in_base_units(shop, fields, pieces):
    post_facts([event("receipt", quantity=2, **fields)], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"available": pieces}


def test_lets_a_code_win_over_an_identifier(shop):
    other = make_sku("4006381333931", network=shop.network)

    post_facts([event("receipt", sku="4006381333931")], source=shop.till)

    assert stock(other, shop.high_street) == {"available": 1}


def test_knows_units_by_content(shop):
    case = event("receipt", key="r1", quantity=2, unit="case")
    post_facts([case], source=shop.till)

    again = post_facts([{**case, "quantity": 24, "unit": "piece"}, case], source=shop.till)

    assert statuses(again) == ["duplicate", "duplicate"]


def test_explodes_a_kit_and_keeps_it_on_the_event(shop):
    results = post_facts([event("ship", sku="TEA-SET", quantity=3)], source=shop.till)

    assert Event.objects.get().sku == shop.tea_set
    assert stock(shop.mug, shop.high_street) == {"allocated": -6}
    assert stock(shop.plate, shop.high_street) == {"allocated": -3}
    assert results[0].sku_id == shop.tea_set.pk
    assert set(DirtySku.objects.values_list("sku", flat=True)) == {shop.mug.pk, shop.plate.pk}
    assert not StockLevel.objects.filter(sku=shop.tea_set).exists()


def test_takes_the_recipe_of_the_moment(shop):
    box = make_kit("BOX", (shop.mug, 1), network=shop.network, since=minute(0))
    box.components.update(valid_to=minute(5))
    box.components.create(component=shop.plate, quantity=4, valid_from=minute(5))

    moments = [minute(5) - minute(0).resolution, minute(5)]
    post_facts([event(sku="BOX", occurred_at=at) for at in moments], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"available": -1}
    assert stock(shop.plate, shop.high_street) == {"available": -4}


def test_crosses_from_place_to_place(shop):
    ship = event("transfer_ship", quantity=5, to_location="DEPOT")
    receive = event("transfer_receive", location="DEPOT", quantity=3, to_state="damaged")
    elsewhere = event("transfer_receive", location="DEPOT", to_location="MILL-LANE")

    post_facts([ship, receive, elsewhere], source=shop.till)

    assert stock(shop.mug, shop.high_street) == {"allocated": -5}
    assert stock(shop.mug, shop.depot) == {"in_transit": 1, "damaged": 3}
    assert stock(shop.mug, shop.mill_lane) == {"available": 1}


def test_keeps_a_snapshot_without_moving_anything(shop):
    results = post_facts([event("snapshot", quantity=7)], source=shop.till)

    assert statuses(results) == ["posted"]
    assert moves() == []
    assert not DirtySku.objects.exists()


NOTES = [
    ({"sku": "DRAFT"}, ("sku_not_active",)),
    ({"sku": "OLD"}, ()),
    ({"type_": "receipt", "sku": "OLD"}, ("sku_not_active",)),
    ({"location": "CLOSED"}, ("location_not_open",)),
    ({"type_": "count", "location": "CLOSED"}, ("location_not_open",)),
    ({"type_": "snapshot", "location": "CLOSED"}, ()),
    ({"type_": "receipt", "location": "PLANNED"}, ()),
    ({"location": "PLANNED"}, ("location_not_open",)),
    ({"location": "SUSPENDED"}, ()),
    ({"type_": "reserve", "location": "SUSPENDED"}, ("location_not_open",)),
    ({"type_": "transfer_ship", "to_location": "PLANNED"}, ()),
    ({"type_": "transfer_ship", "to_location": "CLOSED"}, ("to_location_not_open",)),
    ({"type_": "write_off"}, ("reason_missing",)),
    ({"type_": "write_off", "reason": "broken"}, ()),
    ({"type_": "adjustment", "direction": "in"}, ("reason_missing",)),
    ({"sku": "FOREIGN"}, ("other_network",)),
    (
        {"type_": "adjustment", "direction": "in", "sku": "DRAFT", "location": "CLOSED"},
        ("sku_not_active", "location_not_open", "reason_missing"),
    ),
]


@pytest.mark.parametrize(("fields", "notes"), NOTES)
def test_posts_what_does_not_fit_and_notes_it(shop, fields, notes):
    for lifecycle in ("planned", "suspended", "closed"):
        make_location(lifecycle.upper(), parent=shop.network, lifecycle=lifecycle)
    make_sku("DRAFT", network=shop.network, lifecycle="draft")
    make_sku("OLD", network=shop.network, lifecycle="discontinued")
    make_sku("FOREIGN", network=make_place("TOYS"))

    results = post_facts([event(**fields)], source=shop.till)

    assert statuses(results) == ["posted"]
    assert results[0].notes == notes


def test_lets_any_state_go_below_zero_and_says_since_when(shop):
    post_facts([event(quantity=2)], source=shop.till)
    level = StockLevel.objects.get()
    assert (level.available, level.below_zero_since) == (-2, Event.objects.get().recorded_at)

    post_facts([event("receipt", quantity=1)], source=shop.till)
    assert StockLevel.objects.get().below_zero_since == level.below_zero_since

    post_facts([event("receipt", quantity=1)], source=shop.till)
    assert StockLevel.objects.get().below_zero_since is None


def test_holds_tab_newline_and_backslash_in_any_text(shop):
    odd = "a\tb\nc\rd\\e\"f{g},'h"
    sent = event("receipt", key=odd, reference=odd, reason=odd, stream=odd)

    results = post([Delivery(sent, raw=odd)], source=shop.till, door=Door.FACT,
                   received_at=RECEIVED)  # fmt: skip

    kept = Event.objects.get()
    assert statuses(results) == ["posted"]
    assert {kept.key, kept.reference, kept.reason, kept.stream, kept.raw} == {odd}
    assert Movement.objects.get().reference == odd
    assert statuses(post_facts([sent], source=shop.till)) == ["duplicate"]


@pytest.mark.parametrize("table", ["ledger_event", "ledger_movement"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reference = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_writes_what_nobody_can_change(shop, table, statement):
    post_facts([event()], source=shop.till)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement.format(table))
