"""Ask for the reversal of one event; post it once it is approved."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.services import ask_approval, withdraw_request
from approvals.subjects import AskedLine, Completed, Undone
from audit.services import record
from exceptions.models import Case
from inventory.intake.errors import ReversalIsFinal, ReversalWaits
from inventory.intake.locks import lock_reversal
from inventory.intake.models import Reversal
from inventory.intake.queries.reversals import weight_of
from inventory.intake.reversal_policies import check_ask_reversal, check_why, event_in_sight
from inventory.ledger.commands import reverse_events
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType
from inventory.ledger.words import TYPE_WORDS
from kernel.plain import clean_text

KIND = "intake.reversal"
FIELDS = ["status", "closed_at", "closing_note", "posted"]


@transaction.atomic
def ask_reversal(
    *, event_id: int, reason: str, actor: User, at: datetime, case: Case | None = None
) -> Reversal:
    """Ask those who decide to undo one event as a whole; below every band it is posted at once.

    Refuses, in this order: ReversingNotAllowed, IntakeRowUnknown, EventOutsideScope,
    ReversalOfReversal, EventReversed, EventOfDocument, EventMovedNothing, ReversalWaits,
    ReasonMissing, and what `complete_reversal` refuses.
    """
    event = event_in_sight(event_id, actor=actor)
    check_ask_reversal(event, actor=actor)
    check_why(reason)
    try:
        with transaction.atomic():
            row = Reversal.objects.create(
                event=event,
                case=case,
                reason=clean_text(reason.strip(), longest=500),
                asked_by=actor,
                asked_at=at,
            )
    except IntegrityError:
        raise ReversalWaits(event=event.key) from None
    _note("asked", row, actor, at, reason=row.reason)
    _ask(row, event, actor=actor, at=at)
    return Reversal.objects.get(pk=row.pk)


@transaction.atomic
def complete_reversal(done: Completed) -> None:
    """Post what was approved, exactly once; what was not approved stands.

    Refuses what `reverse_events` refuses, such as an event that was reversed meanwhile or pieces that are
    gone: then the vote does not count either.
    """
    row = lock_reversal(int(done.request.subject_id))
    if done.outcome != "approved":
        row.refuse(at=done.at)
        row.save(update_fields=FIELDS)
        _note("refused", row, done.actor, done.at)
        return
    reason = f"{row.reference}: {row.reason}"[:120]
    result = reverse_events([row.event_id], actor=done.actor, at=done.at, reason=reason)[0]
    assert result.event_id is not None  # noqa: S101 - the command door posts or refuses
    row.post(event_id=result.event_id, at=done.at)
    row.save(update_fields=FIELDS)
    _note("reversed", row, done.actor, done.at, posted=result.event_id)


@transaction.atomic
def reopen_reversal(undone: Undone) -> None:
    """Let a refused reversal wait again; one that was posted is final.

    Refuses, in this order: ReversalIsFinal, ReversalWaits.
    """
    row = lock_reversal(int(undone.request.subject_id))
    if undone.outcome == "approved":
        raise ReversalIsFinal(reference=row.reference)
    row.wait_again()
    try:
        with transaction.atomic():
            row.save(update_fields=FIELDS)
    except IntegrityError:
        raise ReversalWaits(event=row.event.key) from None
    _note("decision_undone", row, undone.actor, undone.at)


@transaction.atomic
def withdraw_reversal(*, reversal_id: int, actor: User, at: datetime) -> Reversal:
    """End what its asker withdrew from the approvals. Refuses nothing: its request was open."""
    row = lock_reversal(reversal_id)
    _withdraw(row, _("Withdrawn by whoever asked."), actor=actor, at=at)
    return row


@transaction.atomic
def withdraw_overtaken(*, at: datetime) -> int:
    """Withdraw what waits about events that were reversed otherwise; answers how many."""
    reversed_ = Event.objects.filter(
        reverses__in=Reversal.objects.filter(status="asked").values("event")
    )
    overtaken = Reversal.objects.filter(
        status=Reversal.Status.ASKED, event__in=reversed_.values("reverses")
    )
    ids = list(overtaken.order_by("pk").values_list("pk", flat=True)[:500])
    count = 0
    for pk in ids:
        row = lock_reversal(pk)
        if row.status == Reversal.Status.ASKED:
            text = _("The event was reversed meanwhile.")
            withdraw_request(kind=KIND, subject_id=pk, reason=text, actor=None, at=at)
            _withdraw(row, text, actor=None, at=at)
            count += 1
    return count


def _withdraw(row: Reversal, text: str, *, actor: User | None, at: datetime) -> None:
    row.withdraw(at=at, note=text)
    row.save(update_fields=FIELDS)
    _note("withdrawn", row, actor, at, reason=text)


def _ask(row: Reversal, event: Event, *, actor: User, at: datetime) -> None:
    weight = weight_of(event, at)
    what = TYPE_WORDS[EventType(event.type)]
    places = {"at": event.location.place} if event.location else {}
    if event.to_location and event.to_location_id != event.location_id:
        places["to"] = event.to_location.place
    ask_approval(
        kind=KIND,
        subject=row,
        reference=row.reference,
        version=1,
        title=_("Reverse %(what)s %(event)s") % {"what": str(what).lower(), "event": event.key},
        places=places,
        facts={
            "value": weight.value,
            "units": sum(weight.units.values()),
            "event_type": EventType(event.type).word,
            "age_days": max(0, (at - event.occurred_at).days),
        },
        lines=[AskedLine(sku.code, sku.name, units) for sku, units in weight.units.items()],
        value=weight.value,
        currency=weight.currency,
        asked_by=actor,
        at=at,
    )


def _note(
    verb: str,
    row: Reversal,
    actor: User | None,
    at: datetime,
    *,
    reason: str = "",
    posted: int | None = None,
) -> None:
    location = row.event.location
    record(
        f"inventory.reversal.{verb}",
        row,
        actor=actor,
        at=at,
        place=location.place if location else None,
        after={"event": row.event.key, "case": row.case.reference if row.case else None}
        | ({"posted": posted} if posted else {}),
        reason=reason,
    )
