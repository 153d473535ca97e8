"""Adjustments: inventory/adjustments/README.md."""

from typing import Any

from approvals.services import decide, undo_decision
from inventory.adjustments.models import Adjustment
from inventory.adjustments.services import (
    add_pieces,
    cancel_adjustment,
    change_adjustment,
    note_unknown_code,
    post_adjustment,
    set_line,
    submit_adjustment,
    undo_adjustment,
)
from tests.factories import NOON
from tests.inventory.adjustments.shelf import Shelf, again, make_shelf
from tests.states.votes import electorate, its_request, regrets, verdict
from tests.states.walk import REST, Act, each, walk

KIND = "adjustments.adjustment"
KEY = "00000000-0000-4000-8000-000000000001"


def submitted(shelf: Shelf) -> Adjustment:
    """Twelve mugs at 5.00 are above the limit of the reason."""
    return shelf.submit(shelf.draft("lost-in-store", (shelf.mug, "", 12)))


def held(shelf: Shelf) -> Adjustment:
    """Approved; what it would take has been sold meanwhile."""
    row = submitted(shelf)
    shelf.sell(15)
    shelf.decide(row)
    return row


def held_then_found(shelf: Shelf) -> Adjustment:
    row = held(shelf)
    shelf.stock(20, key="found")
    return row


def decided(word: str) -> Any:
    def build(shelf: Shelf) -> Adjustment:
        row = submitted(shelf)
        shelf.decide(row, word)
        return row

    return build


def cancelled(shelf: Shelf) -> Adjustment:
    row = shelf.draft()
    cancel_adjustment(adjustment_id=row.pk, reason="No", actor=shelf.jo, at=NOON)
    return row


def cancelled_later(shelf: Shelf) -> Adjustment:
    """Approved first."""
    row = held(shelf)
    cancel_adjustment(adjustment_id=row.pk, reason="No", actor=shelf.jo, at=NOON)
    return row


def undone(shelf: Shelf) -> Adjustment:
    row = decided("approve")(shelf)
    undo_adjustment(adjustment_id=row.pk, reason="No", actor=shelf.priya, at=NOON)
    return row


def one(shelf: Shelf, row: Adjustment) -> dict[str, Any]:
    return {"adjustment_id": row.pk}


def seen(shelf: Shelf, row: Adjustment) -> dict[str, Any]:
    return one(shelf, row) | {"version": again(row).version}


def why(shelf: Shelf, row: Adjustment) -> dict[str, Any]:
    return seen(shelf, row) | {"reason": "Because"}


def other_words(shelf: Shelf, row: Adjustment) -> dict[str, Any]:
    return seen(shelf, row) | {"reason": shelf.reason("lost-in-store"), "note_text": "Again"}


def mugs(shelf: Shelf, row: Adjustment) -> dict[str, Any]:
    return one(shelf, row) | {"sku": shelf.mug, "state": "available", "quantity": 3}


def mugs_seen(shelf: Shelf, row: Adjustment) -> dict[str, Any]:
    return mugs(shelf, row) | seen(shelf, row)


def no_code(shelf: Shelf, row: Adjustment) -> dict[str, Any]:
    return one(shelf, row) | {"key": KEY, "code": "999", "quantity": 1}


ADJUSTERS = {"store staff", "store manager", "warehouse", "ops agent", "ops lead"}
NOT_YOURS = "adjusting_not_allowed"
DRAFT = {"draft": "-> draft", REST: "adjustment_not_draft"}
# What becomes of a vote where nobody is asked any more, or never was.
DECIDED = {
    "draft": "request_not_found",
    "draft: sent back": "request_decided",
    "cancelled": "request_not_found",
    "cancelled: once approved": "request_decided",
    REST: "request_decided",
}

walk(
    "adjustments.Adjustment.status",
    world=make_shelf,
    people=lambda shelf: {"store manager: decider": shelf.priya},
    at=NOON,
    samples={
        "draft": lambda shelf: shelf.draft(),
        "draft: sent back": decided("send_back"),
        "submitted": submitted,
        "approved": held,
        "approved: found again": held_then_found,
        "posted": decided("approve"),
        "posted: by itself": lambda shelf: shelf.submit(shelf.draft()),
        "rejected": decided("reject"),
        "cancelled": cancelled,
        "cancelled: once approved": cancelled_later,
        "undone": undone,
    },
    room="inventory/adjustments",
    named_by=("adjustment_id",),
    elsewhere=frozenset({"withdraw_adjustment"}),
    acts=(
        Act("change", change_adjustment, other_words, ADJUSTERS, DRAFT, NOT_YOURS),
        Act("set a line", set_line, mugs_seen, ADJUSTERS, DRAFT, NOT_YOURS),
        Act("scan", add_pieces, mugs, ADJUSTERS, DRAFT, NOT_YOURS),
        Act("scan an unknown code", note_unknown_code, no_code, ADJUSTERS, DRAFT, NOT_YOURS),
        Act(
            "submit",
            submit_adjustment,
            seen,
            ADJUSTERS,
            {
                # Two mugs are below the limit of the reason, twelve are above it.
                "draft": "-> posted",
                "draft: sent back": "-> submitted",
                REST: "adjustment_not_draft",
            },
            NOT_YOURS,
        ),
        Act(
            "approve",
            decide,
            verdict(KIND, "approve"),
            {},
            {},
            own=electorate(
                "store manager: decider", "submitted", {"submitted": "-> posted", **DECIDED}
            ),
        ),
        Act(
            "reject",
            decide,
            verdict(KIND, "reject"),
            {},
            {},
            own=electorate(
                "store manager: decider", "submitted", {"submitted": "-> rejected", **DECIDED}
            ),
        ),
        Act(
            "send back",
            decide,
            verdict(KIND, "send_back"),
            {},
            {},
            own=electorate(
                "store manager: decider", "submitted", {"submitted": "-> draft", **DECIDED}
            ),
        ),
        Act(
            "undo the decision",
            undo_decision,
            its_request(KIND),
            {},
            {},
            own=regrets(
                "store manager: decider",
                {
                    "draft": "request_not_found",
                    "draft: sent back": "-> submitted",
                    "submitted": "nothing_to_undo",
                    "approved": "-> submitted",
                    "posted": "-> submitted",
                    "posted: by itself": "nothing_to_undo",
                    "rejected": "-> submitted",
                    "cancelled": "request_not_found",
                    "cancelled: once approved": "adjustment_went_on",
                    "undone": "adjustment_went_on",
                },
            ),
        ),
        Act(
            "post",
            post_adjustment,
            seen,
            ADJUSTERS,
            {
                "approved": "insufficient_stock",
                "approved: found again": "-> posted",
                REST: "adjustment_not_approved",
            },
            NOT_YOURS,
        ),
        Act(
            "cancel",
            cancel_adjustment,
            why,
            ADJUSTERS,
            {
                "draft": "-> cancelled",
                "submitted": "-> cancelled",
                "approved": "-> cancelled",
                REST: "adjustment_ended",
            },
            NOT_YOURS,
        ),
        Act(
            "undo",
            undo_adjustment,
            why,
            ADJUSTERS,
            {"posted": "-> undone", REST: "adjustment_not_posted"},
            NOT_YOURS,
            # What a person approved is undone by whose role decides.
            own=each(
                {"store staff", "warehouse", "ops agent"},
                {
                    "posted": "undo_takes_an_approver",
                    "posted: by itself": "-> undone",
                    REST: "adjustment_not_posted",
                },
            ),
        ),
    ),
)
