"""Every status of a delivery, every role, every command: done, or refused and then nothing is written."""

import pytest

from accounts.roles import ROLES
from audit.models import Entry
from inventory.ledger.models import Movement
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.services import (
    cancel_announced,
    close_receipt,
    receive,
    scan_item,
    undo_receipt,
)
from kernel.errors import DomainError
from tests.factories import NOON, make_person
from tests.inventory.receiving.dock import again
from tests.inventory.receiving.test_receiving_screens import reached

STATES = ("expected", "partly_received", "received", "closed", "cancelled")
OPEN = {"expected", "partly_received", "received"}
HANDS = {"store staff", "store manager", "warehouse"}
# Command -> who may, and in which statuses.
MAY = {
    "scan": (HANDS, OPEN),
    # All of it is here: more is refused, unless somebody overrides.
    "receive": (HANDS, {"expected", "partly_received"}),
    "override": (HANDS & {"store manager"}, OPEN),
    "undo": (HANDS, {"partly_received", "received"}),
    "close": (HANDS, {"partly_received", "received"}),
    "cancel": ({"ops lead", "admin"}, {"expected"}),
}


def commands(dock, receipt, actor):
    """Each command as this person would give it, seeing the newest state."""
    one = {"receipt_id": receipt.pk, "actor": actor, "at": NOON}
    seen = one | {"version": again(receipt).version}
    more = {"lines": [ReceivedLine(dock.mug, accepted=1)]}
    too_much = {"lines": [ReceivedLine(dock.mug, accepted=50)], "override": True}
    item = {"key": "0" * 8 + "-0000-4000-8000-000000000001", "code": "MUG", "sku": dock.mug}
    return {
        "scan": (scan_item, one | item | {"quantity": 1}),
        "receive": (receive, seen | more),
        "override": (receive, seen | too_much),
        "undo": (undo_receipt, one | {"number": 1, "reason": "Because"}),
        "close": (close_receipt, seen | {"reason": "Because"}),
        "cancel": (cancel_announced, seen | {"reason": "Because"}),
    }


def written(receipt):
    """Everything a command could have written."""
    row = again(receipt)
    counts = (row.scans.count(), row.arrivals.filter(undone_at=None).count(), row.events.count())
    return row.status, row.version, counts, Entry.objects.count(), Movement.objects.count()


@pytest.mark.parametrize("state", STATES)
def test_a_command_is_refused_to_whom_or_when_it_is_not_due(dock, state):
    receipt = reached(dock, state)
    people = {
        role: make_person(f"N{number}", role=role, scope=dock.network)
        for number, role in enumerate([*ROLES, ""])
    }
    before = written(receipt)

    for role, nora in people.items():
        for name, (command, facts) in commands(dock, receipt, nora).items():
            roles, states = MAY[name]
            if role in roles and state in states:
                continue
            with pytest.raises(DomainError) as refused:
                command(**facts)
            assert refused.value.sentence.endswith("."), (role, name)

    assert written(receipt) == before


@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name in MAY for state in sorted(MAY[name][1])]
)
def test_a_command_is_done_by_who_may(dock, name, state):
    receipt = reached(dock, state)
    role = sorted(MAY[name][0])[-1]
    nora = make_person("Nora", role=role, scope=dock.network)
    before = written(receipt)

    command, facts = commands(dock, receipt, nora)[name]
    command(**facts)

    assert written(receipt) != before
