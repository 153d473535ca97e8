"""Random facts: every type with every end the design allows (DESIGN 3.2, written out again here)."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.inventory.ledger.model import OUTSIDE, Fact, Line
from tests.inventory.ledger.shop import minute

PHYSICAL = ["available", "receiving", "reserved", "allocated", "damaged", "quarantined", "returned"]
UNSELLABLE = ["damaged", "quarantined", "returned", "available"]

# type: what it may take from, what it may put to; the first is the default.
ENDS: dict[str, tuple[list[str], list[str]]] = {
    "receipt": (["supplier", "on_order"], ["available", "receiving", "quarantined", "damaged"]),
    "putaway": (["receiving"], ["available"]),
    "sale": (["available"], ["customer"]),
    "sale_void": (["customer"], ["available"]),
    "reserve": (["available"], ["reserved"]),
    "release": (["reserved"], ["available"]),
    "allocate": (["reserved", "available"], ["allocated"]),
    "deallocate": (["allocated"], ["reserved", "available"]),
    "ship": (["allocated", "reserved", "available"], ["customer"]),
    "pickup": (["allocated", "reserved", "available"], ["customer"]),
    "transfer_ship": (["allocated", "available"], ["in_transit"]),
    "transfer_receive": (["in_transit"], ["available", "receiving", "damaged"]),
    "transfer_shortage": (["in_transit"], ["shrinkage"]),
    "return_receive": (["customer"], ["returned"]),
    "inspect_pass": (["returned"], ["available"]),
    "inspect_fail": (["returned"], ["damaged", "quarantined"]),
    "quarantine": (["available"], ["quarantined"]),
    "quarantine_release": (["quarantined"], ["available"]),
    "damage": (["available"], ["damaged"]),
    "repair": (["damaged"], ["available"]),
    "write_off": (UNSELLABLE, ["scrap"]),
    "liquidate": (UNSELLABLE, ["liquidation"]),
    "vendor_return": (UNSELLABLE, ["supplier"]),
    "po_create": (["supplier"], ["on_order"]),
    "po_cancel": (["on_order"], ["supplier"]),
}
KIT_TYPES = [
    "sale",
    "sale_void",
    "ship",
    "pickup",
    "return_receive",
    "reserve",
    "release",
    "allocate",
    "deallocate",
]

# One cell is drawn most of the time, and few moments, so that facts meet each other.
SKUS = ["MUG", "MUG", "MUG", "PLATE"]
KIT = "TEA-SET"
LOCATIONS = ["HIGH-STREET", "HIGH-STREET", "HIGH-STREET", "DEPOT"]
BUSY = [
    "sale",
    "sale",
    "receipt",
    "receipt",
    "reserve",
    "ship",
    "return_receive",
    "damage",
    "transfer_receive",
]
LAST_MOMENT = 4
# The recipe changes at moment 3.
RECIPES = {
    KIT: [
        Line("MUG", 2, 0, 3),
        Line("PLATE", 1, 0, LAST_MOMENT + 1),
        Line("MUG", 3, 3, LAST_MOMENT + 1),
    ]
}

# Keys whose order has nothing to do with the order of arrival.
keys = st.text("abAB", min_size=6, max_size=6)
moments = st.integers(0, LAST_MOMENT)
quantities = st.integers(1, 9)


@st.composite
def moves(draw: st.DrawFn, source: str) -> Fact:
    type_ = draw(st.sampled_from(sorted(ENDS) + 3 * BUSY))
    frm, to = (draw(st.sampled_from(ends)) for ends in ENDS[type_])
    skus = [*SKUS, KIT] if type_ in KIT_TYPES else SKUS
    places = {
        "location": draw(st.sampled_from(LOCATIONS)),
        "to_location": draw(st.sampled_from(LOCATIONS)) if type_.startswith("transfer_") else "",
    }
    if type_ == "transfer_shortage":
        places["to_location"] = ""
    return Fact(
        source, draw(keys), type_, draw(moments), draw(st.sampled_from(skus)),
        frm=frm, to=to, quantity=draw(quantities), **places,
    )  # fmt: skip


@st.composite
def adjustments(draw: st.DrawFn, source: str) -> Fact:
    ends = ["shrinkage", draw(st.sampled_from(PHYSICAL))]
    frm, to = draw(st.permutations(ends))
    return Fact(
        source, draw(keys), "adjustment", draw(moments), draw(st.sampled_from(SKUS)),
        draw(st.sampled_from(LOCATIONS)), frm=frm, to=to, quantity=draw(quantities),
    )  # fmt: skip


@st.composite
def counts(draw: st.DrawFn, source: str, type_: str = "") -> Fact:
    """Counts of the shelf or one state, openings, and snapshots that move nothing."""
    type_ = type_ or draw(st.sampled_from(["count"] * 6 + ["opening", "snapshot"]))
    states = PHYSICAL if type_ == "opening" else [*4 * ["shelf"], *PHYSICAL[:4]]
    lowest = 1 if type_ == "opening" else 0
    return Fact(
        source, draw(keys), type_, draw(moments), draw(st.sampled_from(SKUS)),
        draw(st.sampled_from(LOCATIONS)), to=draw(st.sampled_from(states)),
        quantity=draw(st.integers(lowest, 9)),
    )  # fmt: skip


def facts(source: str) -> st.SearchStrategy[Fact]:
    return st.one_of(
        moves(source),
        counts(source),
        moves(source),
        counts(source),
        moves(source),
        adjustments(source),
    )


def reversal_of(fact: Fact, key: str, at: int) -> Fact:
    """Sent at any moment: it counts at the moment of what it undoes."""
    return Fact(fact.source, key, "reversal", at, reverses=fact.key)


def payload(fact: Fact, *, spelt_out: bool = False) -> dict[str, Any]:
    """The fact as its source sends it: defaults left out, or spelt out."""
    made: dict[str, Any] = {
        "key": fact.key,
        "type": fact.type,
        "occurred_at": minute(fact.at).isoformat(),
    }
    if fact.type == "reversal":
        return {**made, "reverses": fact.reverses}
    made |= {"sku": fact.sku, "location": fact.location, "quantity": fact.quantity}
    if fact.to_location:
        made["to_location"] = fact.to_location
    if fact.type == "adjustment":
        made["direction"] = "in" if fact.frm == "shrinkage" else "out"
        return {**made, "state": fact.to if fact.frm == "shrinkage" else fact.frm, "reason": "x"}
    if fact.type in ("count", "opening", "snapshot"):
        return made if fact.to == "shelf" else {**made, "state": fact.to}
    frm, to = ENDS[fact.type]
    if fact.frm not in OUTSIDE and (spelt_out or fact.frm != frm[0]):
        made["state"] = fact.frm
    if fact.to not in OUTSIDE and (spelt_out or fact.to != to[0]):
        made["to_state"] = fact.to
    return made


def with_key(fact: Fact, key: str) -> Fact:
    return replace(fact, key=key)
