"""What this room tells the rooms below it: approvals, deliveries, cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import STORE_MANAGER
from approvals.models import ApprovalRequest
from approvals.subjects import Completed, Fact, SubjectKind, Undone, nothing_unusual
from exceptions.kinds import CaseKind
from inventory.ledger.late import late_places
from inventory.receiving.kinds import DeliveryKind, ReceivedLine
from inventory.receiving.models import Arrival, Receipt
from inventory.receiving.queries import landing_state
from inventory.transfers import approving, reacting
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.pages import ends_of, unusual_lines, unusual_words
from inventory.transfers.queries.effect import KEEP_DAYS, LineEffect, effect_of, effects_of
from inventory.transfers.services import arriving, deciding, shortages
from inventory.transfers.telling import pickers_at
from kernel.clock import now
from workbench.registry import registry


def _transfer_completed(completed: Completed) -> None:
    """Refuses what `complete_transfer` refuses."""
    deciding.complete_transfer(completed=completed, at=completed.at)


def _transfer_undone(undone: Undone) -> None:
    """Refuses what `take_decision_back` refuses."""
    deciding.take_decision_back(undone=undone, at=undone.at)


def _transfer_withdrawn(request: ApprovalRequest, actor: User, at: datetime) -> None:
    deciding.note_withdrawn(request=request, actor=actor, at=at)


def _edition(subject_id: str) -> int:
    found = Transfer.objects.filter(pk=int(subject_id)).values_list("edition", flat=True).first()
    return found or 0


def _authors(subject_id: str) -> list[int]:
    found = Transfer.objects.filter(pk=int(subject_id)).values_list("authors", flat=True).first()
    return found or []


def _loss_authors(subject_id: str) -> list[int]:
    """Who said that the pieces are missing does not decide that they are lost."""
    found = Shortage.objects.filter(pk=int(subject_id), reported_by__isnull=False)
    return list(found.values_list("reported_by_id", flat=True))


def _loss_completed(completed: Completed) -> None:
    """Refuses what `complete_loss` refuses."""
    shortages.complete_loss(completed=completed, at=completed.at)


def _loss_undone(undone: Undone) -> None:
    """Refuses what `take_loss_back` refuses."""
    shortages.take_loss_back(undone=undone, at=undone.at)


def _loss_version(subject_id: str) -> int:
    found = Shortage.objects.filter(pk=int(subject_id)).values_list("version", flat=True).first()
    return found or 0


def _asked_page(request: ApprovalRequest, user: User) -> dict[str, Any]:
    """The main column: route, totals, the unusual sentence, and both ends of every line."""
    transfer = Transfer.objects.named().get(pk=int(request.subject_id))
    lines = list(transfer.lines.select_related("sku"))
    effects = effect_of(transfer, lines, at=now())
    sides = (transfer.from_location, transfer.to_location)
    return {
        "late": late_places(sides, now()) if request.is_open else [],
        "template": "inventory/_transfer_asked.html",
        "transfer": transfer,
        "ends": ends_of(transfer, user),
        "target": KEEP_DAYS,
        "warning": unusual_words(transfer, effects),
        "line_cells": {
            each.sku.code: (
                each.origin_has,
                each.destination_has,
                each.cover_now,
                each.cover_after,
            )
            for each in effects
        },
        "line_warnings": _line_warnings(effects),
    }


def _line_warnings(effects: Sequence[LineEffect]) -> dict[str, str]:
    return {
        each.sku.code: gettext("leaves %(left)s, needs %(needs)s")
        % {"left": each.leaves, "needs": each.origin_needs}
        for each in unusual_lines(effects)
    }


def _unusual(requests: Sequence[ApprovalRequest]) -> dict[int, list[str]]:
    """What is unusual about many at once, in as many statements as they have routes."""
    ids = {int(request.subject_id): request.pk for request in requests}
    rows = list(Transfer.objects.named().filter(pk__in=ids).prefetch_related("lines__sku"))
    effects, found = effects_of(rows, at=now()), {}
    for row in rows:
        if words := unusual_words(row, effects[row.pk]):
            lines = [f"{key}: {text}" for key, text in _line_warnings(effects[row.pk]).items()]
            found[ids[row.pk]] = [" ".join(words), *lines]
    return found


def _loss_page(request: ApprovalRequest, user: User) -> dict[str, Any]:
    """What was done to find the pieces, and what should have brought them."""
    shortage = Shortage.objects.select_related("transfer", "shipment").get(
        pk=int(request.subject_id)
    )
    sent = shortage.shipment
    page = reverse("inventory:transfer", args=[shortage.transfer.reference])
    shown = registry.may_see(user, approving.TRANSFER, str(shortage.transfer_id))
    carrier = ", ".join(filter(None, (str(sent), sent.carrier, sent.tracking)))
    return {
        "said": [
            (gettext("What was done to find them"), shortage.note, ""),
            (gettext("Shipment"), carrier, page if shown else ""),
        ]
    }


def _follows(request: ApprovalRequest) -> str:
    """What happens next, and until when it can be undone."""
    transfer = Transfer.objects.named().get(pk=int(request.subject_id))
    told = len(pickers_at(transfer.from_location))
    if not told:
        words = gettext("Nobody may pick at %(origin)s, so nobody is told. You can undo.")
    else:
        words = ngettext(
            "%(n)s person at %(origin)s is told to pick them. You can undo until picking starts.",
            "%(n)s people at %(origin)s are told to pick them. You can undo until picking starts.",
            told,
        )
    return words % {"n": told, "origin": transfer.from_location.name}


VALUE, UNITS = Fact("value", _("Value"), "money"), Fact("units", _("Units"), "whole")
ROUTE = (
    Fact("from_kind", _("Kind of the sending location"), "choice", approving.KINDS),
    Fact("to_kind", _("Kind of the receiving location"), "choice", approving.KINDS),
    Fact("crosses_regions", _("Crosses regions"), "yes_no"),
)
TRANSFER = SubjectKind(
    key=approving.TRANSFER,
    label=_("Transfer"),
    facts=(
        VALUE,
        UNITS,
        Fact("lines", _("Lines"), "whole"),
        *ROUTE,
        Fact("reason", _("Reason"), "choice", approving.REASONS),
        Fact("age_days", _("Days since it was drafted"), "whole"),
    ),
    completed=_transfer_completed,
    undone=_transfer_undone,
    withdrawn=_transfer_withdrawn,
    page=_asked_page,
    unusual=_unusual,
    follows=_follows,
    current_version=_edition,
    authors=_authors,
    fallback_role=STORE_MANAGER,
    place_keys=approving.PLACE_KEYS,
    lowers=True,
    approve_scope="transfers:approve",
)
SHORTAGE = SubjectKind(
    key=approving.SHORTAGE,
    label=_("Loss in transit"),
    facts=(VALUE, UNITS, *ROUTE),
    completed=_loss_completed,
    undone=_loss_undone,
    page=_loss_page,
    unusual=nothing_unusual,
    current_version=_loss_version,
    authors=_loss_authors,
    fallback_role=STORE_MANAGER,
    place_keys=approving.PLACE_KEYS,
    lowers=True,
    approve_scope="transfers:approve",
)


def events_of_arrival(
    receipt: Receipt, lines: Sequence[ReceivedLine], at: datetime
) -> list[dict[str, Any]]:
    """The ledger events of what arrived of a shipment: good pieces and damaged ones apart."""
    place = receipt.location.code
    good = landing_state(receipt.location).word
    made = []
    for line in lines:
        for quantity, state in ((line.accepted, good), (line.damaged, "damaged")):
            if quantity:
                made.append(
                    {
                        "type": "transfer_receive",
                        "sku": line.sku.code,
                        "location": place,
                        "to_location": place,
                        "to_state": state,
                        "quantity": quantity,
                        "reference": receipt.document,
                        "reason": line.reason[:120] if state == "damaged" else "",
                    }
                )
    return made


def _arrived(
    receipt: Receipt, lines: Sequence[ReceivedLine], actor: User | None, at: datetime
) -> None:
    arriving.note_arrival(receipt=receipt, lines=lines, actor=actor, at=at)


def _arrival_undone(receipt: Receipt, arrival: Arrival, actor: User | None, at: datetime) -> None:
    arriving.note_arrival_undone(receipt=receipt, arrival=arrival, actor=actor, at=at)


def _page(receipt: Receipt) -> str:
    return reverse("inventory:transfer", args=[receipt.document.partition("/")[0]])


DELIVERY = DeliveryKind(
    key="transfer",
    label=_("Transfer"),
    events=events_of_arrival,
    received=_arrived,
    undone=_arrival_undone,
    lock=reacting.lock_document,
    permission="transfers.receive",
    page=_page,
    tolerant=False,
    opens_cases=False,
)

CASES = (
    CaseKind(
        "transfer_overdue",
        _("Transfer overdue"),
        cause=_("A shipment is past its arrival. Closes when it arrives."),
    ),
    CaseKind(
        "transfer_missing",
        _("Missing in transit"),
        severity="high",
        cause=_(
            "Somebody who received a shipment said that pieces are missing. Closes when they turn"
            " up, or when the loss is approved."
        ),
    ),
    CaseKind(
        "transfer_unexpected",
        _("Shipped without approval"),
        severity="high",
        cause=_(
            "A warehouse system shipped a transfer that nobody had approved, or that had ended."
            " Closes when that is taken back."
        ),
    ),
    CaseKind(
        "transfer_difference",
        _("Transfers differ from books"),
        severity="high",
        cause=_(
            "Transfers say that more is on its way to a place, or set aside there, than the books"
            " hold. Closes when both agree."
        ),
    ),
)
