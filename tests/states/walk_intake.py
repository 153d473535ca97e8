"""What waits at the one way in: inventory/intake/README.md."""

from datetime import timedelta
from typing import Any

from accounts.roles import ROLES
from approvals.services import decide, undo_decision, withdraw_own_request
from inventory.intake.models import EventConflict, Reversal, WaitingEvent
from inventory.intake.services import (
    accept,
    ask_reversal,
    close_conflict,
    dismiss_waiting,
    dry_run_waiting,
    fix_waiting,
    reopen_waiting,
    replay_waiting,
    try_correction,
    withdraw_overtaken,
)
from inventory.ledger.services import Delivery
from tests.factories import NOON, make_person
from tests.inventory.intake.reversals import KIND as REVERSAL
from tests.inventory.intake.reversals import Desk, make_desk
from tests.inventory.intake.world import MINUTE, World, event, make_world, reversal, tell, text_of
from tests.states.votes import electorate, its_request, regrets, verdict
from tests.states.walk import NOBODY, REST, SYSTEM, Act, each, walk

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


def asked(desk: Desk) -> Reversal:
    return desk.ask()


def voted(word: str) -> Any:
    def build(desk: Desk) -> Reversal:
        row = desk.ask()
        desk.decide(row, word)
        return row

    return build


def withdrawn(desk: Desk) -> Reversal:
    row = desk.ask()
    withdraw_own_request(
        request_id=desk.request(row).pk, reason="No", actor=desk.omar, at=NOON + MINUTE
    )
    return row


def overtaken(desk: Desk) -> Reversal:
    """The till voided the sale itself."""
    row = desk.ask()
    tell(desk.world.pos, reversal("void", "sale"))
    return row


def its_why(desk: Desk, row: Reversal) -> dict[str, Any]:
    return {"request_id": desk.request(row).pk, "reason": "Changed my mind"}


def once_more(desk: Desk, row: Reversal) -> dict[str, Any]:
    return {"event_id": row.event_id, "reason": "Again"}


OVER = {"withdrawn": "request_withdrawn", REST: "request_decided"}


# What is asked again is a row of its own: this one stays as it is.
AGAIN = {
    "asked": "reversal_waits",
    "refused": "-> refused",
    "withdrawn": "-> withdrawn",
    "asked: overtaken": "event_reversed",
    REST: "event_reversed",
}


DECIDER = "ops lead: decider"


def vote(word: str, target: str) -> Act:
    own = electorate(
        DECIDER, "asked", {"asked": target, "asked: overtaken": "subject_changed", **OVER}
    )
    own["ops agent: asker"] = {"asked": "asker_decides", **OVER}
    return Act(f"{word} the reversal", decide, verdict(REVERSAL, word), {}, {}, own=own)


walk(
    "intake.Reversal.status",
    world=make_desk,
    people=lambda desk: {"ops agent: asker": desk.omar, DECIDER: desk.lena},
    at=NOON + timedelta(hours=1),
    samples={
        "asked": asked,
        "asked: overtaken": overtaken,
        "reversed": voted("approve"),
        "refused": voted("reject"),
        "withdrawn": withdrawn,
    },
    room="inventory/intake",
    named_by=("reversal_id",),
    elsewhere=frozenset({"withdraw_reversal"}),
    acts=(
        vote("approve", "-> reversed"),
        vote("reject", "-> refused"),
        vote("send_back", "-> refused"),
        Act(
            "undo the decision",
            undo_decision,
            its_request(REVERSAL),
            {},
            {},
            own=regrets(
                DECIDER,
                {
                    "asked": "nothing_to_undo",
                    "reversed": "reversal_is_final",
                    "refused": "-> asked",
                    "withdrawn": "request_withdrawn",
                },
            ),
        ),
        Act(
            "withdraw the question",
            withdraw_own_request,
            its_why,
            {},
            {},
            own=each((*ROLES, NOBODY), {"asked": "not_the_asker", **OVER})
            | {"ops agent: asker": {"asked": "-> withdrawn", **OVER}},
        ),
        Act(
            "ask again",
            ask_reversal,
            once_more,
            {"ops agent", "ops lead"},
            AGAIN,
            "reversing_not_allowed",
            own=each(("ops agent: asker", DECIDER), AGAIN),
        ),
        Act(
            "what was overtaken is withdrawn",
            withdraw_overtaken,
            lambda desk, row: {"at": NOON + timedelta(hours=1)},
            SYSTEM,
            {
                "asked": "-> asked",
                "asked: overtaken": "-> withdrawn",
                "reversed": "-> reversed",
                "refused": "-> refused",
                "withdrawn": "-> withdrawn",
            },
        ),
    ),
)
