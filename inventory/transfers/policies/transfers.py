"""Who may do what with a transfer, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.models import User
from accounts.policies.base import check_right, covers
from inventory.catalog.models import Location, Sku
from inventory.transfers import errors
from inventory.transfers.models import Shipment, Shortage, Transfer
from inventory.transfers.queries.progress import Progress, progress_of

CREATE, SHIP, RECEIVE = "transfers.create", "transfers.ship", "transfers.receive"
MOST_LINES = 500
MOST_UNITS = 1_000_000
# Nothing is sent from or to a place that is not yet or no longer there.
SENDS = frozenset({Location.Lifecycle.OPEN, Location.Lifecycle.SUSPENDED})
TAKES = frozenset({*SENDS, Location.Lifecycle.PLANNED})


def check_may_create(origin: Location, destination: Location, *, actor: User | None) -> None:
    """One end at least is the actor's. Raises, in this order: RightMissing, PlacesOutsideScope."""
    check_right(actor, CREATE)
    if actor is None:
        return
    if not any(covers(actor, end.place.path) for end in (origin, destination)):
        raise errors.PlacesOutsideScope(origin=origin.code, destination=destination.code)


def check_route(origin: Location, destination: Location) -> None:
    """Raises, in this order: SameLocation, OtherNetworks, LocationDoesNotMove."""
    if origin.pk == destination.pk:
        raise errors.SameLocation
    if origin.place.network_id != destination.place.network_id:
        raise errors.OtherNetworks(origin=origin.code, destination=destination.code)
    for location, allowed in ((origin, SENDS), (destination, TAKES)):
        if location.lifecycle not in allowed:
            lifecycle = location.state.label.lower()
            raise errors.LocationDoesNotMove(location=location.code, lifecycle=lifecycle)


def check_lines(lines: Sequence[tuple[Sku, int]], *, network_id: int) -> None:
    """Raises, in this order: LinesMissing, TooManyLines, SkuTwice, SkuUnknown, KitNotTransferable,
    SkuNotTransferable, QuantityUnfit."""
    if not lines:
        raise errors.LinesMissing
    if len(lines) > MOST_LINES:
        raise errors.TooManyLines(most=MOST_LINES, lines=f"{len(lines):,}")
    seen: set[int] = set()
    for sku, quantity in lines:
        if sku.pk in seen:
            raise errors.SkuTwice(sku=sku.code)
        seen.add(sku.pk)
        check_line(sku, quantity, network_id=network_id)


def check_line(sku: Sku, quantity: int, *, network_id: int) -> None:
    """Raises, in this order: SkuUnknown, KitNotTransferable, SkuNotTransferable, QuantityUnfit."""
    if sku.network_id != network_id:
        raise errors.SkuUnknown(sku=sku.code)
    if sku.is_kit:
        raise errors.KitNotTransferable(sku=sku.code)
    if sku.lifecycle == Sku.Lifecycle.DRAFT:
        raise errors.SkuNotTransferable(sku=sku.code, lifecycle=sku.state.label.lower())
    if not 1 <= quantity <= MOST_UNITS:
        raise errors.QuantityUnfit(sku=sku.code, quantity=quantity, most=f"{MOST_UNITS:,}")


def check_reason_known(reason: str) -> None:
    """Raises ReasonUnfit."""
    if reason not in Transfer.Reason.values:
        raise errors.ReasonUnfit(reason=reason, known=", ".join(Transfer.Reason.values))


def check_why(reason: str) -> None:
    """Raises WhyMissing."""
    if not reason.strip():
        raise errors.WhyMissing


def check_version(transfer: Transfer, version: int | None) -> None:
    """None is for callers that hold no page. Raises TransferChangedMeanwhile."""
    if version is not None and version != transfer.version:
        raise errors.TransferChangedMeanwhile(
            reference=transfer.reference, seen=version, version=transfer.version
        )


