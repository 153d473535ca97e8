"""Where a receipt stands after something of it arrived or was taken back: status and cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from audit.queries import trail_of
from exceptions.services import close_case, open_case
from inventory.catalog.queries import stakes
from inventory.receiving.kinds import kind_of
from inventory.receiving.models import Receipt
from inventory.receiving.queries.scanned import beyond
from inventory.receiving.queries.sums import LineSums, SkuSums, line_sums, sums_of
from inventory.receiving.queries.tolerance import allowed, percent_of
from workbench.models import Notification
from workbench.services.notices import notify, settle_notices

LABEL = Receipt._meta.label_lower
OVER, SHORT, LATE = "over_receipt", "short_receipt", "delivery_overdue"
# A case of the kind OVER as well: somebody asks before it is booked in.
ASKED = "over_asked"
OVERRIDE_ASKED = "inventory.receipt.override_asked"


def settle_status(receipt: Receipt) -> None:
    """Move the status to what the sums say, and count the version on.

    Received is: every expected piece is here. What is only said to be missing may still turn up.
    """
    expected = dict(receipt.lines.values_list("sku_id", "expected"))
    sums = sums_of(receipt)
    started = any(of.arrived or of.missing for of in sums.values())
    receipt.all_told = started and _is_told(expected, sums)
    if not started:
        if receipt.status != Receipt.Status.EXPECTED:
            receipt.expect_again()
    elif _is_complete(expected, sums):
        receipt.receive_all()
    else:
        receipt.receive_part()
    receipt.version += 1
    receipt.save(update_fields=["status", "version", "first_received_at", "all_told"])


def _is_complete(expected: Mapping[int, int], sums: Mapping[int, SkuSums]) -> bool:
    return all(
        (sums.get(sku_id) or SkuSums()).awaited_of(quantity) == 0
        for sku_id, quantity in expected.items()
    )


def _is_told(expected: Mapping[int, int], sums: Mapping[int, SkuSums]) -> bool:
    """Whether each piece that is not here is said to be missing."""
    found = {sku_id: sums.get(sku_id) or SkuSums() for sku_id in expected}
    return all(
        of.awaited_of(expected[sku_id]) == of.missing_of(expected[sku_id])
        for sku_id, of in found.items()
    )


def settle_cases(receipt: Receipt, *, actor: User | None, at: datetime) -> None:
    """Open the cases of too much and too little, and close those that are cured."""
    lines, percent = line_sums(receipt), percent_of(receipt)
    too_much = [
        line for line in lines if line.over and line.arrived > allowed(line.expected, percent)
    ]
    _settle(OVER, receipt, too_much, actor=actor, at=at)
    settle_asked(receipt, actor=actor, at=at)
    if kind_of(receipt.kind).opens_cases:
        _settle(SHORT, receipt, [line for line in lines if line.missing], actor=actor, at=at)
    if not receipt.is_late(at):
        gone = receipt.status == Receipt.Status.PARTLY_RECEIVED and receipt.all_told
        said = _("What has not arrived is reported missing.") if gone else _("It arrived.")
        cure(LATE, receipt, actor=actor, at=at, note=said)


def settle_asked(receipt: Receipt, *, actor: User | None, at: datetime) -> None:
    """Nobody asks to receive more any longer: it was booked in, or the scans were taken back."""
    if not beyond(receipt):
        note = _("It was booked in, or the scans were taken back.")
        end_asked(receipt, actor=actor, at=at, note=note)


def end_asked(receipt: Receipt, *, actor: User | None, at: datetime, note: str) -> None:
    """Close the case of who asked, where one is open; whoever was asked reads why."""
    fingerprint = fingerprint_of(ASKED, receipt)
    if close_case(fingerprint=fingerprint, at=at, note=note, actor=actor) is not None:
        settle_notices(subject_type=LABEL, subject_ids=[receipt.pk], text=note, at=at)
        _answer_asker(receipt, note, actor=actor, at=at)


def _answer_asker(receipt: Receipt, note: str, *, actor: User | None, at: datetime) -> None:
    """Who asked last reads what became of it, unless it was themselves."""
    asked = [one for one in trail_of(LABEL, str(receipt.pk)) if one.action == OVERRIDE_ASKED]
    if not asked or asked[0].actor is None or asked[0].actor == actor:
        return
    words = _("You asked to receive more of %(document)s. %(note)s")
    notify(
        user=asked[0].actor,
        text=words % {"document": receipt.document, "note": note},
        url=reverse("inventory:receipt", args=[receipt.reference]),
        kind=Notification.Kind.NOTICE,
        at=at,
    )


def cure(kind: str, receipt: Receipt, *, actor: User | None, at: datetime, note: str) -> None:
    """Close the receipt's case of a kind, where one is open."""
    close_case(fingerprint=fingerprint_of(kind, receipt), at=at, note=note, actor=actor)


def fingerprint_of(kind: str, receipt: Receipt) -> str:
    return f"{kind}:{receipt.reference}"


def _settle(
    kind: str, receipt: Receipt, lines: list[LineSums], *, actor: User | None, at: datetime
) -> None:
    if not lines:
        cure(kind, receipt, actor=actor, at=at, note=_("The numbers fit again."))
        return
    units = sum(line.over if kind == OVER else line.missing for line in lines)
    words = {
        OVER: _("%(document)s brought %(units)s more than expected to %(location)s"),
        SHORT: _("%(document)s came %(units)s short to %(location)s"),
    }
    facts = {
        "document": receipt.document,
        "units": f"{units:,}",
        "location": receipt.location.code,
    }
    open_case(
        kind=kind,
        fingerprint=fingerprint_of(kind, receipt),
        title=words[kind] % facts,
        subject=receipt,
        at=at,
        place=receipt.location.place,
        evidence={
            "receipt": receipt.reference,
            "document": receipt.document,
            "sender": receipt.sender,
            "lines": [
                {
                    "sku": line.sku.code,
                    "expected": line.expected,
                    "accepted": line.accepted,
                    "damaged": line.damaged,
                    "missing": line.missing,
                }
                for line in lines[:100]
            ],
        },
        **stakes(
            {line.sku.pk: line.over if kind == OVER else -line.missing for line in lines},
            place=receipt.location.place,
            at=at,
        ),
    )
