"""Missing pieces: claimed by whoever received, looked for, put to an approver, written off."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.models import User
from approvals.subjects import Completed, Undone
from exceptions.services import close_case, open_case
from inventory.ledger.commands import reverse_events
from inventory.transfers.claims import (
    KIND,
    claim_rest,
    drop_rest_of,
    fingerprint_of,
    keep_shortage,
    put_to_approvers,
    still_missing,
    write_off,
)
from inventory.transfers.errors import NothingMissingAnyMore, PiecesFoundMeanwhile
from inventory.transfers.keeping import keep, note
from inventory.transfers.locks import lock_shortage
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.policies import check_ask_loss, check_version, check_why
from inventory.transfers.queries.losses import found_since_loss, live_losses
from inventory.transfers.settling import settle
from kernel.plain import clean_text


@transaction.atomic
def ask_loss(
    *,
    reference: str,
    reason: str,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Shortage:
    """Put the loss of missing pieces to an approver; once approved they go to shrinkage.

    Refuses, in this order: ShortageUnknown, RightMissing, PlacesOutsideScope, ShortageSettled,
    ShortageNotReported, TransferChangedMeanwhile, WhyMissing, NothingMissingAnyMore. `version` is
    that of the transfer, on whose page it is asked.
    """
    shortage = lock_shortage(reference, actor=actor)
    check_ask_loss(shortage, actor=actor)
    check_version(Transfer.objects.get(pk=shortage.transfer_id), version)
    check_why(reason)
    lost = still_missing(shortage)
    if not lost:
        raise NothingMissingAnyMore(reference=shortage.reference)
    transfer = shortage.transfer
    shortage.ask(at=at)
    shortage.note = clean_text(reason.strip(), longest=500)
    keep_shortage(shortage, "note", "asked_at")
    note("loss_asked", transfer, actor=actor, at=at, reason=reason,
         after={"shortage": shortage.reference})  # fmt: skip
    put_to_approvers(shortage, lost, asked_by=actor, at=at)
    return Shortage.objects.select_related("transfer").get(pk=shortage.pk)


@transaction.atomic
def complete_loss(*, completed: Completed, at: datetime) -> Shortage:
    """Book the approved loss to shrinkage, as far as the pieces are still missing; or look on.

    Where fewer were approved than are missing, the rest is reported missing in a claim of its own.

    Refuses: NothingMissingAnyMore, and what `post_commands` refuses.
    """
    shortage = lock_shortage(f"TM-{int(completed.request.subject_id):06d}")
    transfer = shortage.transfer
    if completed.outcome != "approved":
        shortage.decline()
        keep_shortage(shortage, "asked_at")
        note("loss_declined", transfer, actor=completed.actor, at=at,
             after={"shortage": shortage.reference})  # fmt: skip
        return shortage
    decided, missing = completed.lines, Counter(still_missing(shortage))
    lost = +Counter({sku: min(n, decided.get(sku.code, n)) for sku, n in missing.items()})
    if not lost:
        raise NothingMissingAnyMore(reference=shortage.reference)
    write_off(transfer, shortage, lost, actor=completed.actor, at=at)
    shortage.lose(at=at)
    keep_shortage(shortage, "settled_at")
    note("lost", transfer, actor=completed.actor, at=at,
         after={"shortage": shortage.reference, "units": lost.total()})  # fmt: skip
    if rest := missing - lost:
        claim_rest(shortage, rest, actor=completed.actor, at=at)
    settle(transfer, actor=completed.actor, at=at)
    keep(transfer)
    close_case(fingerprint=fingerprint_of(shortage), at=at, actor=completed.actor,
               note=_("The loss was approved and written off."))  # fmt: skip
    return shortage


@transaction.atomic
def take_loss_back(*, undone: Undone, at: datetime) -> Shortage:
    """The decision on a loss was undone: what it wrote off is in transit again, and it waits.

    Refuses: PiecesFoundMeanwhile, and what `reverse_events` refuses.
    """
    shortage = lock_shortage(f"TM-{int(undone.request.subject_id):06d}")
    transfer = shortage.transfer
    if undone.outcome == "approved":
        if not can_proceed(shortage.take_back) or found_since_loss(shortage):
            raise PiecesFoundMeanwhile(reference=shortage.reference)
        ids = list(live_losses(shortage).values_list("pk", flat=True))
        reverse_events(ids, actor=undone.actor, at=at, reason=_("The approval was undone."))
        shortage.take_back()
        _reopen_case(shortage, at=at)
    elif can_proceed(shortage.ask):
        shortage.ask(at=at)
    else:
        raise PiecesFoundMeanwhile(reference=shortage.reference)
    keep_shortage(shortage, "asked_at", "settled_at")
    drop_rest_of(shortage, actor=undone.actor, at=at)
    note("loss_undone", transfer, actor=undone.actor, at=at,
         after={"shortage": shortage.reference})  # fmt: skip
    settle(transfer, actor=undone.actor, at=at)
    keep(transfer)
    return shortage


def _reopen_case(shortage: Shortage, *, at: datetime) -> None:
    lost = still_missing(shortage)
    open_case(
        kind=KIND,
        fingerprint=fingerprint_of(shortage),
        title=_("%(shortage)s: the loss of %(shipment)s waits again")
        % {"shortage": shortage.reference, "shipment": shortage.shipment},
        subject=shortage,
        at=at,
        place=shortage.transfer.to_location.place,
        evidence={
            "transfer": shortage.transfer.reference,
            "shipment": str(shortage.shipment),
            "shortage": shortage.reference,
            "units": sum(lost.values()),
        },
    )
