"""Reading one event..."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from inventory.ledger.canonical import Delivery, Reader
from inventory.ledger.codes import REJECTED, Unfit
from inventory.ledger.digests import digest_of, digest_of_unfit
from tests.inventory.ledger.shop import RECEIVED, T0, event

READER = Reader(received_at=RECEIVED, tolerance_s=300)

BAD = [
    ({"key": None}, "key_missing"),
    ({"key": "   "}, "key_missing"),
    ({"key": 17}, "bad_text"),
    ({"key": ["k"]}, "bad_text"),
    ({"key": "k" * 201}, "text_too_long"),
    ({"key": "a\0b"}, "bad_text"),
    ({"key": "\ud800"}, "bad_text"),
    ({"type": None}, "type_missing"),
    ({"type": ""}, "type_missing"),
    ({"type": "sell"}, "unknown_type"),
    ({"type": "SALE"}, "unknown_type"),
    ({"type": 4}, "unknown_type"),
    ({"type": {"name": "sale"}}, "bad_text"),
    ({"sku": None}, "sku_missing"),
    ({"sku": 4006381333931}, "bad_text"),
    ({"sku": True}, "bad_text"),
    ({"sku": {"code": "MUG"}}, "bad_text"),
    ({"sku": "M" * 65}, "text_too_long"),
    ({"location": None}, "location_missing"),
    ({"location": "H" * 41}, "text_too_long"),
    ({"reference": "R" * 81}, "text_too_long"),
    ({"reference": 12}, "bad_text"),
    ({"reason": "r" * 121}, "text_too_long"),
    ({"stream": "s" * 81}, "text_too_long"),
    ({"unit": "u" * 21}, "text_too_long"),
    ({"to_locaton": "DEPOT"}, "unknown_field"),
    ({"\ud800": 1}, "unknown_field"),
    ({"to_location": "DEPOT"}, "field_not_allowed"),
    ({"reverses": "k1"}, "field_not_allowed"),
    ({"direction": "in"}, "field_not_allowed"),
    ({"state": "shiny"}, "unknown_state"),
    ({"state": "AVAILABLE"}, "unknown_state"),
    ({"state": "supplier"}, "unknown_state"),
    ({"state": "damaged"}, "end_not_allowed"),
    ({"to_state": "returned"}, "end_not_allowed"),
    ({"occurred_at": None}, "time_missing"),
    ({"occurred_at": ""}, "time_missing"),
    ({"occurred_at": "yesterday"}, "bad_time"),
    ({"occurred_at": "2026-13-01T10:00:00Z"}, "bad_time"),
    ({"occurred_at": 1763632800}, "bad_time"),
    ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "bad_time"),
    ({"occurred_at": "2026-11-20T10:00:00"}, "time_without_offset"),
    ({"occurred_at": "2026-11-20"}, "time_without_offset"),
    ({"occurred_at": "3000-01-01T00:00:00Z"}, "occurred_in_future"),
    ({"occurred_at": RECEIVED + timedelta(seconds=301)}, "occurred_in_future"),
    ({"sequence": -1}, "bad_sequence"),
    ({"sequence": "7"}, "bad_sequence"),
    ({"sequence": True}, "bad_sequence"),
    ({"sequence": 2**63}, "bad_sequence"),
    ({"unit_cost": -1}, "bad_unit_cost"),
    ({"unit_cost": "1.23456"}, "bad_unit_cost"),
    ({"unit_cost": float("nan")}, "bad_unit_cost"),
    ({"unit_cost": "cheap"}, "bad_unit_cost"),
    ({"unit_cost": 10**10}, "bad_unit_cost"),
    ({"unit_cost": True}, "bad_unit_cost"),
    ({"attributes": "red"}, "bad_attributes"),
]
BAD_QUANTITIES = [
    None, 0, -1, 1_000_000_001, 10**400, 3.5, 0.0, float("nan"), float("inf"), float("-inf"),
    1e300, "3", "", "three", True, False, [3], {"n": 3}, Decimal("2.5"), Decimal("NaN"),
    Decimal("1e30"),
]  # fmt: skip
BAD_OF_TYPE = [
    ("transfer_ship", {}, "to_location_missing"),
    ("count", {"to_location": "DEPOT"}, "field_not_allowed"),
    ("count", {"quantity": -1}, "bad_quantity"),
    ("count", {"state": "in_transit"}, "end_not_allowed"),
    ("opening", {"quantity": 0}, "bad_quantity"),
    ("opening", {"state": "on_order"}, "end_not_allowed"),
    ("opening", {"state": "damaged", "to_state": "returned"}, "end_not_allowed"),
    ("adjustment", {}, "direction_missing"),
    ("adjustment", {"direction": "up"}, "bad_direction"),
    ("adjustment", {"direction": 1}, "bad_direction"),
    ("adjustment", {"direction": "in", "state": "on_order"}, "end_not_allowed"),
    ("reversal", {}, "reverses_missing"),
    ("reversal", {"key": "k", "reverses": "k"}, "reversal_of_reversal"),
    ("reversal", {"reverses": "k", "state": "available"}, "end_not_allowed"),
    ("reversal", {"reverses": "k", "sku": None, "unit": "case"}, "sku_missing"),
    ("sale_void", {"state": "available", "to_state": "damaged"}, "end_not_allowed"),
    ("receipt", {"state": "receiving"}, "end_not_allowed"),
]


def code_of(payload: object) -> str:
    with pytest.raises(Unfit) as wrong:
        READER.read(0, Delivery(payload))
    assert wrong.value.code in REJECTED
    assert wrong.value.detail
    return wrong.value.code


def read(**fields):
    draft = READER.read(0, Delivery(event(**fields)))
    draft.quantity, draft.unit = draft.sent_quantity, draft.sent_unit
    return draft


@pytest.mark.parametrize(("fields", "code"), BAD)
def test_refuses_with_a_stable_code(fields, code):
    assert code_of(event(**fields)) == code


@pytest.mark.parametrize("quantity", BAD_QUANTITIES)
def test_refuses_what_is_no_quantity(quantity):
    assert code_of({**event(), "quantity": quantity}) == "bad_quantity"


@pytest.mark.parametrize(("type_", "fields", "code"), BAD_OF_TYPE)
def test_refuses_what_the_type_does_not_take(type_, fields, code):
    assert code_of(event(type_, **fields)) == code


@pytest.mark.parametrize("payload", [None, 3, "sale", ["sale"]])
def test_refuses_what_is_no_object(payload):
    assert code_of(payload) == "not_an_object"
    assert len(digest_of_unfit(payload)) == 32


@pytest.mark.parametrize("quantity", [3, 3.0, Decimal(3), Decimal("3.00")])
def test_takes_a_whole_number_in_any_notation(quantity):
    assert read(quantity=quantity).quantity == 3


@pytest.mark.parametrize("quantity", [0, 0.0, -0.0])
def test_takes_zero_for_a_count(quantity):
    assert read(type_="count", quantity=quantity).quantity == 0


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-20T09:00:00Z",
        "2026-11-20T09:00:00.000000Z",
        "2026-11-20T10:00:00+01:00",
        " 2026-11-20T09:00:00+00:00 ",
        "20261120T090000Z",
        "2026-W47-5T09:00:00Z",
        T0.astimezone(timezone(timedelta(hours=-5))),
    ],
)
def test_takes_one_moment_in_any_notation(moment):
    draft = read(occurred_at=moment)

    assert draft.occurred_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert draft.occurred_at.tzinfo is UTC
    assert draft.moment_text == "2026-11-20T09:00:00+00:00"


def test_takes_the_clock_of_the_source_with_its_tolerance():
    assert read(occurred_at=RECEIVED + timedelta(seconds=300)).key


def test_trims_text_and_takes_empty_for_absent():
    draft = read(sku=" MUG ", key=" k ", reference="", state="", unit="")

    assert (draft.sku_text, draft.key, draft.reference, draft.unit) == ("MUG", "k", "", "")


SAME_CONTENT = [
    {"state": "available"},
    {"sequence": 4, "stream": "till 2"},
    {"attributes": {"cashier": "priya"}},
    {"sku": " MUG "},
    {"quantity": 2.0},
    {"occurred_at": "2026-11-20T10:00:00+01:00"},
    {"unit_cost": None},
]
OTHER_CONTENT = [
    {"type_": "damage"},
    {"sku": "PLATE"},
    {"location": "DEPOT"},
    {"quantity": 3},
    {"occurred_at": "2026-11-20T09:00:00.000001Z"},
    {"reference": "SO-1"},
    {"reason": "late"},
    {"unit_cost": "1.20"},
]


@pytest.mark.parametrize("fields", SAME_CONTENT)
def test_digests_the_same_content_alike(fields):
    first = read(key="k", quantity=2)

    assert digest_of(read(**{"key": "k", "quantity": 2, **fields})) == digest_of(first)


@pytest.mark.parametrize("fields", OTHER_CONTENT)
def test_digests_other_content_apart(fields):
    first = read(key="k", quantity=2)

    assert digest_of(read(**{"key": "k", "quantity": 2, **fields})) != digest_of(first)


def test_digests_the_place_a_transfer_is_received_at():
    silent = read(type_="transfer_receive", key="k")
    named = read(type_="transfer_receive", key="k", to_location="HIGH-STREET")
    elsewhere = read(type_="transfer_receive", key="k", to_location="DEPOT")

    assert digest_of(silent) == digest_of(named) != digest_of(elsewhere)


def test_digests_prices_by_value():
    digests = {digest_of(read(key="k", unit_cost=cost)) for cost in ("1.5", 1.5, Decimal("1.500"))}

    assert len(digests) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, True),
        ({"a": 1, "sequence": 1}, {"a": 1, "sequence": 2}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": 10**5000}, {"a": 10**5000 + 1}, False),
        ({"a": "\ud800"}, {"a": "\ud801"}, False),
    ],
)
def test_digests_what_has_no_canonical_form(one, other, same):
    assert (digest_of_unfit(one) == digest_of_unfit(other)) is same
