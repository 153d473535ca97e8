"""Who may announce, receive and end deliveries, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django_fsm import can_proceed

from accounts.models import Place, User
from accounts.models.place import Principal
from inventory.catalog.models import Location, Sku
from inventory.receiving.errors import (
    AnnouncingNotAllowed,
    ArrivalUndone,
    DamageReasonMissing,
    DocumentMissing,
    KitNotDelivered,
    MoreMissingThanAwaited,
    MoreThanExpected,
    MoreThanToPutAway,
    NothingExpected,
    NothingReceived,
    OverridingNotAllowed,
    QuantityUnfit,
    ReasonNeeded,
    ReceiptChangedMeanwhile,
    ReceiptEnded,
    ReceiptNotStarted,
    ReceiptOutsideScope,
    ReceiptStarted,
    ReceivingNotAllowed,
    ScansStillWait,
    SettingNotAllowed,
    SkuOfOtherNetwork,
    SkuTwice,
    WrittenOffAsLost,
)
from inventory.receiving.kinds import ReceivedLine, kind_of
from inventory.receiving.models import Arrival, Receipt
from inventory.receiving.models.receipt import LONGEST_DOCUMENT
from inventory.receiving.queries.scanned import scanned_of
from inventory.receiving.queries.sums import SkuSums
from inventory.receiving.queries.tolerance import allowed

MOST = 1_000_000_000
OVERRIDE = "receipts.override"
ANNOUNCE = "receipts.import"
SETTINGS = "locations.change"


def check_scope(location: Location, *, actor: Principal | None) -> None:
    """Raises ReceiptOutsideScope. Without an actor the caller has bounded it already."""
    if actor is None:
        return
    if not any(location.place.path.startswith(path) for path in actor.scope_paths):
        raise ReceiptOutsideScope(location=location.code)


def check_announce(location: Location, *, actor: User | None) -> None:
    """Raises, in this order: AnnouncingNotAllowed, ReceiptOutsideScope."""
    if actor is not None and not actor.may(ANNOUNCE):
        raise AnnouncingNotAllowed
    check_scope(location, actor=actor)


def check_expect(*, document: str, location: Location, lines: Sequence[tuple[Sku, int]]) -> None:
    """Raises, in this order: DocumentMissing, NothingExpected, SkuTwice, SkuOfOtherNetwork,
    KitNotDelivered, QuantityUnfit.
    """
    if not 1 <= len(document) <= LONGEST_DOCUMENT:
        raise DocumentMissing
    if not lines:
        raise NothingExpected
    check_once([sku for sku, _quantity in lines])
    for sku, quantity in lines:
        check_sku(sku, location=location)
        check_quantity(sku, quantity, least=1)


def check_sku(sku: Sku, *, location: Location) -> None:
    """Raises, in this order: SkuOfOtherNetwork, KitNotDelivered."""
    if sku.network_id != location.place.network_id:
        raise SkuOfOtherNetwork(sku=sku.code, location=location.code)
    if sku.is_kit:
        raise KitNotDelivered(sku=sku.code)


def check_quantity(sku: Sku, quantity: int, *, least: int) -> None:
    """Raises QuantityUnfit."""
    whole = isinstance(quantity, int) and not isinstance(quantity, bool)
    if not whole or not least <= quantity <= MOST:
        raise QuantityUnfit(sku=sku.code, least=least, most=f"{MOST:,}")


def check_version(receipt: Receipt, version: int | None) -> None:
    """Raises ReceiptChangedMeanwhile. None is for callers that hold no page."""
    if version is not None and version != receipt.version:
        raise ReceiptChangedMeanwhile(reference=receipt.reference, version=receipt.version)


def check_may_receive(receipt: Receipt, *, actor: User | None) -> None:
    """Raises, in this order: ReceivingNotAllowed, ReceiptOutsideScope."""
    if actor is not None and not actor.may(kind_of(receipt.kind).permission):
        raise ReceivingNotAllowed
    check_scope(receipt.location, actor=actor)


def check_open(receipt: Receipt) -> None:
    """Raises ReceiptEnded."""
    if not can_proceed(receipt.receive_part):
        raise ReceiptEnded(reference=receipt.reference, status=receipt.state.label.lower())


def check_receive(receipt: Receipt, *, actor: User | None, version: int | None = None) -> None:
    """Raises, in this order: ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    ReceiptChangedMeanwhile.
    """
    check_may_receive(receipt, actor=actor)
    check_open(receipt)
    check_version(receipt, version)


def check_book_in(
    receipt: Receipt, *, actor: User | None, version: int | None = None, override: bool = False
) -> None:
    """What others scanned is booked in beyond the tolerance by who may override, also by somebody who
    never receives: two pairs of eyes.

    Raises, in this order: ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    ReceiptChangedMeanwhile.
    """
    if override and actor is not None and actor.may(OVERRIDE):
        check_scope(receipt.location, actor=actor)
        check_open(receipt)
        check_version(receipt, version)
        return
    check_receive(receipt, actor=actor, version=version)


def check_lines(lines: Sequence[ReceivedLine], *, location: Location) -> None:
    """Raises, in this order: NothingReceived, SkuTwice, SkuOfOtherNetwork, KitNotDelivered,
    QuantityUnfit, DamageReasonMissing.
    """
    check_once([line.sku for line in lines])
    for line in lines:
        check_sku(line.sku, location=location)
        for quantity in (line.accepted, line.damaged, line.missing):
            check_quantity(line.sku, quantity, least=0)
        if line.damaged and not line.reason.strip():
            raise DamageReasonMissing(sku=line.sku.code)
    if not any(line.arrived or line.missing for line in lines):
        raise NothingReceived


def too_much(
    lines: Sequence[ReceivedLine],
    *,
    expected: Mapping[int, int],
    sums: Mapping[int, SkuSums],
    percent: int,
) -> MoreThanExpected | None:
    """What the first line beyond the tolerance is refused with; None when none is."""
    for line in lines:
        most = allowed(expected.get(line.sku.pk, 0), percent)
        arrived = line.arrived + _of(sums, line).arrived
        if line.arrived and arrived > most:
            return MoreThanExpected(
                sku=line.sku.code,
                expected=expected.get(line.sku.pk, 0),
                allowed=most,
                received=arrived,
            )
    return None


def check_not_lost(
    receipt: Receipt,
    lines: Sequence[ReceivedLine],
    *,
    expected: Mapping[int, int],
    sums: Mapping[int, SkuSums],
) -> None:
    """What was written off turns up by taking the loss back, by nobody's override. Raises
    WrittenOffAsLost."""
    for line in lines:
        of = _of(sums, line)
        awaited = of.awaited_of(expected.get(line.sku.pk, 0))
        if of.lost and line.arrived > awaited:
            raise WrittenOffAsLost(
                sku=line.sku.code, lost=of.lost, document=receipt.document, open=awaited
            )


def check_missing(
    lines: Sequence[ReceivedLine], *, expected: Mapping[int, int], sums: Mapping[int, SkuSums]
) -> None:
    """Raises MoreMissingThanAwaited."""
    for line in lines:
        of = _of(sums, line)
        awaited = of.awaited_of(expected.get(line.sku.pk, 0)) - line.arrived
        if line.missing and line.missing > max(0, awaited):
            raise MoreMissingThanAwaited(
                sku=line.sku.code, missing=line.missing, awaited=max(0, awaited)
            )


def check_override(*, actor: User | None) -> None:
    """Raises OverridingNotAllowed: a client of the API never overrides."""
    if actor is None or not actor.may(OVERRIDE):
        raise OverridingNotAllowed


def check_undo(
    receipt: Receipt, arrival: Arrival, *, actor: User | None, version: int | None = None
) -> None:
    """Raises, in this order: ReceivingNotAllowed, ReceiptOutsideScope, ReceiptEnded,
    ReceiptChangedMeanwhile, ArrivalUndone.
    """
    check_receive(receipt, actor=actor, version=version)
    if arrival.undone_at is not None:
        raise ArrivalUndone(reference=receipt.reference, number=arrival.number)


def check_close(receipt: Receipt, *, actor: User | None, version: int | None = None) -> None:
    """Raises, in this order: ReceivingNotAllowed, ReceiptOutsideScope, ReceiptNotStarted,
    ReceiptEnded, ReceiptChangedMeanwhile, ScansStillWait.
    """
    check_may_receive(receipt, actor=actor)
    check_started(receipt)
    check_version(receipt, version)
    check_no_scans(receipt)


def check_started(receipt: Receipt) -> None:
    """Raises, in this order: ReceiptNotStarted, ReceiptEnded."""
    if receipt.status == Receipt.Status.EXPECTED:
        raise ReceiptNotStarted(reference=receipt.reference)
    check_open(receipt)


def check_no_scans(receipt: Receipt) -> None:
    """Pieces that somebody holds in their hands are not forgotten. Raises ScansStillWait."""
    if any(of.arrived for of in scanned_of(receipt).values()):
        raise ScansStillWait(reference=receipt.reference)


def check_cancel(receipt: Receipt, *, version: int | None = None) -> None:
    """Raises, in this order: ReceiptStarted, ReceiptEnded, ReceiptChangedMeanwhile."""
    if receipt.status in {Receipt.Status.PARTLY_RECEIVED, Receipt.Status.RECEIVED}:
        raise ReceiptStarted(reference=receipt.reference)
    if not can_proceed(receipt.cancel):
        raise ReceiptEnded(reference=receipt.reference, status=receipt.state.label.lower())
    check_version(receipt, version)


def check_cancel_by(receipt: Receipt, *, actor: User | None, version: int | None = None) -> None:
    """Raises, in this order: AnnouncingNotAllowed, ReceiptOutsideScope, ReceiptStarted, ReceiptEnded,
    ReceiptChangedMeanwhile, ScansStillWait.
    """
    check_announce(receipt.location, actor=actor)
    check_cancel(receipt, version=version)
    check_no_scans(receipt)


def check_reason(reason: str) -> None:
    """Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded


