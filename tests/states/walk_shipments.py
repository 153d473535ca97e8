"""What leaves together, and what is missing of it: inventory/transfers/README.md."""

from typing import Any

from approvals.services import decide, undo_decision
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import receive, undo_receipt
from inventory.transfers.models import Shipment, Shortage, Transfer
from inventory.transfers.services import (
    ask_loss,
    receive_shipment,
    record_found,
    ship_shipment,
    unpack_shipment,
)
from tests.factories import NOON
from tests.inventory.transfers.world import DAY, HOUR, World, again, make_world
from tests.states.votes import electorate, its_request, regrets, request_of, verdict
from tests.states.walk import NOBODY, REST, Act, each, walk
from tests.states.walk_transfers import (
    CREATORS,
    HANDS,
    SHORTAGE,
    SOON,
    arrival,
    closed,
    first_arrival,
    packed,
)

# ---------- shipments ----------


def shipment_of(transfer: Transfer) -> Shipment:
    return Shipment.objects.select_related("transfer").get(transfer=transfer, number=1)


def taken_apart(world: World) -> Shipment:
    transfer = packed(world)
    unpack_shipment(reference=transfer.reference, number=1, actor=world.wren, at=SOON)
    return shipment_of(transfer)


def short(world: World) -> Transfer:
    """All arrived but two mugs, which somebody says are missing."""
    transfer = world.shipped()
    lines = [ReceivedLine(world.mug, 8, missing=2), ReceivedLine(world.plate, 4)]
    world.receive(transfer, *lines)
    return again(transfer)


def numbered(world: World, shipment: Shipment) -> dict[str, Any]:
    return {"reference": shipment.transfer.reference, "number": shipment.number}


def of_shipment(facts: Any) -> Any:
    return lambda world, shipment: facts(world, shipment.transfer)


def whole(world: World, shipment: Shipment) -> dict[str, Any]:
    said = arrival(world, shipment.transfer)
    return numbered(world, shipment) | {"lines": said["lines"]}


def found_mugs(world: World, shipment: Shipment) -> dict[str, Any]:
    receipt = Receipt.objects.filter(document=shipment.reference).first()
    return {"receipt_id": receipt.pk if receipt else 0, "lines": [ReceivedLine(world.mug, 2)]}


def all_but_two(world: World, shipment: Shipment) -> dict[str, Any]:
    lines = [ReceivedLine(world.mug, 8, missing=2), ReceivedLine(world.plate, 4)]
    return found_mugs(world, shipment) | {"lines": lines}


OTHERS = ("ops agent", "ops lead", "admin", "finance", "auditor", "integration engineer", NOBODY)

walk(
    "transfers.Shipment.status",
    world=make_world,
    people=lambda world: {"store manager: hands": world.priya},
    samples={
        "packed": lambda world: shipment_of(packed(world)),
        "shipped": lambda world: shipment_of(world.shipped()),
        "received": lambda world: shipment_of(short(world)),
        "closed": lambda world: shipment_of(closed(world)),
        "unpacked": taken_apart,
    },
    acts=(
        Act(
            "ship",
            ship_shipment,
            numbered,
            HANDS,
            {"packed": "-> shipped", REST: "shipment_not_packed"},
        ),
        Act(
            "take apart",
            unpack_shipment,
            numbered,
            HANDS,
            {"packed": "-> unpacked", REST: "shipment_not_packed"},
        ),
        Act(
            "receive it by its transfer",
            receive_shipment,
            whole,
            HANDS,
            {
                "packed": "shipment_unknown",
                "unpacked": "shipment_unknown",
                "shipped": "-> closed",
                REST: "more_than_expected",
            },
            own=each(
                OTHERS,
                {
                    # Nothing of it is expected anywhere, whoever asks.
                    "packed": "shipment_unknown",
                    "unpacked": "shipment_unknown",
                    REST: "receiving_not_allowed",
                },
            ),
        ),
        Act(
            "receive whole",
            receive,
            of_shipment(arrival),
            {},
            {},
            by="store manager: hands",
            own={
                "store manager: hands": {
                    "shipped": "-> closed",
                    "received": "more_than_expected",
                    "closed": "more_than_expected",
                    REST: "receipt_unknown",
                }
            },
        ),
        Act(
            "receive short",
            receive,
            all_but_two,
            {},
            {},
            by="store manager: hands",
            own={
                "store manager: hands": {
                    "shipped": "-> received",
                    "received": "more_than_expected",
                    "closed": "more_than_expected",
                    REST: "receipt_unknown",
                }
            },
        ),
        Act(
            "receive what was missing",
            receive,
            found_mugs,
            {},
            {},
            by="store manager: hands",
            own={
                "store manager: hands": {
                    "shipped": "-> shipped",
                    "received": "-> closed",
                    "closed": "more_than_expected",
                    REST: "receipt_unknown",
                }
            },
        ),
        Act(
            "undo an arrival",
            undo_receipt,
            of_shipment(first_arrival),
            {},
            {},
            by="store manager: hands",
            own={
                "store manager: hands": {
                    "shipped": "arrival_unknown",
                    "received": "-> shipped",
                    "closed": "-> shipped",
                    REST: "receipt_unknown",
                }
            },
        ),
    ),
)


