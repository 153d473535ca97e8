"""How deliveries are received: tolerances, and where goods land."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Place, User
from audit.services import record
from inventory.catalog.models import Location
from inventory.receiving.errors import (
    LandingChanged,
    PercentUnfit,
    ToleranceChanged,
    ToleranceThere,
    ToleranceUnknown,
)
from inventory.receiving.models import LandingSetting, OverReceiptTolerance
from inventory.receiving.policies import check_setting, check_setting_at
from kernel.plain import clean_text


@transaction.atomic
def set_tolerance(
    *, place: Place, kind: str, sender: str, percent: int, actor: User, at: datetime
) -> OverReceiptTolerance:
    """Let deliveries bring so many percent more, by kind and sender, below a place.

    Refuses, in this order: SettingNotAllowed, ReceiptOutsideScope, PercentUnfit, ToleranceThere.
    """
    check_setting_at(place, actor=actor)
    _check_percent(percent)
    row, new = OverReceiptTolerance.objects.get_or_create(
        place=place,
        kind=kind,
        sender=clean_text(sender.strip(), longest=160),
        defaults={"percent": percent},
    )
    if not new:
        raise ToleranceThere(percent=row.percent)
    _note(row, "set", actor=actor, at=at, after=_said(row))
    return row


@transaction.atomic
def change_tolerance(
    *, tolerance_id: int, percent: int, version: int, actor: User, at: datetime
) -> OverReceiptTolerance:
    """Let these deliveries bring another percentage more.

    Refuses, in this order: ToleranceUnknown, SettingNotAllowed, ReceiptOutsideScope,
    ToleranceChanged, PercentUnfit.
    """
    row = _locked(tolerance_id, version=version, actor=actor)
    _check_percent(percent)
    before = _said(row)
    row.percent, row.version = percent, row.version + 1
    row.save(update_fields=["percent", "version"])
    _note(row, "changed", actor=actor, at=at, before=before, after=_said(row))
    return row


@transaction.atomic
def remove_tolerance(*, tolerance_id: int, version: int, actor: User, at: datetime) -> None:
    """Let the next wider tolerance count again.

    Refuses, in this order: ToleranceUnknown, SettingNotAllowed, ReceiptOutsideScope,
    ToleranceChanged.
    """
    row = _locked(tolerance_id, version=version, actor=actor)
    _note(row, "removed", actor=actor, at=at, before=_said(row))
    row.delete()


@transaction.atomic
def set_landing(
    *, location: Location, direct: bool, version: int, actor: User, at: datetime
) -> LandingSetting:
    """Say whether deliveries go on the shelf at once, or wait to be put away.

    Refuses, in this order: SettingNotAllowed, ReceiptOutsideScope, LandingChanged.
    """
    check_setting(location, actor=actor)
    # Two who set it first would both find nothing to lock.
    Location.objects.select_for_update(of=("self",), no_key=True).get(pk=location.pk)
    row = LandingSetting.objects.filter(location=location).first()
    if version != (row.version if row else 0):
        raise LandingChanged(location=location.code)
    before = {"direct": row.direct} if row else {}
    row = row or LandingSetting(location=location, version=0)
    row.direct, row.version = direct, row.version + 1
    if before:
        row.save(update_fields=["direct", "version"])
    else:
        row.save(force_insert=True)
    record("inventory.receiving_landing.set", row, actor=actor, at=at, place=location.place,
           before=before, after={"direct": direct})  # fmt: skip
    return row


def _locked(tolerance_id: int, *, version: int, actor: User) -> OverReceiptTolerance:
    rows = OverReceiptTolerance.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.filter(pk=tolerance_id).first()
    if row is None:
        raise ToleranceUnknown
    check_setting_at(row.place, actor=actor)
    if version != row.version:
        raise ToleranceChanged(percent=row.percent)
    return row


def _check_percent(percent: int) -> None:
    if not 0 <= percent <= 100:
        raise PercentUnfit


def _said(row: OverReceiptTolerance) -> dict[str, Any]:
    return {"kind": row.kind, "sender": row.sender, "percent": row.percent}


def _note(row: OverReceiptTolerance, verb: str, **facts: Any) -> None:
    record(f"inventory.receiving_tolerance.{verb}", row, place=row.place, **facts)
