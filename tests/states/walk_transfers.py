"""Transfers, their shipments, and what is missing of them: DESIGN.md 2 and inventory/transfers/README.md."""

from typing import Any

from approvals.services import decide, undo_decision
from inventory.intake.services import accept
from inventory.ledger.services import Delivery
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import receive, undo_receipt
from inventory.transfers.models import Transfer
from inventory.transfers.services import (
    cancel_transfer,
    change_transfer,
    close_short,
    pack_shipment,
    recall_transfer,
    ship_transfer,
    start_picking,
    submit_transfer,
)
from tests.factories import NOON
from tests.inventory.transfers.world import DAY, HOUR, World, again, fact, make_world
from tests.states.votes import electorate, its_request, regrets, verdict
from tests.states.walk import REST, SYSTEM, Act, walk

SOON = NOON + 2 * HOUR


# ---------- transfers ----------


def rejected(world: World) -> Transfer:
    transfer = world.submitted()
    world.decide(transfer, "reject")
    return transfer


def closed_short(world: World) -> Transfer:
    """Approved, and nothing of it ever left."""
    transfer = world.approved()
    close_short(reference=transfer.reference, reason="No", actor=world.wren, at=SOON)
    return transfer


def cancelled_later(world: World) -> Transfer:
    """Approved first."""
    transfer = world.approved()
    cancel_transfer(reference=transfer.reference, reason="No", actor=world.omar, at=SOON)
    return transfer


def picking(world: World) -> Transfer:
    return start_picking(reference=world.approved().reference, actor=world.wren, at=SOON)


def under_way(world: World) -> Transfer:
    """Six of ten mugs and all plates are in transit; four mugs still lie at the origin."""
    return world.shipped(mugs=6)


def received(world: World) -> Transfer:
    transfer = under_way(world)
    world.receive_all(transfer, mugs=6)
    return transfer


def closed(world: World) -> Transfer:
    transfer = world.shipped()
    world.receive_all(transfer)
    return transfer


def cancelled(world: World) -> Transfer:
    transfer = world.draft()
    cancel_transfer(reference=transfer.reference, reason="No", actor=world.omar, at=NOON)
    return transfer


def sent_back(world: World) -> Transfer:
    transfer = world.submitted()
    world.decide(transfer, "send_back")
    return transfer


def packed(world: World) -> Transfer:
    transfer = world.approved()
    pack_shipment(reference=transfer.reference, lines={world.mug: 6}, actor=world.wren, at=SOON)
    return transfer


def seen(world: World, transfer: Transfer) -> dict[str, Any]:
    return {"reference": transfer.reference, "version": again(transfer).version}


def why(world: World, transfer: Transfer) -> dict[str, Any]:
    return seen(world, transfer) | {"reason": "Because"}


def new_lines(world: World, transfer: Transfer) -> dict[str, Any]:
    route = {"origin": world.dc, "destination": world.camden, "lines": [(world.mug, 3)]}
    return seen(world, transfer) | route | {"reason": "other"}


def one_mug(world: World, transfer: Transfer) -> dict[str, Any]:
    return seen(world, transfer) | {"lines": {world.mug: 1}}


def nothing_back(world: World, transfer: Transfer) -> dict[str, Any]:
    return why(world, transfer) | {"back": {}}


def arrival(world: World, transfer: Transfer) -> dict[str, Any]:
    """What is on its way arrives whole."""
    receipt = Receipt.objects.filter(document__startswith=f"{transfer.reference}/").first()
    left = 6 if receipt and receipt.lines.get(sku=world.mug).expected == 6 else 10
    lines = [ReceivedLine(world.mug, left), ReceivedLine(world.plate, 4)]
    return {"receipt_id": receipt.pk if receipt else 0, "lines": lines}


def first_arrival(world: World, transfer: Transfer) -> dict[str, Any]:
    found = arrival(world, transfer)
    return {"receipt_id": found["receipt_id"], "number": 1, "reason": "Miscounted"}


def warehouse_ships(world: World, transfer: Transfer) -> dict[str, Any]:
    """A fact of the warehouse's system, whatever the document says."""
    event = fact("late", "transfer_ship", quantity=2, to_location="CAMDEN",
                 reference=transfer.reference)  # fmt: skip
    return {"deliveries": [Delivery(event)], "source": world.wms, "received_at": NOON + 2 * DAY}


CREATORS = {"store manager", "warehouse", "ops agent", "ops lead"}
HANDS = {"store staff", "store manager", "warehouse"}
TRANSFER, SHORTAGE = "transfers.transfer", "transfers.shortage"
# What becomes of a vote where nobody is asked any more, or never was.
DECIDED = {
    "draft": "request_not_found",
    "draft: sent back": "request_decided",
    "cancelled": "request_not_found",
    "cancelled: once approved": "request_decided",
    REST: "request_decided",
}


