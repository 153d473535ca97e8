"""How far another system's claim may differ before it is a case: the commands that set it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Place, User
from audit.services import record
from inventory.intake.errors import ToleranceNotFound, UnknownSource
from inventory.intake.models import SnapshotTolerance
from inventory.intake.policies import check_may_own, check_place_in_scope, check_tolerance
from inventory.ledger.models import Source


@transaction.atomic
def set_snapshot_tolerance(
    *, source_code: str, place: Place | None, units: int, actor: User, at: datetime
) -> SnapshotTolerance:
    """Let claims of a source (or of all) differ by so many units, everywhere or within a subtree.

    Refuses, in this order: OwningNotAllowed, ToleranceOutOfRange, UnknownSource, PlaceOutsideScope.
    """
    check_may_own(actor)
    check_tolerance(units)
    source = Source.objects.filter(code=source_code).first()
    if source_code and source is None:
        raise UnknownSource(source=source_code)
    check_place_in_scope(place, actor=actor)
    row = (
        SnapshotTolerance.objects.select_for_update(of=("self",))
        .filter(source=source, place=place)
        .first()
    )
    before = {"units": row.units} if row else None
    if row is None:
        row = SnapshotTolerance(source=source, place=place)
    row.units, row.set_at = units, at
    _save(row)
    after = {"units": units, "source": source_code, "place": place.code if place else ""}
    record(
        "inventory.snapshot_tolerance.set",
        row,
        actor=actor,
        at=at,
        place=place,
        before=before,
        after=after,
    )
    return row


@transaction.atomic
def remove_snapshot_tolerance(*, tolerance_id: int, actor: User, at: datetime) -> None:
    """Take a tolerance away: the next wider one holds, else none.

    Refuses, in this order: OwningNotAllowed, ToleranceNotFound, PlaceOutsideScope.
    """
    check_may_own(actor)
    row = (
        SnapshotTolerance.objects.select_for_update(of=("self",))
        .select_related("source", "place")
        .filter(pk=tolerance_id)
        .first()
    )
    if row is None:
        raise ToleranceNotFound
    check_place_in_scope(row.place, actor=actor)
    before = {
        "units": row.units,
        "source": row.source.code if row.source else "",
        "place": row.place.code if row.place else "",
    }
    record(
        "inventory.snapshot_tolerance.removed",
        row,
        actor=actor,
        at=at,
        place=row.place,
        before=before,
    )
    row.delete()


def _save(row: SnapshotTolerance) -> None:
    if row.pk:
        row.save(update_fields=["units", "set_at"])
        return
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # set by somebody else at this moment: the later one stands
        known = SnapshotTolerance.objects.get(source=row.source, place=row.place)
        row.pk = known.pk
        row.save(update_fields=["units", "set_at"])
