"""From what a source sent to one canonical draft, or to a stable code (DESIGN 3.5). No database.

Speed matters here, as it runs once per delivery before anything else: words that repeat in a batch
are checked once, and plans are remembered (the table of ends never changes at run time).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from inventory.ledger.codes import Unfit
from inventory.ledger.facts import LocationFacts, Row, SkuFacts, Target
from inventory.ledger.values import (
    MAX_QUANTITY,
    Words,
    moment,
    moment_text,
    sequence,
    shown,
    text,
    unit_cost,
    whole_number,
)
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

LIMITS = {
    "key": 200,
    "sku": 64,
    "location": 40,
    "to_location": 40,
    "unit": 20,
    "reference": 80,
    "reason": 120,
    "stream": 80,
    "reverses": 200,
}
OTHER_FIELDS = frozenset(
    {
        "type",
        "quantity",
        "occurred_at",
        "state",
        "to_state",
        "direction",
        "sequence",
        "unit_cost",
        "attributes",
    }
)
FIELDS = frozenset(LIMITS) | OTHER_FIELDS

# Members of an enumeration are looked up by name at each use; these are used at every event.
MOVES, UNDOES = Kind.MOVES, Kind.UNDOES
NEVER, MAY = Crossing.NEVER, Crossing.MAY


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
    moment_text: str
    sequence: int | None
    unit_cost: Decimal | None
    # What the catalogue and the ledger know of it; set anew by each attempt to post. The unit is
    # empty once the quantity is in base units.
    quantity: int
    unit: str
    digest: bytes
    # A reversal need not name a SKU and a place; everything else has both.
    sku: SkuFacts
    location: LocationFacts
    to_location: LocationFacts | None
    sku_id: int | None
    location_id: int | None
    to_location_id: int | None
    rows: list[Row]
    notes: tuple[str, ...]
    target: "Target | Draft | None"
    # A reversal in the same batch undoes it.
    undone: bool
    event_id: int

    @property
    def effective_at(self) -> datetime:
        """When it changes stock: a reversal at the moment of what it undoes."""
        return self.occurred_at if self.target is None else self.target.occurred_at


class Reader:
    """Reads the deliveries of one batch."""

    def __init__(self, *, received_at: datetime, tolerance_s: int) -> None:
        self.received_at = received_at
        self.tolerance_s = tolerance_s
        self.latest = received_at + timedelta(seconds=tolerance_s)
        self.skus = Words("sku", LIMITS["sku"])
        self.locations = Words("location", LIMITS["location"])
        self.to_locations = Words("to_location", LIMITS["to_location"])
        self.units = Words("unit", LIMITS["unit"])
        self.reasons = Words("reason", LIMITS["reason"])
        self.streams = Words("stream", LIMITS["stream"])

    def read(self, index: int, delivery: Delivery) -> Draft:
        """The canonical content of one event. Raises Unfit with the first code that applies."""
        payload = delivery.payload
        if type(payload) is not dict and not isinstance(payload, Mapping):
            raise Unfit("not_an_object", "An event is an object with named fields.")
        if not FIELDS.issuperset(payload):
            _refuse_unknown_fields(payload)
        draft = Draft()
        draft.index = index
        draft.delivery = delivery
        try:
            self._read_words(draft, payload)
        except TypeError:  # a list or an object where a word belongs cannot be looked up
            _refuse_compound_words(payload)
            raise
        self._read_values(draft, payload)
        kind = draft.plan.row.kind
        if kind is MOVES:
            _check_move(draft)
        elif kind is UNDOES:
            _check_reversal(draft)
        else:
            _check_claim(draft)
        return draft

    def _read_words(self, draft: Draft, payload: Mapping[str, Any]) -> None:
        get = payload.get
        draft.key = text(get("key"), "key", 200)
        if not draft.key:
            raise Unfit("key_missing", "The event has no key.")
        draft.plan = PLANS[get("type"), get("state"), get("to_state"), get("direction")]
        draft.sku_text = self.skus[get("sku")]
        draft.location_text = self.locations[get("location")]
        draft.to_text = self.to_locations[get("to_location")]
        draft.sent_unit = self.units[get("unit")]
        draft.reason = self.reasons[get("reason")]
        draft.stream = self.streams[get("stream")]
        draft.reference = text(get("reference"), "reference", 80)
        reverses = get("reverses")
        draft.reverses = "" if reverses is None else text(reverses, "reverses", 200)

    def _read_values(self, draft: Draft, payload: Mapping[str, Any]) -> None:
        get = payload.get
        sent = get("occurred_at")
        at = draft.occurred_at = moment(sent)
        if at > self.latest:
            self._refuse_future(at)
        draft.moment_text = moment_text(at, sent)
        draft.sequence = sequence(get("sequence"))
        cost = get("unit_cost")
        draft.unit_cost = None if cost is None else unit_cost(cost)
        attributes = get("attributes")
        if attributes is not None and not isinstance(attributes, Mapping):
            raise Unfit("bad_attributes", "attributes is an object.")
        quantity = get("quantity")
        if type(quantity) is int and 0 < quantity <= MAX_QUANTITY:
            draft.sent_quantity = quantity
        else:
            draft.sent_quantity = _unusual_quantity(draft, quantity)

    def _refuse_future(self, at: datetime) -> None:
        raise Unfit(
            "occurred_in_future",
            f"occurred_at {at.isoformat()} lies more than {self.tolerance_s} s ahead of"
            f" {self.received_at.isoformat()}, when it came in.",
        )


# --- what each kind of event needs ------------------------------------------------------------


def _check_move(draft: Draft) -> None:
    _require_place(draft)
    crossing = draft.plan.row.crossing
    if crossing is NEVER:
        if draft.to_text:
            raise Unfit("field_not_allowed", f"A {draft.plan.type.word} stays in one place.")
    elif not draft.to_text:
        if crossing is not MAY:
            raise Unfit("to_location_missing", f"A {draft.plan.type.word} names to_location.")
        draft.to_text = draft.location_text


def _check_claim(draft: Draft) -> None:
    """Counts, openings and snapshots."""
    _require_place(draft)
    if draft.to_text:
        raise Unfit("field_not_allowed", f"A {draft.plan.type.word} stays in one place.")


def _check_reversal(draft: Draft) -> None:
    """SKU, location and quantity may be left out; what is sent must be the original's."""
    if not draft.reverses:
        raise Unfit("reverses_missing", "A reversal names the key of the event it undoes.")
    if draft.reverses == draft.key:
        raise Unfit("reversal_of_reversal", "A reversal cannot undo itself.")
    if draft.sent_unit and not draft.sku_text:
        raise Unfit("sku_missing", "A unit belongs to a SKU; name the SKU too.")


