"""Every status of a transfer and of a shipment, every role, every command: done, or refused and then
nothing is written."""

import pytest

from accounts.roles import ROLES
from audit.models import Entry
from inventory.ledger.models import Movement
from inventory.transfers.services import (
    cancel_transfer,
    change_transfer,
    close_short,
    pack_shipment,
    recall_transfer,
    ship_shipment,
    ship_transfer,
    start_picking,
    submit_transfer,
    unpack_shipment,
)
from kernel.errors import DomainError
from tests.factories import NOON, make_person
from tests.inventory.transfers.world import DAY, again

LATER = NOON + DAY


def rejected(world):
    transfer = world.submitted()
    world.decide(transfer, "reject")
    return transfer


def in_progress(world):
    return start_picking(reference=world.approved().reference, actor=world.wren, at=NOON + DAY / 12)


def received(world):
    transfer = world.shipped(mugs=6, plates=4)
    world.receive_all(transfer, mugs=6)
    return transfer


def closed(world):
    transfer = world.shipped()
    world.receive_all(transfer)
    return transfer


def cancelled(world):
    transfer = world.draft()
    cancel_transfer(reference=transfer.reference, reason="No", actor=world.omar, at=NOON)
    return transfer


STATES = {
    "draft": lambda world: world.draft(),
    "submitted": lambda world: world.submitted(),
    "approved": lambda world: world.approved(),
    "in_progress": in_progress,
    "received": received,
    "closed": closed,
    "rejected": rejected,
    "cancelled": cancelled,
}
CREATORS = {"store manager", "warehouse", "ops agent", "ops lead"}
HANDS = {"store staff", "store manager", "warehouse"}
# Command -> who may, and in which statuses.
MAY = {
    "submit": (CREATORS, {"draft"}),
    "change": (CREATORS, {"draft"}),
    "recall": (CREATORS, {"submitted"}),
    "start": (HANDS, {"approved"}),
    "ship": (HANDS, {"approved", "in_progress", "received"}),
    "close short": (HANDS, {"approved", "in_progress", "received"}),
    "cancel": (CREATORS, {"draft", "submitted", "approved", "in_progress", "received"}),
}


def commands(world, transfer, actor):
    """Each command as this person would give it, seeing the newest state."""
    seen = {
        "reference": transfer.reference,
        "version": again(transfer).version,
        "actor": actor,
        "at": LATER,
    }
    route = {"origin": world.dc, "destination": world.camden, "lines": [(world.mug, 3)]}
    return {
        "submit": (submit_transfer, seen),
        "change": (change_transfer, seen | route | {"reason": "other"}),
        "recall": (recall_transfer, seen),
        "start": (start_picking, seen),
        "ship": (ship_transfer, seen | {"lines": {world.mug: 1}}),
        "close short": (close_short, seen | {"reason": "Because"}),
        "cancel": (cancel_transfer, seen | {"reason": "Because"}),
    }


def written(transfer):
    """Everything a command could have written."""
    row = again(transfer)
    lines = sorted(row.lines.values_list("sku_id", "asked", "approved"))
    shipments = sorted(row.shipments.values_list("number", "status", "version"))
    trail, moved = Entry.objects.count(), Movement.objects.count()
    return row.status, row.version, lines, shipments, trail, moved


@pytest.mark.parametrize("state", STATES)
def test_a_command_is_refused_to_whom_or_when_it_is_not_due(world, state):
    transfer = STATES[state](world)
    assert again(transfer).status == state
    people = {
        role: make_person(f"N{number}", role=role, scope=world.network)
        for number, role in enumerate([*ROLES, ""])
    }
    before = written(transfer)

    for role, nora in people.items():
        for name, (command, facts) in commands(world, transfer, nora).items():
            roles, states = MAY[name]
            if role in roles and state in states:
                continue
            with pytest.raises(DomainError) as refused:
                command(**facts)
            assert refused.value.sentence.endswith("."), (role, name)

    assert written(transfer) == before


@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name in MAY for state in sorted(MAY[name][1])]
)
def test_a_command_is_done_by_who_may(world, name, state):
    transfer = STATES[state](world)
    role = sorted(MAY[name][0])[-1]
    nora = make_person("Nora", role=role, scope=world.network)
    before = written(transfer)

    command, facts = commands(world, transfer, nora)[name]
    command(**facts)

    assert written(transfer) != before


def packed(world):
    transfer = world.approved()
    pack_shipment(
        reference=transfer.reference, lines={world.mug: 6}, actor=world.wren, at=NOON + DAY / 12
    )
    return transfer


def unpacked(world):
    transfer = packed(world)
    unpack_shipment(reference=transfer.reference, number=1, actor=world.wren, at=NOON + DAY / 12)
    return transfer


SHIPMENTS = {
    "packed": packed,
    "unpacked": unpacked,
    "shipped": lambda world: world.shipped(),
    "closed": closed,
}


@pytest.mark.parametrize("state", SHIPMENTS)
@pytest.mark.parametrize("command", [ship_shipment, unpack_shipment])
def test_only_a_packed_shipment_leaves_or_is_taken_apart(world, state, command):
    transfer = SHIPMENTS[state](world)
    assert transfer.shipments.get().status == state
    allowed = HANDS if state == "packed" else set()
    asked = {"reference": transfer.reference, "number": 1, "at": LATER}
    people = [
        make_person(f"N{number}", role=role, scope=world.network)
        for number, role in enumerate(sorted({*ROLES, ""} - allowed))
    ]
    before = written(transfer)

    for nora in people:
        with pytest.raises(DomainError):
            command(actor=nora, **asked)

    assert written(transfer) == before
    if allowed:
        command(actor=make_person("Nora", role="store staff", scope=world.network), **asked)
        assert written(transfer) != before
