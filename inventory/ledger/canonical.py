"""From what a source sent to one canonical draft, or to a stable code (DESIGN 3.5). No database.

Speed matters here: this runs once per delivery before anything else, so the usual form is told
apart by type checks alone, and plans are remembered (the table of ends never changes at run time).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, NamedTuple

from inventory.ledger.codes import Unfit
from inventory.ledger.facts import LocationFacts, Row, SkuFacts, Target
from inventory.ledger.vocabulary import (
    Crossing,
    Direction,
    EndNotAllowed,
    EventType,
    Kind,
    Plan,
    State,
    plan,
)

MAX_QUANTITY = 1_000_000_000
MAX_SEQUENCE = 2**63 - 1
KEY_LIMIT, CODE_LIMIT, PLACE_LIMIT, UNIT_LIMIT = 200, 64, 40, 20
REFERENCE_LIMIT, REASON_LIMIT, STREAM_LIMIT = 80, 120, 80

FIELDS = frozenset(
    [
        "key",
        "type",
        "sku",
        "location",
        "quantity",
        "occurred_at",
        "to_location",
        "state",
        "to_state",
        "direction",
        "reverses",
        "unit",
        "reference",
        "reason",
        "stream",
        "sequence",
        "unit_cost",
        "attributes",
    ]
)
# A source may number and annotate the same content anew.
NOT_CONTENT = frozenset({"sequence", "stream", "attributes"})


class Delivery(NamedTuple):
    """One event as it came in."""

    payload: Mapping[str, Any]
    raw: str = ""
    # Of a correction by staff: the digest of what the source had sent.
    original_digest: bytes | None = None


@dataclass(slots=True, init=False, eq=False)
class Draft:
    """One delivery that is well formed; looking up its words comes next."""

    # What was sent, in canonical form.
    index: int
    delivery: Delivery
    key: str
    plan: Plan
    sku_text: str
    location_text: str
    to_text: str
    reverses: str
    sent_unit: str
    reference: str
    reason: str
    stream: str
    sent_quantity: int
    occurred_at: datetime
    sequence: int | None
    unit_cost: Decimal | None
    # What the catalogue and the ledger know of it; set anew by each attempt to post. The unit is
    # empty once the quantity is in base units.
    quantity: int
    unit: str
    # A reversal need not name a SKU and a place; everything else has both.
    sku: SkuFacts
    location: LocationFacts
    to_location: LocationFacts | None
    sku_id: int | None
    location_id: int | None
    to_location_id: int | None
    digest: bytes
    rows: list[Row]
    notes: tuple[str, ...]
    target: "Target | Draft | None"
    # A reversal in the same batch undoes it.
    undone: bool
    event_id: int


def parse(payload: Any) -> Draft:
    """The canonical content of one event. Raises Unfit with the first code that applies."""
    if not isinstance(payload, Mapping):
        raise Unfit("not_an_object", "An event is an object with named fields.")
    if not payload.keys() <= FIELDS:
        _refuse_unknown_fields(payload)
    get = payload.get
    draft = Draft()
    draft.key = _text(get("key"), "key", KEY_LIMIT)
    if not draft.key:
        raise Unfit("key_missing", "The event has no key.")
    draft.plan = _plan(get("type"), get("state"), get("to_state"), get("direction"))
    draft.sku_text = _text(get("sku"), "sku", CODE_LIMIT)
    draft.location_text = _text(get("location"), "location", PLACE_LIMIT)
    draft.to_text = _text(get("to_location"), "to_location", PLACE_LIMIT)
    draft.reverses = _text(get("reverses"), "reverses", KEY_LIMIT)
    draft.sent_unit = _text(get("unit"), "unit", UNIT_LIMIT)
    draft.reference = _text(get("reference"), "reference", REFERENCE_LIMIT)
    draft.reason = _text(get("reason"), "reason", REASON_LIMIT)
    draft.stream = _text(get("stream"), "stream", STREAM_LIMIT)
    draft.occurred_at = occurred_at(get("occurred_at"))
    draft.sequence = _sequence(get("sequence"))
    draft.unit_cost = _unit_cost(get("unit_cost"))
    if get("attributes") is not None and not isinstance(get("attributes"), Mapping):
        raise Unfit("bad_attributes", "attributes is an object.")
    draft.sent_quantity = _CHECKS[draft.plan.row.kind](draft, get("quantity"))
    return draft


# --- what each kind of event needs ------------------------------------------------------------


def _check_moves(draft: Draft, quantity: Any) -> int:
    _require_place(draft)
    crossing = draft.plan.row.crossing
    if draft.to_text:
        if crossing is Crossing.NEVER:
            raise Unfit("field_not_allowed", f"A {draft.plan.type.word} stays in one place.")
    elif crossing is Crossing.MUST:
        raise Unfit("to_location_missing", f"A {draft.plan.type.word} names to_location.")
    elif crossing is Crossing.MAY:
        draft.to_text = draft.location_text
    return whole_number(quantity, lowest=1)


def _check_sets(draft: Draft, quantity: Any) -> int:
    _require_place(draft)
    if draft.to_text:
        raise Unfit("field_not_allowed", f"A {draft.plan.type.word} stays in one place.")
    return whole_number(quantity, lowest=1 if draft.plan.type is EventType.OPENING else 0)


def _check_reversal(draft: Draft, quantity: Any) -> int:
    """SKU, location and quantity may be left out; what is sent must be the original's."""
    if not draft.reverses:
        raise Unfit("reverses_missing", "A reversal names the key of the event it undoes.")
    if draft.reverses == draft.key:
        raise Unfit("reversal_of_reversal", "A reversal cannot undo itself.")
    if draft.sent_unit and not draft.sku_text:
        raise Unfit("sku_missing", "A unit belongs to a SKU; name the SKU too.")
    return 0 if quantity is None else whole_number(quantity, lowest=0)


