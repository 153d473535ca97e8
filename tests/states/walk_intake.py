"""What waits at the one way in: inventory/intake/README.md."""

from datetime import timedelta
from typing import Any

from inventory.intake.models import EventConflict, WaitingEvent
from inventory.intake.services import (
    accept,
    close_conflict,
    dismiss_waiting,
    dry_run_waiting,
    fix_waiting,
    reopen_waiting,
    replay_waiting,
    try_correction,
)
from inventory.ledger.services import Delivery
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, World, event, make_world, tell, text_of
from tests.states.walk import REST, SYSTEM, Act, walk

SOON = NOON + MINUTE


def waits(world: World) -> WaitingEvent:
    """A vase that no catalogue knew; now one does."""
    tell(world.pos, event("a", sku="VASE"))
    world.add_sku("VASE")
    return WaitingEvent.objects.get()


def omar(world: World) -> Any:
    return make_person("Omar", role="ops agent", scope=world.network)


def posted(world: World) -> WaitingEvent:
    row = waits(world)
    replay_waiting(waiting_ids=[row.pk], actor=omar(world), at=NOON)
    return row


def superseded(world: World) -> WaitingEvent:
    row = waits(world)
    tell(world.pos, event("a"))
    return row


def dismissed(world: World) -> WaitingEvent:
    row = waits(world)
    dismiss_waiting(waiting_id=row.pk, reason="A test", actor=omar(world), at=NOON)
    return row


def one(world: World, row: WaitingEvent) -> dict[str, Any]:
    return {"waiting_id": row.pk}


def why(world: World, row: WaitingEvent) -> dict[str, Any]:
    return one(world, row) | {"reason": "A test of the till"}


def corrected(world: World, row: WaitingEvent) -> dict[str, Any]:
    return one(world, row) | {"payload": event("a", sku="MUG")}


def among(world: World, row: WaitingEvent) -> dict[str, Any]:
    return {"waiting_ids": [row.pk]}


def sent_otherwise(world: World, row: WaitingEvent) -> dict[str, Any]:
    payload = event("a")
    sent = [Delivery(payload=payload, raw=text_of(payload))]
    return {"deliveries": sent, "source": world.pos, "received_at": SOON, "client": "till"}


FIXERS = {"ops agent", "ops lead", "admin", "integration engineer"}
NOT_YOURS = "fix_not_allowed"
OPEN = {"open": "-> open", REST: "waiting_event_closed"}

walk(
    "intake.WaitingEvent.status",
    world=make_world,
    at=NOON + timedelta(hours=1),
    samples={"open": waits, "posted": posted, "superseded": superseded, "dismissed": dismissed},
    room="inventory/intake",
    named_by=("waiting_id", "waiting_ids"),
    acts=(
        Act("correct", fix_waiting, corrected, FIXERS, OPEN, NOT_YOURS),
        Act("try a correction", try_correction, corrected, FIXERS, OPEN, NOT_YOURS),
        Act(
            "replay",
            replay_waiting,
            among,
            FIXERS,
            {"open": "-> posted", REST: "nothing_to_replay"},
            NOT_YOURS,
        ),
        Act(
            "dry run",
            dry_run_waiting,
            among,
            FIXERS,
            {"open": "-> open", REST: "nothing_to_replay"},
            NOT_YOURS,
        ),
        Act(
            "dismiss",
            dismiss_waiting,
            why,
            FIXERS,
            {"open": "-> dismissed", REST: "waiting_event_closed"},
            NOT_YOURS,
        ),
        Act(
            "let it wait again",
            reopen_waiting,
            one,
            FIXERS,
            {"dismissed": "-> open", REST: "waiting_event_not_dismissed"},
            NOT_YOURS,
        ),
        Act(
            "its key is sent otherwise",
            accept,
            sent_otherwise,
            SYSTEM,
            {
                "open": "-> superseded",
                "posted": "-> posted",
                "superseded": "-> superseded",
                "dismissed": "-> dismissed",
            },
        ),
    ),
)


def conflict(world: World) -> EventConflict:
    tell(world.pos, event("a"), event("a", quantity=11))
    return EventConflict.objects.get()


def settled(world: World) -> EventConflict:
    row = conflict(world)
    close_conflict(**conflict_why(world, row), actor=omar(world), at=NOON)
    return row


def conflict_why(world: World, row: EventConflict) -> dict[str, Any]:
    return {"conflict_id": row.pk, "reason": "The first one is right"}


walk(
    "intake.EventConflict.status",
    world=make_world,
    at=NOON + timedelta(hours=1),
    samples={"open": conflict, "closed": settled},
    room="inventory/intake",
    named_by=("conflict_id",),
    acts=(
        Act(
            "close",
            close_conflict,
            conflict_why,
            FIXERS,
            {"open": "-> closed", "closed": "conflict_closed"},
            NOT_YOURS,
        ),
    ),
)
