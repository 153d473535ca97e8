"""Book in what arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from inventory.ledger.commands import post_commands, post_facts_of_ours
from inventory.ledger.errors import EventRefused
from inventory.ledger.results import Result
from inventory.receiving.errors import ReceiptChangedMeanwhile, ScansNotBooked
from inventory.receiving.kinds import ReceivedLine, kind_of
from inventory.receiving.linking import keyed, link_posted, new_arrival
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Arrival, Missing, Receipt, ReceiptLine
from inventory.receiving.policies import (
    check_book_in,
    check_lines,
    check_may_receive,
    check_missing,
    check_not_lost,
    check_override,
    check_receive,
    too_much,
)
from inventory.receiving.queries.scanned import to_book, waiting_scans
from inventory.receiving.queries.sums import line_sums, sums_of
from inventory.receiving.queries.tolerance import percent_of
from inventory.receiving.standing import settle_asked, settle_cases, settle_status
from kernel.plain import clean_text


@transaction.atomic
def receive(
    *,
    receipt_id: int,
    lines: Sequence[ReceivedLine],
    actor: User | None,
    at: datetime,
    version: int | None = None,
    override: bool = False,
) -> Arrival:
    """Book in what arrived of a delivery: accepted, damaged and missing, as often as it takes.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    ReceiptChangedMeanwhile, NothingReceived, SkuTwice, SkuOfOtherNetwork, KitNotDelivered,
    QuantityUnfit, DamageReasonMissing, WrittenOffAsLost, MoreThanExpected (with `override`
    OverridingNotAllowed instead), ReceivingNotAllowed of an override with nothing to override,
    MoreMissingThanAwaited, and what `post_commands` refuses.

    An override books in what is physically here as a fact, whatever the books expected, and opens a
    case.
    """
    receipt = lock_receipt(receipt_id)
    check_book_in(receipt, actor=actor, version=version, override=override)
    check_lines(lines, location=receipt.location)
    over = _check_amounts(receipt, lines, actor=actor, override=override)
    arrival = new_arrival(receipt, actor=actor, at=at)
    _note_lines(receipt, arrival, lines)
    _post(receipt, arrival, lines, actor=actor, at=at, as_fact=over)
    receipt.first_received_at = receipt.first_received_at or at
    settle_status(receipt)
    kind_of(receipt.kind).received(receipt, lines, actor, at)
    settle_cases(receipt, actor=actor, at=at)
    _record("received", receipt, arrival, lines, actor=actor, at=at, overridden=over)
    return arrival


@transaction.atomic
def receive_scanned(
    *,
    receipt_id: int,
    rest_comes: bool,
    actor: User,
    at: datetime,
    version: int | None = None,
    scans: int | None = None,
    override: bool = False,
) -> Arrival:
    """Book in what is scanned of a delivery; unless the rest comes later, what is not is missing.

    `scans` is how many waited when they were shown: what somebody scanned since is not booked in unseen.
    Refuses as `receive` does; another number of scans is ReceiptChangedMeanwhile.
    """
    receipt = lock_receipt(receipt_id)
    check_book_in(receipt, actor=actor, version=version, override=override)
    waiting = waiting_scans(receipt)
    if scans is not None and waiting.count() != scans:
        raise ReceiptChangedMeanwhile(reference=receipt.reference, version=receipt.version)
    lines = [line.received(with_missing=not rest_comes) for line in to_book(receipt)]
    arrival = receive(receipt_id=receipt.pk, lines=lines, actor=actor, at=at, override=override)
    waiting.update(arrival=arrival)
    settle_asked(receipt, actor=actor, at=at)
    return arrival


@transaction.atomic
def receive_rest(
    *, receipt_id: int, actor: User | None, at: datetime, version: int | None = None
) -> Arrival:
    """Book in everything that is still to come of a delivery, as good pieces.

    Refuses, in this order: ReceiptUnknown, ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    ReceiptChangedMeanwhile, ScansNotBooked, NothingReceived, and what `post_commands` refuses.
    """
    receipt = lock_receipt(receipt_id)
    check_receive(receipt, actor=actor, version=version)
    if waiting_scans(receipt).exists():
        raise ScansNotBooked(reference=receipt.reference)
    lines = [ReceivedLine(line.sku, accepted=line.open) for line in line_sums(receipt)]
    rest = [line for line in lines if line.accepted > 0]
    return receive(receipt_id=receipt.pk, lines=rest, actor=actor, at=at)


def _check_amounts(
    receipt: Receipt, lines: Sequence[ReceivedLine], *, actor: User | None, override: bool
) -> bool:
    """Whether more is booked in than the tolerance allows, by somebody who may."""
    expected = dict(receipt.lines.values_list("sku_id", "expected"))
    sums = sums_of(receipt)
    check_not_lost(receipt, lines, expected=expected, sums=sums)
    if override:
        check_override(actor=actor)
    refusal = too_much(lines, expected=expected, sums=sums, percent=percent_of(receipt))
    if refusal and not override:
        raise refusal
    if not refusal:
        check_may_receive(receipt, actor=actor)
    check_missing(lines, expected=expected, sums=sums)
    return refusal is not None


def _note_lines(receipt: Receipt, arrival: Arrival, lines: Sequence[ReceivedLine]) -> None:
    """A line for what came unannounced, the claims of what is missing."""
    ReceiptLine.objects.bulk_create(
        [ReceiptLine(receipt=receipt, sku=line.sku, expected=0) for line in lines],
        ignore_conflicts=True,
    )
    Missing.objects.bulk_create(
        Missing(
            arrival=arrival,
            sku=line.sku,
            quantity=line.missing,
            reason=clean_text(line.reason.strip(), longest=120),
        )
        for line in lines
        if line.missing
    )


def _post(
    receipt: Receipt,
    arrival: Arrival,
    lines: Sequence[ReceivedLine],
    *,
    actor: User | None,
    at: datetime,
    as_fact: bool,
) -> None:
    arrived = [line for line in lines if line.arrived]
    if not arrived:
        return
    made = kind_of(receipt.kind).events(receipt, arrived, at)
    events = keyed(made, receipt, "receive", arrival.number)
    if as_fact:
        results = post_facts_of_ours(events, actor=actor, at=at)
        _refuse_unposted(results)
    else:
        results = post_commands(events, actor=actor, at=at)
    link_posted(receipt, arrival, events, results)


def _refuse_unposted(results: Sequence[Result]) -> None:
    for result in results:
        if result.status not in {"posted", "duplicate"}:
            raise EventRefused(code=result.code, detail=result.detail, key=result.key)


def _record(
    verb: str,
    receipt: Receipt,
    arrival: Arrival,
    lines: Sequence[ReceivedLine],
    *,
    actor: User | None,
    at: datetime,
    overridden: bool,
) -> None:
    after = {
        "arrival": arrival.number,
        "accepted": sum(line.accepted for line in lines),
        "damaged": sum(line.damaged for line in lines),
        "missing": sum(line.missing for line in lines),
        "status": receipt.status,
    }
    if overridden:
        after["overridden"] = True
    record(
        f"inventory.receipt.{verb}",
        receipt,
        actor=actor,
        at=at,
        place=receipt.location.place,
        after=after,
    )
