"""How deliveries are received: tolerances, and where goods land."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Place, User
from audit.services import record
from inventory.catalog.models import Location
from inventory.receiving.errors import PercentUnfit, ToleranceUnknown
from inventory.receiving.models import LandingSetting, OverReceiptTolerance
from inventory.receiving.policies import check_setting, check_setting_at


@transaction.atomic
def set_tolerance(
    *, place: Place, kind: str, sender: str, percent: int, actor: User, at: datetime
) -> OverReceiptTolerance:
    """Let deliveries bring so many percent more, by kind and sender, below a place.

    Refuses, in this order: SettingNotAllowed, ReceiptOutsideScope, PercentUnfit.
    """
    check_setting_at(place, actor=actor)
    if not 0 <= percent <= 100:
        raise PercentUnfit
    row, _new = OverReceiptTolerance.objects.update_or_create(
        place=place, kind=kind, sender=sender.strip()[:160], defaults={"percent": percent}
    )
    after = {"kind": kind, "sender": row.sender, "percent": percent}
    record("inventory.receiving_tolerance.set", row, actor=actor, at=at, place=place, after=after)
    return row


@transaction.atomic
def remove_tolerance(*, tolerance_id: int, actor: User, at: datetime) -> None:
    """Let the next wider tolerance count again.

    Refuses, in this order: ToleranceUnknown, SettingNotAllowed, ReceiptOutsideScope.
    """
    rows = OverReceiptTolerance.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.filter(pk=tolerance_id).first()
    if row is None:
        raise ToleranceUnknown
    check_setting_at(row.place, actor=actor)
    before = {"kind": row.kind, "sender": row.sender, "percent": row.percent}
    record("inventory.receiving_tolerance.removed", row, actor=actor, at=at, place=row.place,
           before=before)  # fmt: skip
    row.delete()


@transaction.atomic
def set_landing(*, location: Location, direct: bool, actor: User, at: datetime) -> LandingSetting:
    """Say whether deliveries go on the shelf at once, or wait to be put away.

    Refuses, in this order: SettingNotAllowed, ReceiptOutsideScope.
    """
    check_setting(location, actor=actor)
    row, _new = LandingSetting.objects.update_or_create(
        location=location, defaults={"direct": direct}
    )
    record("inventory.receiving_landing.set", row, actor=actor, at=at, place=location.place,
           after={"direct": direct})  # fmt: skip
    return row
