"""Commands of transfers that playbooks offer on their cases."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from exceptions.actions import CaseAction
from exceptions.models import Case
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.queries.progress import progress_of
from inventory.transfers.services import ask_loss, cancel_transfer, close_short

TRANSFER, SHORTAGE = "transfers.transfer", "transfers.shortage"


def transfer_of(case: Case) -> Transfer | None:
    if case.subject_type == TRANSFER and case.subject_id.isdecimal():
        return Transfer.objects.named().filter(pk=int(case.subject_id)).first()
    if case.subject_type == SHORTAGE and case.subject_id.isdecimal():
        found = Shortage.objects.filter(pk=int(case.subject_id)).first()
        return Transfer.objects.named().get(pk=found.transfer_id) if found else None
    return None


def is_open(case: Case) -> bool:
    transfer = transfer_of(case)
    return transfer is not None and not transfer.has_ended


def is_missing(case: Case) -> bool:
    return case.subject_type == SHORTAGE and is_open(case)


def run_close_short(case: Case, actor: User, at: datetime) -> str:
    """Refuses what `close_short` refuses."""
    transfer = _transfer(case)
    close_short(reference=transfer.reference, reason=_why(case), actor=actor, at=at)
    return _("%(row)s closed short; what was not shipped is free again.") % {"row": transfer}


def effect_of_close_short(case: Case) -> str:
    transfer = _transfer(case)
    rest = sum(max(0, one.allocated) for one in progress_of(transfer).by_sku.values())
    text = ngettext(
        "%(n)s unit of %(row)s that was not shipped is free again at %(origin)s. No more of it is shipped.",
        "%(n)s units of %(row)s that were not shipped are free again at %(origin)s. No more of it is"
        " shipped.",
        rest,
    )
    names = {"row": transfer.reference, "origin": transfer.from_location.name}
    return text % {"n": f"{rest:,}", **names}


def effect_of_back_at_origin(case: Case) -> str:
    transfer = _transfer(case)
    on_way = sum(_on_way(transfer).values())
    text = ngettext(
        "%(row)s is cancelled. %(n)s unit on its way is booked available at %(origin)s, for everybody to"
        " sell. Only when all of it is there.",
        "%(row)s is cancelled. %(n)s units on their way are booked available at %(origin)s, for everybody"
        " to sell. Only when all of them are there.",
        on_way,
    )
    names = {"row": transfer.reference, "origin": transfer.from_location.name}
    return text % {"n": f"{on_way:,}", **names}


def _on_way(transfer: Transfer) -> dict[int, int]:
    rows = progress_of(transfer).by_sku.items()
    return {sku_id: max(0, numbers.in_transit) for sku_id, numbers in rows}


def run_back_at_origin(case: Case, actor: User, at: datetime) -> str:
    """All that is on its way is back where it came from. Refuses what `cancel_transfer` refuses."""
    transfer = _transfer(case)
    on_way = _on_way(transfer)
    cancel_transfer(
        reference=transfer.reference, reason=_why(case), back=on_way, actor=actor, at=at
    )
    return _("%(row)s cancelled; %(n)s units are back at %(origin)s.") % {
        "row": transfer,
        "n": f"{sum(on_way.values()):,}",
        "origin": transfer.from_location.name,
    }


def run_ask_loss(case: Case, actor: User, at: datetime) -> str:
    """Refuses what `ask_loss` refuses."""
    shortage = Shortage.objects.get(pk=int(case.subject_id))
    ask_loss(reference=shortage.reference, reason=_why(case), actor=actor, at=at)
    return _("The loss of %(row)s was put to an approver.") % {"row": shortage}


def _transfer(case: Case) -> Transfer:
    transfer = transfer_of(case)
    if transfer is None:
        raise TypeError("The action applies to cases of transfers only.")
    return transfer


def _why(case: Case) -> str:
    return f"{case.reference}: {case.title}"


ACTIONS = (
    CaseAction(
        "transfers.close_short",
        gettext_lazy("Close the transfer short"),
        "transfers.ship",
        run_close_short,
        is_open,
        effect=effect_of_close_short,
    ),
    CaseAction(
        "transfers.back_at_origin",
        gettext_lazy("Receive all of it back at the origin"),
        "transfers.create",
        run_back_at_origin,
        is_open,
        effect=effect_of_back_at_origin,
    ),
    CaseAction(
        "transfers.ask_loss",
        gettext_lazy("Put the loss to an approver"),
        "transfers.create",
        run_ask_loss,
        is_missing,
    ),
)