walk(
    "transfers.Transfer.status",
    world=make_world,
    people=lambda world: {
        "ops agent: asker": world.omar,
        "store manager: decider": world.priya,
        "store manager: hands": world.priya,
    },
    samples={
        "draft": lambda world: world.draft(),
        "draft: sent back": sent_back,
        "submitted": lambda world: world.submitted(),
        "approved": lambda world: world.approved(),
        "in_progress": picking,
        "in_progress: packed": packed,
        "in_progress: under way": under_way,
        "received": received,
        "closed": closed,
        "closed: short": closed_short,
        "rejected": rejected,
        "cancelled": cancelled,
        "cancelled: once approved": cancelled_later,
    },
    room="inventory/transfers",
    named_by=("reference",),
    elsewhere=frozenset(
        {"ship_shipment", "unpack_shipment", "ask_loss", "receive_shipment", "copy_transfer"}
    ),
    acts=(
        Act(
            "change",
            change_transfer,
            new_lines,
            CREATORS,
            {"draft": "-> draft", REST: "transfer_not_draft"},
        ),
        Act(
            "submit",
            submit_transfer,
            seen,
            CREATORS,
            {"draft": "-> submitted", REST: "transfer_not_draft"},
        ),
        Act(
            "recall",
            recall_transfer,
            seen,
            CREATORS,
            {"submitted": "-> draft", REST: "transfer_not_submitted"},
        ),
        Act(
            "approve",
            decide,
            verdict(TRANSFER, "approve"),
            {},
            {},
            own=electorate(
                "store manager: decider", "submitted", {"submitted": "-> approved", **DECIDED}
            ),
        ),
        Act(
            "reject",
            decide,
            verdict(TRANSFER, "reject"),
            {},
            {},
            own=electorate(
                "store manager: decider", "submitted", {"submitted": "-> rejected", **DECIDED}
            ),
        ),
        Act(
            "send back",
            decide,
            verdict(TRANSFER, "send_back"),
            {},
            {},
            own=electorate(
                "store manager: decider", "submitted", {"submitted": "-> draft", **DECIDED}
            ),
        ),
        Act(
            "undo the decision",
            undo_decision,
            its_request(TRANSFER),
            {},
            {},
            own=regrets(
                "store manager: decider",
                {
                    "draft": "request_not_found",
                    "draft: sent back": "-> submitted",
                    "submitted": "nothing_to_undo",
                    "approved": "-> submitted",
                    "in_progress": "picking_began",
                    "received": "picking_began",
                    "closed": "transfer_has_ended",
                    "rejected": "-> submitted",
                    "cancelled": "request_not_found",
                    "cancelled: once approved": "transfer_has_ended",
                },
            ),
        ),
        Act(
            "start picking",
            start_picking,
            seen,
            HANDS,
            {
                "approved": "-> in_progress",
                "in_progress": "picking_begun_already",
                REST: "transfer_not_approved",
            },
        ),
        Act(
            "pack",
            pack_shipment,
            one_mug,
            HANDS,
            {
                "approved": "-> in_progress",
                "in_progress": "-> in_progress",
                "received": "-> received",
                REST: "transfer_not_approved",
            },
        ),
        Act(
            "ship",
            ship_transfer,
            one_mug,
            HANDS,
            {
                "approved": "-> in_progress",
                "in_progress": "-> in_progress",
                "received": "-> in_progress",
                REST: "transfer_not_approved",
            },
        ),
        Act(
            "receive",
            receive,
            arrival,
            {},
            {},
            by="store manager: hands",
            own={
                "store manager: hands": {
                    "in_progress: under way": "-> received",
                    "received": "more_than_expected",
                    "closed": "more_than_expected",
                    "closed: short": "receipt_unknown",
                    REST: "receipt_unknown",
                }
            },
        ),
        Act(
            "undo an arrival",
            undo_receipt,
            first_arrival,
            {},
            {},
            by="store manager: hands",
            own={
                "store manager: hands": {
                    "in_progress: under way": "arrival_unknown",
                    "received": "-> in_progress",
                    "closed": "-> in_progress",
                    "closed: short": "receipt_unknown",
                    REST: "receipt_unknown",
                }
            },
        ),
        Act(
            "close short",
            close_short,
            why,
            HANDS,
            {
                "approved": "-> closed",
                "in_progress": "-> closed",
                "in_progress: packed": "still_packed",
                "in_progress: under way": "-> in_progress",
                "received": "-> closed",
                "closed": "transfer_has_ended",
                "rejected": "transfer_has_ended",
                "cancelled": "transfer_has_ended",
                REST: "transfer_not_approved",
            },
        ),
        Act(
            "cancel",
            cancel_transfer,
            why,
            CREATORS,
            {
                "in_progress: packed": "still_packed",
                "in_progress: under way": "units_not_said",
                "closed": "transfer_has_ended",
                "rejected": "transfer_has_ended",
                "cancelled": "transfer_has_ended",
                REST: "-> cancelled",
            },
        ),
        Act(
            "cancel, nothing is back",
            cancel_transfer,
            nothing_back,
            {},
            {},
            by="ops agent: asker",
            own={
                "ops agent: asker": {
                    "in_progress: packed": "still_packed",
                    # What is missing stays in transit until somebody approves the loss.
                    "in_progress: under way": "-> in_progress",
                    "closed": "transfer_has_ended",
                    "rejected": "transfer_has_ended",
                    "cancelled": "transfer_has_ended",
                    REST: "-> cancelled",
                }
            },
        ),
        # A fact is never refused, whatever the document says.
        Act("a warehouse ships", accept, warehouse_ships, SYSTEM, {REST: "-> in_progress"}),
    ),
)
