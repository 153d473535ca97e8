"""What else names a SKU: identifiers, and the units they and people count in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from inventory.catalog.errors import IdentifierUnknown, NothingToChange, UnitInUse, UnitUnknown
from inventory.catalog.gtin import scheme_of
from inventory.catalog.locks import lock_sku
from inventory.catalog.models import SkuIdentifier, UnitConversion
from inventory.catalog.policies.skus import check_add_identifier, check_may_change, check_set_unit
from inventory.catalog.services.skus import bump


@transaction.atomic
def add_identifier(
    *,
    code: str,
    value: str,
    actor: User | None,
    at: datetime,
    scheme: str = "",
    unit: str = "",
) -> SkuIdentifier:
    """Let a barcode or another system's number name this SKU, or one unit of it.

    Without a scheme it is found by length and check digit.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, IdentifierUnfit,
    CheckDigitWrong, UnitUnknown, IdentifierTaken.
    """
    sku = lock_sku(code)
    scheme = scheme or scheme_of(value)
    check_add_identifier(sku, value=value, scheme=scheme, unit=unit, actor=actor)
    row = SkuIdentifier.objects.create(sku=sku, scheme=scheme, value=value, unit=unit)
    bump(sku)
    after = {"identifier": value, "scheme": scheme, "unit": unit}
    record(
        "inventory.sku.identifier_added", sku, actor=actor, at=at, place=sku.network, after=after
    )
    return row


@transaction.atomic
def remove_identifier(*, code: str, value: str, actor: User | None, at: datetime) -> None:
    """Take a number away from this SKU. What was posted under it stays posted.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, IdentifierUnknown.
    """
    sku = lock_sku(code)
    check_may_change(sku.network, actor=actor)
    row = SkuIdentifier.objects.filter(sku=sku, value=value).first()
    if row is None:
        raise IdentifierUnknown(code=code, value=value)
    before = {"identifier": value, "scheme": row.scheme, "unit": row.unit}
    row.delete()
    bump(sku)
    record(
        "inventory.sku.identifier_removed",
        sku,
        actor=actor,
        at=at,
        place=sku.network,
        before=before,
    )


@transaction.atomic
def set_unit_conversion(
    *, code: str, unit: str, factor: int, actor: User | None, at: datetime
) -> UnitConversion:
    """Say how many base units one such unit is, from now on: a case of 12.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, UnitUnfit,
    NothingToChange.
    """
    sku = lock_sku(code)
    check_set_unit(sku, unit=unit, factor=factor, actor=actor)
    row = UnitConversion.objects.filter(sku=sku, unit=unit).first()
    old = {unit: row.factor} if row else {}
    if row is None:
        row = UnitConversion.objects.create(sku=sku, unit=unit, factor=factor)
    elif row.factor == factor:
        raise NothingToChange
    else:
        row.factor = factor
        row.save(update_fields=["factor"])
    bump(sku)
    record(
        "inventory.sku.unit_set",
        sku,
        actor=actor,
        at=at,
        place=sku.network,
        before=old,
        after={unit: factor},
    )
    return row


@transaction.atomic
def remove_unit_conversion(*, code: str, unit: str, actor: User | None, at: datetime) -> None:
    """Take a unit away; events that name it are then rejected and wait.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, UnitUnknown, UnitInUse.
    """
    sku = lock_sku(code)
    check_may_change(sku.network, actor=actor)
    row = UnitConversion.objects.filter(sku=sku, unit=unit).first()
    if row is None:
        raise UnitUnknown(code=code, unit=unit)
    used = SkuIdentifier.objects.filter(sku=sku, unit=unit).first()
    if used is not None:
        raise UnitInUse(value=used.value)
    before = {unit: row.factor}
    row.delete()
    bump(sku)
    record("inventory.sku.unit_removed", sku, actor=actor, at=at, place=sku.network, before=before)
