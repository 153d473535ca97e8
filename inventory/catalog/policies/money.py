"""Who sets costs and prices, and which."""

from decimal import Decimal

from accounts.models import User
from inventory.catalog.errors import AmountUnfit
from inventory.catalog.models import Sku
from inventory.catalog.policies.skus import check_may_change

TOO_MUCH = Decimal(10) ** 10
PLACES = 4


def check_set_amount(sku: Sku, amount: Decimal, *, actor: User | None) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, AmountUnfit."""
    check_may_change(sku.network, actor=actor)
    if not fits(amount):
        raise AmountUnfit


def fits(amount: Decimal) -> bool:
    """Whether an amount can be kept exactly."""
    return amount.is_finite() and 0 <= amount < TOO_MUCH and amount == round(amount, PLACES)
