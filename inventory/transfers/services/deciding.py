"""What an approver's decision does to a transfer. Called by approvals, in the deciding transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.models import User
from approvals.models import ApprovalRequest
from approvals.subjects import Completed, Undone
from inventory.catalog.models import Sku
from inventory.transfers.errors import (
    NothingApproved,
    PickingBegan,
    TransferChangedMeanwhile,
    TransferHasEnded,
)
from inventory.transfers.keeping import keep, note
from inventory.transfers.locks import lock_transfer
from inventory.transfers.models import Transfer, TransferLine
from inventory.transfers.policies.transfers import said
from inventory.transfers.queries.progress import progress_of
from inventory.transfers.stock import allocate, refuse_shortfall, release
from inventory.transfers.telling import tell_to_leave, tell_to_pick


@transaction.atomic
def complete_transfer(*, completed: Completed, at: datetime) -> Transfer:
    """Approve with the quantities decided and allocate them, reject, or send back.

    Refuses: NothingApproved, NotEnoughAtOrigin, and what `allocate` refuses: then nothing is decided.
    """
    transfer = _of(completed.request)
    if completed.outcome == "approved":
        _approve(transfer, completed, at=at)
    elif completed.outcome == "rejected":
        transfer.reject(at=at)
        keep(transfer)
        note("rejected", transfer, actor=completed.actor, at=at)
    else:
        transfer.recall(at=at)
        keep(transfer)
        note("sent_back", transfer, actor=completed.actor, at=at)
    return transfer


@transaction.atomic
def take_decision_back(*, undone: Undone, at: datetime) -> Transfer:
    """The decision was undone: what it allocated is released by opposite rows, and it waits again.

    Refuses: TransferChangedMeanwhile once it was changed, PickingBegan once somebody picks,
    TransferHasEnded once it closed or was cancelled, and what `release` refuses.
    """
    transfer = _of(undone.request)
    if transfer.edition != undone.request.subject_version:
        raise TransferChangedMeanwhile(
            reference=transfer.reference, seen=transfer.version - 1, version=transfer.version
        )
    if transfer.status in (Transfer.Status.IN_PROGRESS, Transfer.Status.RECEIVED):
        raise PickingBegan(reference=transfer.reference)
    if not can_proceed(transfer.take_back):
        raise TransferHasEnded(**said(transfer))
    if undone.outcome == "approved":
        _release_all(transfer, actor=undone.actor, at=at)
        tell_to_leave(transfer, at=at)
        transfer.lines.update(approved=None)
    transfer.take_back(at=at)
    keep(transfer)
    note("decision_undone", transfer, actor=undone.actor, at=at, before={"was": undone.outcome})
    return transfer


@transaction.atomic
def note_withdrawn(*, request: ApprovalRequest, actor: User, at: datetime) -> Transfer:
    """Whoever asked withdrew the request from its own page: the transfer is a draft again."""
    transfer = _of(request)
    transfer.recall(at=at)
    keep(transfer)
    note("recalled", transfer, actor=actor, at=at)
    return transfer


def _approve(transfer: Transfer, completed: Completed, *, at: datetime) -> None:
    lines = list(transfer.lines.select_related("sku"))
    approved = {line: _approved(line, completed.lines) for line in lines}
    if not any(approved.values()):
        raise NothingApproved
    wanted = {line.sku: quantity for line, quantity in approved.items() if quantity}
    what = _("Approving %(reference)s") % {"reference": transfer.reference}
    refuse_shortfall(transfer, wanted, what=what)
    for line, quantity in approved.items():
        line.approved = quantity
    TransferLine.objects.bulk_update(lines, ["approved"])
    transfer.approve(at=at)
    allocate(transfer, wanted, actor=completed.actor, at=at)
    keep(transfer)
    tell_to_pick(transfer, units=sum(wanted.values()), at=at)
    note(
        "approved",
        transfer,
        actor=completed.actor,
        at=at,
        after={
            "approved": sum(approved.values()),
            "asked": sum(line.asked for line in lines),
            "lowered": [
                f"{line.sku.code}: {line.asked} to {quantity}"
                for line, quantity in approved.items()
                if quantity != line.asked
            ],
            "automatic": completed.automatic,
        },
    )


def _approved(line: TransferLine, decided: dict[str, int]) -> int:
    """Never more than asked, whatever the decision says."""
    return max(0, min(line.asked, decided.get(line.sku.code, line.asked)))


def _release_all(transfer: Transfer, *, actor: User | None, at: datetime) -> None:
    allocated = {
        sku_id: numbers.allocated
        for sku_id, numbers in progress_of(transfer).by_sku.items()
        if numbers.allocated > 0
    }
    skus = Sku.objects.in_bulk(allocated)
    held = {skus[sku_id]: quantity for sku_id, quantity in allocated.items()}
    release(transfer, held, actor=actor, at=at, reason=_("The approval was undone."))


def _of(request: ApprovalRequest) -> Transfer:
    return lock_transfer(f"TR-{int(request.subject_id):06d}")
