from datetime import timedelta

from inventory.receiving.kinds import ReceivedLine
from inventory.replenishment.models import QuietCell, Suggestion
from inventory.transfers.services import pack_shipment
from kernel.clock import now
from tests.commands.ready import Ready, Room
from tests.commands.talk import ready_talk
from tests.factories import NOON
from tests.inventory.transfers.world import World, again, make_world

ROOM = Room(make_world)
MUGS = {"lines": [{"sku": "MUG", "quantity": 7}]}
DRAFT = {"from": "DC-NORTH", "to": "CAMDEN", "reason": "customer", **MUGS}
WHY = {"reason": "The launch is off."}


def of(transfer, body=None, **names):
    row = again(transfer)
    return Ready({"reference": row.reference, **names}, body or {}, row.version)


@ROOM.ready("api-transfers")
def draft(world: World):
    return Ready(body=DRAFT)


@ROOM.ready("api-transfers-bulk")
def many(world: World):
    seen = [{"reference": one.reference, "version": one.version} for one in (world.draft(),)]
    return Ready(body={"verb": "submit", "transfers": seen})


@ROOM.ready("api-transfer-submit")
def submit(world: World):
    return of(world.draft())


@ROOM.ready("api-transfer-change")
def change(world: World):
    return of(world.draft(), DRAFT)


@ROOM.ready("api-transfer-cancel")
def cancel(world: World):
    return of(world.draft(), WHY)


@ROOM.ready("api-transfer-approve")
def approve(world: World):
    return of(world.submitted(), {"on_behalf_of": world.priya.email})


@ROOM.ready("api-transfer-reject")
def reject(world: World):
    refusal = {"on_behalf_of": world.priya.email, "reason_code": "not_needed", **WHY}
    return of(world.submitted(), refusal)


@ROOM.ready("api-transfer-recall")
def recall(world: World):
    return of(world.submitted())


@ROOM.ready("api-transfer-start-picking")
def start_picking(world: World):
    return of(world.approved())


@ROOM.ready("api-transfer-pack", "api-transfer-ship")
def pack(world: World):
    return of(world.approved(), MUGS)


def packed(world: World):
    transfer = world.approved()
    pack_shipment(reference=transfer.reference, lines={world.mug: 7}, actor=world.wren, at=NOON)
    return transfer


@ROOM.ready("api-transfer-shipment-ship", "api-transfer-shipment-unpack")
def parcel(world: World):
    return of(packed(world), number=1)


@ROOM.ready("api-transfer-receive")
def receive(world: World):
    arrived = {"sku": "MUG", "accepted": 9, "damaged": 1, "reason": "Crushed"}
    return of(world.shipped(), {"shipment": 1, "lines": [arrived]})


@ROOM.ready("api-transfer-close-short")
def close_short(world: World):
    return of(world.shipped(mugs=5), WHY)


@ROOM.ready("api-transfer-ask-loss")
def ask_loss(world: World):
    return missing(world, WHY)


@ROOM.ready("api-transfer-found")
def found(world: World):
    back = {"place": "CAMDEN", "lines": [{"sku": "MUG", "quantity": 2}]}
    return missing(world, {**back, "reason": "Behind the pallets"})


def missing(world: World, body):
    """Two of ten mugs did not arrive."""
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2))
    return of(transfer, body, shortage=transfer.shortages.get().reference)


@ROOM.ready("api-transfer-copy")
def copy(world: World):
    transfer = world.submitted()
    world.decide(transfer, "reject")
    return of(transfer)


ready_talk(ROOM, "transfer", lambda world: again(world.draft()), lambda world: world.priya)


@ROOM.ready("api-suggestion-draft")
def draft_suggestion(world: World):
    return Ready({"number": suggested(world).pk})


@ROOM.ready("api-suggestion-dismiss")
def dismiss(world: World):
    told = {"on_behalf_of": world.priya.email, "days": 14, "reason": "Closing for works"}
    return Ready({"number": suggested(world).pk}, told)


def suggested(world: World) -> Suggestion:
    numbers = ("to_sold", "from_has", "from_sold", "reorder_point", "target")
    return Suggestion.objects.create(
        sku=world.mug,
        from_location=world.dc,
        to_location=world.camden,
        quantity=5,
        to_has=0,
        sells_out_on=NOON.date(),
        computed_at=NOON,
        **dict.fromkeys(numbers, 20),
    )


@ROOM.ready("api-suggestion-resume")
def resume(world: World):
    cell = QuietCell.objects.create(
        sku=world.mug,
        to_location=world.camden,
        until=now() + timedelta(days=1),
        reason="Later",
        at_time=NOON,
    )
    return Ready({"number": cell.pk}, {"on_behalf_of": world.priya.email})
