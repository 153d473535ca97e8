"""The page of each walked row, and by which addresses it offers each act of the walk.

An act that stands here is a control of that page: whoever may give the command finds it there, and to
whoever may not it is absent, or refused in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Page:
    """Where it is, and act -> the address its control sends to, or leads to."""

    machine: str
    address: Callable[[Any], str]
    offers: Mapping[str, str]
    # What it sends beside: walked with another page, or with its own tests.
    beside: frozenset[str] = field(default_factory=frozenset)
    # The walk of the row that the page is about, where it is another's: what it refuses is said too.
    about: str = ""
    owner: Callable[[Any], Any] = lambda row: row
    # The walk of rows that stand on the page within this one: what they refuse is said too.
    within: str = ""
    parts: Callable[[Any], Iterable[Any]] = lambda row: ()
    # What may be done and has no control here: by act, for which people or samples.
    elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict)


# What only pressing can tell: the control asks, or the stock may have come back.
TOLD_LATER = {"units_not_said", "insufficient_stock", "occurrences_missing", "nothing_received"}


def at(name: str, *args: Callable[[Any], Any]) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[arg(row) for arg in args])


def newest_shelf(count: Any) -> int:
    return count.parts.order_by("-number")[0].number


# Talk about a row and watching it: open to all who see it, refused by its own tests.
TALK = frozenset(
    {
        "workbench:watch",
        "workbench:unwatch",
        "workbench:comment",
        "workbench:attach",
        "workbench:attachments",
    }
)

# Whoever may draft copies what they see: tests/inventory/transfers/test_copy_transfer.py.
COPY = frozenset({"inventory:transfer-copy"})

PAGES = [
    Page(
        "transfers.Transfer.status",
        address=at("inventory:transfer", lambda row: row.reference),
        offers={
            "change": "inventory:transfer-change",
            "submit": "inventory:transfer-submit",
            "recall": "inventory:transfer-recall",
            "start picking": "inventory:transfer-start",
            "ship": "inventory:transfer-ship",
            "close short": "inventory:transfer-close-short",
            "cancel": "inventory:transfer-cancel",
        },
        beside=TALK
        | COPY
        | {
            "inventory:transfer-shipment-ship",
            "inventory:transfer-shipment-unpack",
            "inventory:transfer-shortage-ask",
        },
    ),
    Page(
        "transfers.Shipment.status",
        about="transfers.Transfer.status",
        owner=lambda row: row.transfer,
        within="transfers.Shortage.status",
        parts=lambda row: row.shortages.all(),
        address=at("inventory:transfer", lambda row: row.transfer.reference),
        offers={
            "ship": "inventory:transfer-shipment-ship",
            "take apart": "inventory:transfer-shipment-unpack",
        },
        beside=TALK
        | COPY
        | {
            "inventory:transfer-start",
            "inventory:transfer-close-short",
            "inventory:transfer-shortage-ask",
        },
    ),
    Page(
        "transfers.Shortage.status",
        about="transfers.Transfer.status",
        owner=lambda row: row.transfer,
        address=at("inventory:transfer", lambda row: row.transfer.reference),
        offers={
            "ask to write off": "inventory:transfer-shortage-ask",
            "record as found": "inventory:transfer-shortage-found",
        },
        beside=TALK | COPY,
    ),
    Page(
        "receiving.Receipt.status",
        address=at("inventory:receipt", lambda row: row.reference),
        offers={
            "scan": "inventory:receipt-scan",
            "look at a code": "inventory:receipt-review",
            "undo an arrival": "inventory:receipt-undo",
            "put away": "inventory:receipt-putaway",
            "close": "inventory:receipt-close",
            "cancel": "inventory:receipt-cancel",
        },
        beside=TALK,
    ),
    Page(
        "adjustments.Adjustment.status",
        address=at("inventory:adjustment", lambda row: row.reference),
        offers={
            "change": "inventory:adjustment-change",
            "set a line": "inventory:adjustment-line",
            "scan": "inventory:adjustment-scans",
            "submit": "inventory:adjustment-submit",
            "post": "inventory:adjustment-post",
            "cancel": "inventory:adjustment-cancel",
            "undo": "inventory:adjustment-undo",
        },
        beside=TALK,
    ),
    Page(
        "counts.Count.status",
        address=at("inventory:count", lambda row: row.reference),
        offers={
            "begin a shelf": "inventory:count-scan-shelf",
            "correct the shelf": "inventory:count-correct",
            "settle a code": "inventory:count-code-settle",
            "cancel": "inventory:count-cancel",
        },
        beside=TALK,
    ),
    Page(
        "counts.Count.status",
        address=at("inventory:count-review", lambda row: row.reference),
        offers={
            "have it counted again": "inventory:count-recount",
            "take what was counted": "inventory:count-approve",
            "keep the books": "inventory:count-keep-books",
        },
        beside=TALK,
    ),
    Page(
        "counts.KeptCode.status",
        about="counts.Count.status",
        owner=lambda row: row.count,
        address=at("inventory:count", lambda row: row.count.reference),
        offers={"settle": "inventory:count-code-settle"},
        beside=TALK | {"inventory:count-cancel", "inventory:count-correct"},
    ),
    Page(
        "approvals.ApprovalRequest.status",
        address=at("approvals:request", lambda row: row.pk),
        offers={
            "approve": "approvals:request-approve",
            "reject": "approvals:request-reject",
            "send_back": "approvals:request-send-back",
            "undo": "approvals:request-undo",
            "withdraw": "approvals:request-withdraw",
            "note as reviewed": "approvals:request-review",
        },
    ),
    Page(
        "approvals.PolicyVersion.status",
        address=at("approvals:policy", lambda row: row.policy_id),
        offers={
            "begin a new draft": "approvals:policy-draft-new",
            "retire the policy": "approvals:policy-retire",
        },
    ),
    Page(
        "exceptions.Case.status",
        address=at("exceptions:case", lambda row: row.reference),
        offers={
            "release": "exceptions:case-release",
            "start": "exceptions:case-start",
            "wait": "exceptions:case-wait",
            "resume": "exceptions:case-resume",
            "resolve": "exceptions:case-resolve",
            "close": "exceptions:case-close",
            "reopen": "exceptions:case-reopen",
            "snooze": "exceptions:case-snooze",
            "change severity": "exceptions:case-severity",
            "ask the rules again": "exceptions:case-reroute",
            "link": "exceptions:case-link",
            "merge": "exceptions:case-merge",
            "watch": "exceptions:case-watch",
            "split": "exceptions:case-split",
            "take": "exceptions:case-take",
            "give to another": "exceptions:case-assign",
        },
        # The list beside it, and its bulk bar.
        beside=TALK
        | {"workbench:export", "exceptions:case-next", "exceptions:case", "exceptions:bulk"},
        # A lead takes the case first, or hands it over.
        elsewhere={"start": frozenset({"ops lead"}), "resume": frozenset({"ops lead"})},
    ),
    Page(
        "exceptions.RuleSet.status",
        address=at("exceptions:rules-version", lambda row: row.pk),
        offers={"withdraw": "exceptions:rules-withdraw"},
    ),
    Page(
        "catalog.Sku.lifecycle",
        address=at("inventory:sku", lambda row: row.code),
        offers={
            "change": "inventory:sku-change",
            "activate": "inventory:sku-activate",
            "discontinue": "inventory:sku-discontinue",
            "reinstate": "inventory:sku-reinstate",
            "remove a code": "inventory:sku-identifier-remove",
            "remove a unit": "inventory:sku-unit-remove",
        },
    ),
    Page(
        "catalog.Location.lifecycle",
        address=at("inventory:location", lambda row: row.code),
        offers={
            "change": "inventory:location-change",
            "open": "inventory:location-open",
            "suspend": "inventory:location-suspend",
            "reopen": "inventory:location-reopen",
            "close": "inventory:location-close",
        },
    ),
    Page(
        "intake.WaitingEvent.status",
        address=at("inventory:waiting-event", lambda row: row.reference),
        offers={
            "correct": "inventory:waiting-event-fix",
            "dismiss": "inventory:waiting-event-dismiss",
            "let it wait again": "inventory:waiting-event-reopen",
        },
        beside=frozenset({"inventory:waiting-replay", "inventory:waiting-event-try"}),
    ),
    Page(
        "intake.EventConflict.status",
        address=at("inventory:conflict", lambda row: row.reference),
        offers={"close": "inventory:conflict-close"},
    ),
    Page(
        "workbench.Job.status",
        address=at("workbench:job", lambda row: row.pk),
        offers={"cancel": "workbench:job-cancel"},
        elsewhere={"cancel": frozenset({"running: asked to stop"})},
    ),
    Page(
        "workbench.Import.status",
        address=at("inventory:import", lambda row: row.pk),
        offers={"check": "inventory:import-check", "apply": "inventory:import-apply"},
        beside=frozenset({"workbench:job-cancel"}),
    ),
    # The pages of one task: reached from those above, or by an address that somebody kept.
    Page(
        "transfers.Transfer.status",
        address=at("inventory:transfer-ship", lambda row: row.reference),
        offers={"ship": "inventory:transfer-ship"},
    ),
    Page(
        "transfers.Transfer.status",
        address=at("inventory:transfer-cancel", lambda row: row.reference),
        offers={"cancel": "inventory:transfer-cancel"},
    ),
    Page(
        "transfers.Transfer.status",
        address=at("inventory:transfer-change", lambda row: row.reference),
        offers={"change": "inventory:transfer-change"},
    ),
    Page(
        "receiving.Receipt.status",
        address=at("inventory:receipt-scan", lambda row: row.reference),
        offers={"scan": "inventory:receipt-scans"},
        beside=frozenset({"inventory:receipt-review"}),
    ),
    Page(
        "receiving.Receipt.status",
        address=at("inventory:receipt-finish", lambda row: row.reference),
        offers={"receive the rest": "inventory:receipt-finish"},
        beside=frozenset({"inventory:receipt-damaged", "inventory:receipt-review"}),
    ),
    Page(
        "receiving.Receipt.status",
        address=at("inventory:receipt-putaway", lambda row: row.reference),
        offers={"put away": "inventory:receipt-putaway"},
        beside=frozenset({"inventory:receipt-putaway-scans"}),
    ),
    Page(
        "adjustments.Adjustment.status",
        address=at("inventory:adjustment-change", lambda row: row.reference),
        offers={"change": "inventory:adjustment-change"},
    ),
    Page(
        "counts.Count.status",
        address=at("inventory:count-scan-shelf", lambda row: row.reference, newest_shelf),
        offers={"begin a shelf": "inventory:count-scans"},
        beside=frozenset({"inventory:count-finish"}),
    ),
    Page(
        "approvals.PolicyVersion.status",
        address=at("approvals:policy-draft", lambda row: row.policy_id),
        offers={
            "save the draft": "approvals:policy-draft",
            "discard the draft": "approvals:policy-discard",
        },
    ),
    Page(
        "approvals.PolicyVersion.status",
        address=at("approvals:policy-publish", lambda row: row.policy_id),
        offers={"publish": "approvals:policy-publish"},
    ),
    Page(
        "exceptions.RuleSet.status",
        address=at("exceptions:rules-draft", lambda row: row.pk),
        offers={
            "publish": "exceptions:rules-publish",
            "discard": "exceptions:rules-discard",
            "bring a draft up to date": "exceptions:rules-update",
        },
        # Begun again is what was overtaken.
        beside=frozenset(
            {"exceptions:rule-delete", "exceptions:rule-move", "exceptions:rules-draft-again"}
        ),
    ),
]