# ---------- shortages ----------


def missing(world: World) -> Shortage:
    return Shortage.objects.select_related("transfer", "shipment").get(transfer=short(world))


def loss_asked(world: World) -> Shortage:
    shortage = missing(world)
    return ask_loss(
        reference=shortage.reference, reason="Gone", actor=world.omar, at=NOON + DAY + HOUR
    )


def lost(world: World) -> Shortage:
    shortage = loss_asked(world)
    world.vote(request_of(SHORTAGE, shortage), at=NOON + DAY + HOUR)
    return shortage


def turned_up(world: World) -> Shortage:
    shortage = missing(world)
    world.receive(shortage.transfer, ReceivedLine(world.mug, 2), at=NOON + DAY + HOUR)
    return shortage


def gone_why(world: World, shortage: Shortage) -> dict[str, Any]:
    return {"reference": shortage.reference, "reason": "Nowhere to be found"}


def two_mugs_found(world: World, shortage: Shortage) -> dict[str, Any]:
    said = {"place": world.camden, "lines": {world.mug: 2}}
    return {"reference": shortage.reference, "reason": "Behind the pallets", **said}


def of_shortage(facts: Any) -> Any:
    return lambda world, shortage: facts(world, shortage.shipment)


LOSS_DECIDED = {"lost": "request_decided", REST: "request_not_found"}

walk(
    "transfers.Shortage.status",
    world=make_world,
    people=lambda world: {
        "ops agent: asker": world.omar,
        "store manager: decider": world.priya,
        "store manager: hands": world.priya,
    },
    samples={
        "reported": missing,
        "asked": loss_asked,
        "lost": lost,
        "found": turned_up,
    },
    acts=(
        Act(
            "ask to write off",
            ask_loss,
            gone_why,
            CREATORS | {"store staff"},
            {
                "reported": "-> asked",
                "asked": "shortage_not_reported",
                REST: "shortage_settled",
            },
        ),
        Act(
            "approve",
            decide,
            verdict(SHORTAGE, "approve"),
            {},
            {},
            own=electorate("store manager: decider", "asked", {"asked": "-> lost", **LOSS_DECIDED}),
        ),
        Act(
            "reject",
            decide,
            verdict(SHORTAGE, "reject"),
            {},
            {},
            own=electorate(
                "store manager: decider", "asked", {"asked": "-> reported", **LOSS_DECIDED}
            ),
        ),
        Act(
            "undo the decision",
            undo_decision,
            its_request(SHORTAGE),
            {},
            {},
            own=regrets(
                "store manager: decider",
                {
                    "asked": "nothing_to_undo",
                    "lost": "-> asked",
                    REST: "request_not_found",
                },
            ),
        ),
        Act(
            "record as found",
            record_found,
            two_mugs_found,
            HANDS,
            {"found": "shortage_settled", REST: "-> found"},
            denied="found_elsewhere",
        ),
        Act(
            "receive what was missing",
            receive,
            of_shortage(found_mugs),
            {},
            {},
            by="store manager: hands",
            own={
                "store manager: hands": {
                    "reported": "-> found",
                    "asked": "-> found",
                    "lost": "written_off_as_lost",
                    "found": "more_than_expected",
                }
            },
        ),
    ),
)
