"""Standard cost and retail price, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from audit.services import record
from inventory.catalog.errors import NothingToChange
from inventory.catalog.locks import lock_sku
from inventory.catalog.models import CostPrice
from inventory.catalog.policies.money import check_set_amount
from inventory.catalog.services.skus import bump


def set_cost(
    *, code: str, amount: Decimal, valid_from: date, actor: User | None, at: datetime
) -> CostPrice:
    """Set the standard cost of one base unit, in the network's currency, from a day on.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, AmountUnfit,
    NothingToChange.
    """
    return _set(code, CostPrice.Kind.COST, amount, valid_from, actor, at)


def set_price(
    *, code: str, amount: Decimal, valid_from: date, actor: User | None, at: datetime
) -> CostPrice:
    """Set the retail price of one base unit, in the network's currency, from a day on.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, AmountUnfit,
    NothingToChange.
    """
    return _set(code, CostPrice.Kind.RETAIL, amount, valid_from, actor, at)


@transaction.atomic
def _set(
    code: str,
    kind: CostPrice.Kind,
    amount: Decimal,
    valid_from: date,
    actor: User | None,
    at: datetime,
) -> CostPrice:
    sku = lock_sku(code)
    check_set_amount(sku, amount, actor=actor)
    row = CostPrice.objects.filter(sku=sku, kind=kind, valid_from=valid_from).first()
    before = {"amount": str(row.amount)} if row else None
    if row is None:
        row = CostPrice.objects.create(sku=sku, kind=kind, amount=amount, valid_from=valid_from)
    elif row.amount == amount:
        raise NothingToChange
    else:
        # The same day again corrects it; what was frozen in requests meanwhile stays.
        row.amount = amount
        row.save(update_fields=["amount"])
    bump(sku)
    verb = "cost_set" if kind is CostPrice.Kind.COST else "price_set"
    after = {"amount": str(amount), "valid_from": valid_from.isoformat()}
    record(
        f"inventory.sku.{verb}",
        sku,
        actor=actor,
        at=at,
        place=sku.network,
        before=before,
        after=after,
    )
    return row