def check_change_transfer(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, PlacesOutsideScope, TransferNotDraft."""
    check_may_create(transfer.from_location, transfer.to_location, actor=actor)
    if not can_proceed(transfer.submit):
        raise errors.TransferNotDraft(**said(transfer))


def check_copy_transfer(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, PlacesOutsideScope."""
    check_may_create(transfer.from_location, transfer.to_location, actor=actor)


def check_submit_transfer(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, PlacesOutsideScope, TransferNotDraft."""
    check_change_transfer(transfer, actor=actor)


def check_recall_transfer(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, NotYoursToRecall, TransferNotSubmitted."""
    check_right(actor, CREATE)
    mine = actor is None or actor == transfer.asked_by
    if not (mine or (actor and covers(actor, transfer.from_location.place.path))):
        raise errors.NotYoursToRecall(reference=transfer.reference, asker=transfer.asker)
    if not can_proceed(transfer.recall):
        raise errors.TransferNotSubmitted(**said(transfer))


def check_at_origin(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, OriginNotYours."""
    check_right(actor, SHIP)
    if actor is not None and not covers(actor, transfer.from_location.place.path):
        raise errors.OriginNotYours(
            reference=transfer.reference, origin=transfer.from_location.code
        )


def check_start_picking(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, OriginNotYours, PickingBegunAlready,
    TransferNotApproved."""
    check_at_origin(transfer, actor=actor)
    if transfer.status == Transfer.Status.IN_PROGRESS:
        raise errors.PickingBegunAlready(reference=transfer.reference)
    if not can_proceed(transfer.start):
        raise errors.TransferNotApproved(**said(transfer))


def check_pack(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, OriginNotYours, TransferNotApproved."""
    check_at_origin(transfer, actor=actor)
    if transfer.status not in Transfer.MOVING:
        raise errors.TransferNotApproved(**said(transfer))


def check_shipment_packed(shipment: Shipment, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, OriginNotYours, ShipmentNotPacked."""
    check_at_origin(shipment.transfer, actor=actor)
    if not can_proceed(shipment.unpack):
        raise errors.ShipmentNotPacked(shipment=str(shipment), status=shipment.state.label.lower())


def check_close_short(transfer: Transfer, progress: Progress, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, OriginNotYours, TransferHasEnded, TransferNotApproved,
    StillPacked, NothingToCloseShort."""
    check_at_origin(transfer, actor=actor)
    check_not_ended(transfer)
    if transfer.status not in Transfer.MOVING:
        raise errors.TransferNotApproved(**said(transfer))
    check_nothing_packed(transfer)
    if not progress.allocated:
        raise errors.NothingToCloseShort(
            reference=transfer.reference, origin=transfer.from_location.code
        )


def check_cancel_transfer(transfer: Transfer, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, PlacesOutsideScope, TransferHasEnded, TransferCalledOff,
    StillPacked."""
    check_may_create(transfer.from_location, transfer.to_location, actor=actor)
    check_not_ended(transfer)
    if is_called_off(transfer):
        raise errors.TransferCalledOff(**said(transfer))
    check_nothing_packed(transfer)


def check_not_ended(transfer: Transfer) -> None:
    """Raises TransferHasEnded."""
    if not can_proceed(transfer.cancel):
        raise errors.TransferHasEnded(**said(transfer))


def is_called_off(transfer: Transfer) -> bool:
    """Whether cancelling has done all it can: what is left waits for the missing pieces."""
    if transfer.ending != Transfer.Ending.CANCELLED or transfer.has_ended:
        return False
    progress = progress_of(transfer)
    claimed = sum(
        line.claimed
        for shortage in transfer.shortages.filter(status__in=Shortage.OPEN)
        for line in shortage.lines.all()
    )
    return not progress.allocated and progress.in_transit <= claimed


def check_nothing_packed(transfer: Transfer) -> None:
    """Raises StillPacked."""
    packed = transfer.shipments.filter(status=Shipment.Status.PACKED).first()
    if packed is not None:
        raise errors.StillPacked(shipment=str(packed))


def check_back(
    back: Mapping[int, int] | None, progress: Progress, transfer: Transfer, *, actor: User | None
) -> None:
    """What is back stands at the origin: whoever says so must be of that place. Raises, in this order:
    UnitsNotSaid, MoreBackThanSent, HomeNotYours."""
    if progress.in_transit and back is None:
        raise errors.UnitsNotSaid(
            reference=transfer.reference,
            in_transit=f"{progress.in_transit:,}",
            origin=transfer.from_location.code,
        )
    for sku_id, quantity in (back or {}).items():
        on_way = max(0, progress.of(sku_id).in_transit)
        if not 0 <= quantity <= on_way:
            code = Sku.objects.filter(pk=sku_id).values_list("code", flat=True).first()
            raise errors.MoreBackThanSent(sku=code or sku_id, back=quantity, in_transit=on_way)
    home = transfer.from_location
    if any((back or {}).values()) and actor is not None and not covers(actor, home.place.path):
        raise errors.HomeNotYours(reference=transfer.reference, origin=home.code)


def check_may_settle(shortage: Shortage, *, actor: User | None) -> None:
    """Whoever receives at the destination, or leads there. Raises, in this order: RightMissing,
    PlacesOutsideScope, ShortageSettled."""
    transfer = shortage.transfer
    if actor is not None and not actor.may(RECEIVE):
        check_right(actor, CREATE)
    if actor is not None and not any(
        covers(actor, end.place.path) for end in (transfer.from_location, transfer.to_location)
    ):
        raise errors.PlacesOutsideScope(
            origin=transfer.from_location.code, destination=transfer.to_location.code
        )
    if not can_proceed(shortage.find):
        raise errors.ShortageSettled(
            reference=shortage.reference, status=shortage.state.label.lower()
        )


def check_ask_loss(shortage: Shortage, *, actor: User | None) -> None:
    """Raises, in this order: RightMissing, PlacesOutsideScope, ShortageSettled,
    ShortageNotReported."""
    check_may_settle(shortage, actor=actor)
    if not can_proceed(shortage.ask):
        raise errors.ShortageNotReported(reference=shortage.reference)


def check_find(shortage: Shortage, *, actor: User | None) -> None:
    """Whether pieces that turned up may be booked in by somebody at either end. Raises, in this order:
    FoundElsewhere, ShortageSettled."""
    if not ends_to_find(shortage.transfer, actor=actor):
        transfer = shortage.transfer
        ends = {"from": transfer.from_location.name, "to": transfer.to_location.name}
        raise errors.FoundElsewhere(place=_("%(from)s or %(to)s") % ends)
    if shortage.status == Shortage.Status.FOUND:
        raise errors.ShortageSettled(
            reference=shortage.reference, status=shortage.state.label.lower()
        )


def ends_to_find(transfer: Transfer, *, actor: User | None) -> list[Location]:
    """Where the actor may book in what was missing: as whoever receives or whoever ships there."""
    ends = ((RECEIVE, transfer.to_location), (SHIP, transfer.from_location))
    return [
        end
        for right, end in ends
        if actor is None or (actor.may(right) and covers(actor, end.place.path))
    ]


def check_found(
    found: Mapping[Sku, int], missing: Mapping[Sku, int], *, shortage: Shortage
) -> None:
    """Raises, in this order: MoreFoundThanMissing, NothingFound."""
    for sku, quantity in found.items():
        most = missing.get(sku, 0)
        if not 0 <= quantity <= most:
            raise errors.MoreFoundThanMissing(sku=sku.code, found=quantity, missing=most)
    if not any(found.values()):
        raise errors.NothingFound


def said(transfer: Transfer) -> dict[str, str]:
    """The reference and the status as words of a sentence."""
    return {"reference": transfer.reference, "status": transfer.state.label.lower()}