def _require_place(draft: Draft) -> None:
    if not draft.sku_text:
        raise Unfit("sku_missing", "The event names no SKU.")
    if not draft.location_text:
        raise Unfit("location_missing", "The event names no location.")
    if draft.reverses:
        raise Unfit("field_not_allowed", "Only a reversal has reverses.")


def _unusual_quantity(draft: Draft, value: Any) -> int:
    """Zero, a float, nothing at all, or something wrong."""
    type_ = draft.plan.type
    if type_ is EventType.REVERSAL and value is None:
        return 0
    zero_counts = type_ in (EventType.COUNT, EventType.SNAPSHOT, EventType.REVERSAL)
    return whole_number(value, lowest=0 if zero_counts else 1)


def _refuse_unknown_fields(payload: Mapping[Any, Any]) -> None:
    names = ", ".join(sorted(ascii(name)[:40] for name in payload.keys() - FIELDS)[:5])
    raise Unfit(
        "unknown_field", f"Unknown field {names}. Correct the name; free data is attributes."
    )


def _refuse_compound_words(payload: Mapping[str, Any]) -> None:
    for name in (*LIMITS, "type", "state", "to_state", "direction"):
        value = payload.get(name)
        if not isinstance(value, str | int | float | Decimal | None):
            raise Unfit("bad_text", f"{name} must be text in quotes, not {shown(value)}.")


# --- plans ------------------------------------------------------------------------------------


class _Plans(dict[Any, Plan]):
    """By type, state, to_state and direction as sent; only the table's own words are kept."""

    def __missing__(self, asked: tuple[Any, Any, Any, Any]) -> Plan:
        decided = self[asked] = _decide(*asked)
        return decided


PLANS = _Plans()


def _decide(type_: Any, state: Any, to_state: Any, direction: Any) -> Plan:
    if type_ is None or type_ == "":
        raise Unfit("type_missing", "The event has no type.")
    event_type = EventType.from_word(type_) if isinstance(type_, str) else None
    if event_type is None:
        raise Unfit("unknown_type", f"{shown(type_)} is not a type of event.")
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
        raise Unfit("unknown_state", f"{field} {shown(value)} is not a state of the stock.")
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
        raise Unfit("bad_direction", f"Direction {shown(value)} is neither in nor out.")
    return found
