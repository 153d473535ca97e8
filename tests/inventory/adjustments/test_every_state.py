"""Every status of an adjustment, every role, every command: done, or refused and then nothing is
written."""

import pytest

from accounts.roles import ROLES
from audit.models import Entry
from inventory.adjustments.services import (
    add_pieces,
    cancel_adjustment,
    change_adjustment,
    post_adjustment,
    set_line,
    submit_adjustment,
    undo_adjustment,
)
from inventory.ledger.models import Movement
from kernel.errors import DomainError
from tests.factories import NOON, make_person
from tests.inventory.adjustments.shelf import again


def submitted(shelf):
    return shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 12)))


def approved(shelf):
    """Held: what was approved has been sold meanwhile."""
    row = submitted(shelf)
    shelf.sell(15)
    shelf.decide(row)
    return row


def posted(shelf):
    row = submitted(shelf)
    shelf.decide(row)
    return row


def rejected(shelf):
    row = submitted(shelf)
    shelf.decide(row, "reject")
    return row


def cancelled(shelf):
    row = shelf.draft()
    cancel_adjustment(adjustment_id=row.pk, reason="No", actor=shelf.jo, at=NOON)
    return row


def undone(shelf):
    row = posted(shelf)
    undo_adjustment(adjustment_id=row.pk, reason="No", actor=shelf.jo, at=NOON)
    return row


STATES = {
    "draft": lambda shelf: shelf.draft(),
    "submitted": submitted,
    "approved": approved,
    "posted": posted,
    "rejected": rejected,
    "cancelled": cancelled,
    "undone": undone,
}
ADJUSTERS = {"store staff", "store manager", "warehouse", "ops agent", "ops lead"}
# In which statuses each command is due; who may adjust may give all of them.
WHEN = {
    "change": {"draft"},
    "line": {"draft"},
    "scan": {"draft"},
    "submit": {"draft"},
    "post": {"approved"},
    "cancel": {"draft", "submitted", "approved"},
    "undo": {"posted"},
}


def commands(shelf, row, actor):
    """Each command as this person would give it, seeing the newest state."""
    one = {"adjustment_id": row.pk, "actor": actor, "at": NOON}
    seen = one | {"version": again(row).version}
    reason = shelf.reason("lost-in-store")
    pieces = {"sku": shelf.mug, "state": "available", "quantity": 3}
    return {
        "change": (change_adjustment, seen | {"reason": reason, "note_text": "Looked again"}),
        "line": (set_line, seen | pieces),
        "scan": (add_pieces, one | pieces),
        "submit": (submit_adjustment, seen),
        "post": (post_adjustment, seen),
        "cancel": (cancel_adjustment, seen | {"reason": "Because"}),
        "undo": (undo_adjustment, seen | {"reason": "Because"}),
    }


def written(row):
    """Everything a command could have written."""
    now = again(row)
    lines = sorted(now.lines.values_list("sku_id", "state", "quantity", "approved"))
    return now.status, now.version, now.note, lines, Entry.objects.count(), Movement.objects.count()


@pytest.mark.parametrize("state", STATES)
def test_a_command_is_refused_to_whom_or_when_it_is_not_due(shelf, state):
    row = STATES[state](shelf)
    assert again(row).status == state
    people = {
        role: make_person(f"N{number}", role=role, scope=shelf.network)
        for number, role in enumerate([*ROLES, ""])
    }
    before = written(row)

    for role, nora in people.items():
        for name, (command, facts) in commands(shelf, row, nora).items():
            if role in ADJUSTERS and state in WHEN[name]:
                continue
            with pytest.raises(DomainError) as refused:
                command(**facts)
            assert refused.value.sentence.endswith("."), (role, name)

    assert written(row) == before


@pytest.mark.parametrize(
    ("name", "state"), [(name, state) for name in WHEN for state in sorted(WHEN[name])]
)
def test_a_command_is_done_by_who_may(shelf, name, state):
    row = STATES[state](shelf)
    if name == "post":
        shelf.stock(20, key="found")
    nora = make_person("Nora", role="store staff", scope=shelf.network)
    before = written(row)

    command, facts = commands(shelf, row, nora)[name]
    command(**facts)

    assert written(row) != before