_CHECKS: dict[Kind, Callable[[Draft, Any], int]] = {
    Kind.MOVES: _check_moves,
    Kind.SETS: _check_sets,
    Kind.CLAIMS: _check_sets,
    Kind.UNDOES: _check_reversal,
}


def _require_place(draft: Draft) -> None:
    if not draft.sku_text:
        raise Unfit("sku_missing", "The event names no SKU.")
    if not draft.location_text:
        raise Unfit("location_missing", "The event names no location.")
    if draft.reverses:
        raise Unfit("field_not_allowed", "Only a reversal has reverses.")


def _refuse_unknown_fields(payload: Mapping[Any, Any]) -> None:
    names = ", ".join(sorted(str(name)[:40] for name in payload.keys() - FIELDS)[:5])
    raise Unfit(
        "unknown_field", f"Unknown field: {names}. Correct the name; free data is attributes."
    )


# --- words ------------------------------------------------------------------------------------

_PLANS: dict[tuple[Any, Any, Any, Any], Plan] = {}


def _plan(type_: Any, state: Any, to_state: Any, direction: Any) -> Plan:
    asked = (type_, state, to_state, direction)
    try:
        found = _PLANS.get(asked)
    except TypeError:  # a list or an object where a word belongs
        found = None
    if found is None:
        found = _decide(*asked)
        _PLANS[asked] = found  # only combinations of the table's words get here
    return found


def _decide(type_: Any, state: Any, to_state: Any, direction: Any) -> Plan:
    if type_ is None or type_ == "":
        raise Unfit("type_missing", "The event has no type.")
    event_type = EventType.from_word(type_) if isinstance(type_, str) else None
    if event_type is None:
        raise Unfit("unknown_type", f"{_shown(type_)} is not a type.")
    states = _state(state, "state"), _state(to_state, "to_state")
    try:
        return plan(event_type, *states, _direction(event_type, direction))
    except EndNotAllowed as error:
        raise Unfit("end_not_allowed", str(error)) from None


def _state(value: Any, field: str) -> State | None:
    if value is None or value == "":
        return None
    found = State.from_word(value) if isinstance(value, str) else None
    if found is None:
        raise Unfit("unknown_state", f"{field} {_shown(value)} is not a state of the stock.")
    return found


def _direction(type_: EventType, value: Any) -> Direction | None:
    if type_ is not EventType.ADJUSTMENT:
        if value is None or value == "":
            return None
        raise Unfit("field_not_allowed", "Only an adjustment has a direction.")
    if value is None or value == "":
        raise Unfit("direction_missing", "An adjustment needs a direction, in or out.")
    found = Direction.from_word(value) if isinstance(value, str) else None
    if found is None:
        raise Unfit("bad_direction", f"Direction {_shown(value)} is neither in nor out.")
    return found