def check_put_away(sku: Sku, quantity: int, *, waiting: int) -> None:
    """Raises, in this order: QuantityUnfit, MoreThanToPutAway."""
    check_quantity(sku, quantity, least=1)
    if quantity > waiting:
        raise MoreThanToPutAway(sku=sku.code, waiting=waiting, wanted=quantity)


def check_setting(location: Location, *, actor: User) -> None:
    """Raises, in this order: SettingNotAllowed, ReceiptOutsideScope."""
    check_setting_at(location.place, actor=actor)


def check_setting_at(place: Place, *, actor: User) -> None:
    """Raises, in this order: SettingNotAllowed, ReceiptOutsideScope."""
    if not actor.may(SETTINGS):
        raise SettingNotAllowed
    if not any(place.path.startswith(path) for path in actor.scope_paths):
        raise ReceiptOutsideScope(location=place.code)


def check_once(skus: Sequence[Sku]) -> None:
    """Raises SkuTwice."""
    seen: set[int] = set()
    for sku in skus:
        if sku.pk in seen:
            raise SkuTwice(sku=sku.code)
        seen.add(sku.pk)


def _of(sums: Mapping[int, SkuSums], line: ReceivedLine) -> SkuSums:
    return sums.get(line.sku.pk) or SkuSums()
