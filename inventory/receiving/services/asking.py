"""Ask somebody who may to receive more than was expected."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from exceptions.services import open_case
from inventory.catalog.queries import stakes
from inventory.receiving.errors import NothingTooMany
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Receipt
from inventory.receiving.policies import OVERRIDE, check_receive
from inventory.receiving.queries.deciders import holders_at
from inventory.receiving.queries.scanned import ToBook, beyond
from inventory.receiving.standing import ASKED, LABEL, OVER, fingerprint_of
from workbench.models import Notification
from workbench.services.notices import notify


@transaction.atomic
def ask_override(
    *, receipt_id: int, actor: User, at: datetime, version: int | None = None
) -> list[User]:
    """Tell those who may override that more was scanned than may be received, and keep one case of it;
    asked again it is another occurrence. Answers who was told. What was scanned is kept for them.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    ReceiptChangedMeanwhile, NothingTooMany.
    """
    receipt = lock_receipt(receipt_id)
    check_receive(receipt, actor=actor, version=version)
    lines = beyond(receipt)
    if not lines:
        raise NothingTooMany(reference=receipt.reference)
    words = words_of(lines)
    _open(receipt, lines, words, actor=actor, at=at)
    people = [person for person in holders_at(receipt.location, OVERRIDE) if person != actor]
    text = _("%(who)s asks to receive %(what)s of %(document)s.")
    facts = {"who": actor, "what": words, "document": receipt.document}
    page = reverse("inventory:receipt-finish", args=[receipt.reference])
    for person in people:
        notify(
            user=person,
            text=text % facts,
            url=page,
            kind=Notification.Kind.NOTICE,
            at=at,
            about=(LABEL, str(receipt.pk)),
        )
    record(
        "inventory.receipt.override_asked",
        receipt,
        actor=actor,
        at=at,
        place=receipt.location.place,
        after={line.sku.code: line.arrived_in_all for line in lines},
    )
    return people


def words_of(lines: list[ToBook]) -> str:
    """Such as "12 of 10 MUG"; of many lines the first three."""
    said = [
        _("%(n)s of %(expected)s %(sku)s")
        % {
            "n": f"{line.arrived_in_all:,}",
            "expected": f"{line.line.expected:,}",
            "sku": line.sku.code,
        }
        for line in lines[:3]
    ]
    return ", ".join(said) + (" …" if len(lines) > 3 else "")


def _open(receipt: Receipt, lines: list[ToBook], words: str, *, actor: User, at: datetime) -> None:
    open_case(
        kind=OVER,
        fingerprint=fingerprint_of(ASKED, receipt),
        title=_("%(who)s asks to receive %(what)s of %(document)s")
        % {"who": actor, "what": words, "document": receipt.document},
        subject=receipt,
        at=at,
        place=receipt.location.place,
        evidence={
            "receipt": receipt.reference,
            "document": receipt.document,
            "sender": receipt.sender,
            "asked_by": str(actor),
            "lines": [
                {
                    "sku": line.sku.code,
                    "expected": line.line.expected,
                    "arrived": line.arrived_in_all,
                }
                for line in lines[:100]
            ],
        },
        **stakes({line.sku.pk: line.over for line in lines}, place=receipt.location.place, at=at),
    )