def _text(value: Any, field: str, limit: int) -> str:
    if value is None:
        return ""
    if type(value) is not str:
        raise Unfit("bad_text", f"{field} must be text in quotes, not {_shown(value)}.")
    value = value.strip()
    if len(value) > limit:
        raise Unfit("text_too_long", f"{field} has {len(value)} characters, at most {limit}.")
    if "\0" in value or not (value.isascii() or _encodable(value)):
        raise Unfit("bad_text", f"{field} holds a null byte or a broken character.")
    return str(value)


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: Any) -> str:
    """A bad value as it may stand in an answer: short and printable."""
    if type(value) is int and abs(value) > 10**18:  # printing 5,000 digits raises
        return "a number that is too large"
    return ascii(value)[:60] if isinstance(value, str | int | float) else type(value).__name__


# --- numbers and times ------------------------------------------------------------------------


def whole_number(value: Any, *, lowest: int) -> int:
    """A quantity: 3 and 3.0 are the same number in JSON; text, booleans and fractions are not."""
    if type(value) is int:
        number = value
    elif type(value) is float and math.isfinite(value) and value.is_integer():
        number = int(value)
    elif isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        number = MAX_QUANTITY + 1 if value.adjusted() > 18 else int(value)
    else:
        raise Unfit("bad_quantity", f"Quantity {_quantity_shown(value)} is not a whole number.")
    if not lowest <= number <= MAX_QUANTITY:
        raise Unfit(
            "bad_quantity",
            f"Quantity {_quantity_shown(value)} is not from {lowest} to {MAX_QUANTITY:,}.",
        )
    return number


def _quantity_shown(value: Any) -> str:
    if value is None:
        return "(missing)"
    return str(value)[:60] if isinstance(value, float | Decimal) else _shown(value)


def occurred_at(value: Any) -> datetime:
    """A moment with offset, as UTC to the microsecond."""
    if type(value) is str:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            raise _bad_time(value) from None
    elif isinstance(value, datetime):
        moment = value
    else:
        raise _bad_time(value)
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise Unfit("time_without_offset", f"occurred_at {_shown(str(value))} has no offset.")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _bad_time(value) from None


def _bad_time(value: Any) -> Unfit:
    if value is None or value == "":
        return Unfit("time_missing", "The event has no occurred_at.")
    return Unfit("bad_time", f"occurred_at {_shown(value)} is not an ISO 8601 moment.")


def refuse_future(draft: Draft, *, received_at: datetime, tolerance_s: int) -> None:
    """A clock may run ahead by the source's tolerance, not further."""
    if draft.occurred_at > received_at + timedelta(seconds=tolerance_s):
        raise Unfit(
            "occurred_in_future",
            f"occurred_at {draft.occurred_at.isoformat()} lies more than {tolerance_s} s ahead"
            f" of {received_at.isoformat()}.",
        )


def _sequence(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= MAX_SEQUENCE:
        raise Unfit("bad_sequence", "sequence is not a whole number from 0.")
    return value


def _unit_cost(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            raise InvalidOperation
        cost = Decimal(str(value))
        if not cost.is_finite() or not 0 <= cost < 10**10 or cost != round(cost, 4):
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise Unfit("bad_unit_cost", f"unit_cost {_shown(value)} is not a price.") from None
    return round(cost, 4)


# --- digests ----------------------------------------------------------------------------------


def digest_of(draft: Draft) -> bytes:
    """Over what the source sent, after defaults and units. No text holds a null byte."""
    cost = "" if draft.unit_cost is None else str(draft.unit_cost)
    content = (
        f"1\0{draft.plan.content}\0{draft.sku_text}\0{draft.location_text}\0{draft.to_text}\0"
        f"{draft.quantity}\0{draft.unit}\0{draft.occurred_at.isoformat()}\0{draft.reference}\0"
        f"{draft.reason}\0{draft.reverses}\0{cost}"
    )
    return sha256(content.encode()).digest()


def digest_of_unfit(payload: Any) -> bytes:
    """Of what has no canonical form: the same content again is the same delivery."""
    if isinstance(payload, Mapping):
        payload = {k: v for k, v in payload.items() if k not in NOT_CONTENT}
    return sha256(b"unfit\0" + _frozen(payload, 20).encode(errors="surrogatepass")).digest()


def _frozen(value: Any, depth: int) -> str:
    """Text that is the same for equal content, whatever was sent."""
    if depth == 0:
        return "..."
    if isinstance(value, Mapping):
        pairs = (f"{_frozen(k, depth - 1)}:{_frozen(v, depth - 1)}" for k, v in value.items())
        return "{" + ",".join(sorted(pairs)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_frozen(item, depth - 1) for item in value) + "]"
    if type(value) is int:  # hexadecimal has no limit of digits
        return f"{value:x}"
    return repr(value)
