"""Deliveries: inventory/receiving/README.md."""

from typing import Any
from uuid import UUID

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import (
    cancel_announced,
    cancel_delivery,
    close_receipt,
    mark_damaged,
    put_away,
    receive,
    receive_rest,
    receive_scanned,
    review_code,
    scan_item,
    undo_receipt,
)
from tests.factories import NOON
from tests.inventory.receiving.dock import Dock, again, make_dock
from tests.states.walk import NOBODY, REST, Act, each, walk

SCAN, UNKNOWN = (UUID(f"00000000-0000-4000-8000-00000000000{number}") for number in (1, 2))


def expected(dock: Dock) -> Receipt:
    """Ten mugs; somebody scanned a code that nobody knows."""
    receipt = dock.expect(lines=[(dock.mug, 10)])
    scan_item(
        receipt_id=receipt.pk, key=UNKNOWN, code="999", sku=None, quantity=1, actor=dock.wren,
        at=NOON,
    )  # fmt: skip
    return receipt


def arrived(*quantities: int) -> Any:
    def build(dock: Dock) -> Receipt:
        receipt = expected(dock)
        for quantity in quantities:
            dock.take(receipt, ReceivedLine(dock.mug, accepted=quantity))
        return receipt

    return build


def closed(dock: Dock) -> Receipt:
    receipt = arrived(4)(dock)
    close_receipt(receipt_id=receipt.pk, reason="No more", actor=dock.wren, at=NOON)
    return receipt


def cancelled(dock: Dock) -> Receipt:
    receipt = expected(dock)
    cancel_delivery(receipt_id=receipt.pk, reason="Not sent", actor=dock.lena, at=NOON)
    return receipt


def one(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    return {"receipt_id": receipt.pk}


def seen(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    return one(dock, receipt) | {"version": again(receipt).version}


def why(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    return seen(dock, receipt) | {"reason": "Because"}


def first_arrival(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    return one(dock, receipt) | {"number": 1, "reason": "Miscounted"}


def accepted(quantity: int, **more: Any) -> Any:
    def facts(dock: Dock, receipt: Receipt) -> dict[str, Any]:
        return seen(dock, receipt) | {"lines": [ReceivedLine(dock.mug, quantity)], **more}

    return facts


def scanned(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    said = {"key": SCAN, "code": "MUG", "sku": dock.mug, "quantity": 1}
    return one(dock, receipt) | said


def damaged(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    said = {"sku": dock.mug, "quantity": 1, "reason": "Chipped", "was_scanned": False}
    return one(dock, receipt) | said


def unknown_code(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    return one(dock, receipt) | {"key": UNKNOWN}


def none_scanned(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    """What is not scanned is missing."""
    return seen(dock, receipt) | {"rest_comes": False}


def shelved(dock: Dock, receipt: Receipt) -> dict[str, Any]:
    return seen(dock, receipt) | {"lines": [(dock.mug, 1)]}


HANDS = {"store staff", "store manager", "warehouse"}
OTHERS = ("ops agent", "ops lead", "admin", "finance", "auditor", "integration engineer", NOBODY)
NOT_YOURS = "receiving_not_allowed"
STAYS = {
    "expected": "-> expected",
    "partly_received": "-> partly_received",
    "received": "-> received",
    REST: "receipt_ended",
}

walk(
    "receiving.Receipt.status",
    world=make_dock,
    at=NOON,
    samples={
        "expected": expected,
        "partly_received": arrived(4),
        "received": arrived(10),
        "received: in two": arrived(4, 6),
        "closed": closed,
        "cancelled": cancelled,
    },
    room="inventory/receiving",
    named_by=("receipt_id",),
    elsewhere=frozenset({"cancel_delivery", "close_delivery", "ask_override"}),
    acts=(
        Act("scan", scan_item, scanned, HANDS, STAYS, NOT_YOURS),
        Act("mark damaged", mark_damaged, damaged, HANDS, STAYS, NOT_YOURS),
        Act("look at a code", review_code, unknown_code, HANDS, STAYS, NOT_YOURS),
        Act(
            "receive one",
            receive,
            accepted(1),
            HANDS,
            {
                "expected": "-> partly_received",
                "partly_received": "-> partly_received",
                "received": "more_than_expected",
                REST: "receipt_ended",
            },
            NOT_YOURS,
        ),
        Act(
            "receive six",
            receive,
            accepted(6),
            {},
            {},
            by="warehouse: hands",
            own={
                "warehouse: hands": {
                    "expected": "-> partly_received",
                    "partly_received": "-> received",
                    "received": "more_than_expected",
                    REST: "receipt_ended",
                }
            },
        ),
        Act(
            "receive all",
            receive,
            accepted(10),
            {},
            {},
            by="warehouse: hands",
            own={
                "warehouse: hands": {
                    "expected": "-> received",
                    "partly_received": "more_than_expected",
                    "received": "more_than_expected",
                    REST: "receipt_ended",
                }
            },
        ),
        Act(
            "receive the rest",
            receive_rest,
            seen,
            HANDS,
            {
                "expected": "-> received",
                "partly_received": "-> received",
                "received": "nothing_received",
                REST: "receipt_ended",
            },
            NOT_YOURS,
        ),
        Act(
            "receive what is scanned",
            receive_scanned,
            none_scanned,
            HANDS,
            {
                "expected": "-> partly_received",
                "partly_received": "-> partly_received",
                "received": "nothing_received",
                REST: "receipt_ended",
            },
            NOT_YOURS,
        ),
        Act(
            "receive too many",
            receive,
            accepted(50, override=True),
            {"store manager", "ops lead"},
            {"closed": "receipt_ended", "cancelled": "receipt_ended", REST: "-> received"},
            NOT_YOURS,
            own=each(
                ("store staff", "warehouse"),
                {
                    "closed": "receipt_ended",
                    "cancelled": "receipt_ended",
                    REST: "overriding_not_allowed",
                },
            ),
        ),
        Act(
            "undo an arrival",
            undo_receipt,
            first_arrival,
            HANDS,
            {
                "partly_received": "-> expected",
                "received": "-> expected",
                "received: in two": "-> partly_received",
                "closed": "receipt_ended",
                REST: "arrival_unknown",
            },
            NOT_YOURS,
            own=each(
                OTHERS,
                {
                    # There is nothing to undo, whoever asks.
                    "expected": "arrival_unknown",
                    "cancelled": "arrival_unknown",
                    REST: NOT_YOURS,
                },
            ),
        ),
        Act(
            "put away",
            put_away,
            shelved,
            HANDS,
            {
                "expected": "more_than_to_put_away",
                "cancelled": "more_than_to_put_away",
                "partly_received": "-> partly_received",
                "received": "-> received",
                # What arrived is put away although nothing more is awaited.
                "closed": "-> closed",
            },
            NOT_YOURS,
        ),
        Act(
            "close",
            close_receipt,
            why,
            HANDS,
            {
                "expected": "receipt_not_started",
                "partly_received": "-> closed",
                "received": "-> closed",
                REST: "receipt_ended",
            },
            NOT_YOURS,
        ),
        Act(
            "cancel",
            cancel_announced,
            why,
            {"ops lead", "admin"},
            {
                "expected": "-> cancelled",
                "partly_received": "receipt_started",
                "received": "receipt_started",
                REST: "receipt_ended",
            },
            "announcing_not_allowed",
        ),
    ),
    people=lambda dock: {"warehouse: hands": dock.wren},
)
