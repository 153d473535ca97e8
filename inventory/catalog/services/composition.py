"""What a kit is made of, and what may be offered instead of a SKU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from audit.services import record
from inventory.catalog.errors import NoRecipeToWithdraw, SkuUnknown
from inventory.catalog.locks import lock_skus
from inventory.catalog.models import KitComponent, Sku, Substitute
from inventory.catalog.policies.skus import (
    check_may_change,
    check_set_recipe,
    check_set_substitutes,
)
from inventory.catalog.services.skus import bump


@transaction.atomic
def set_recipe(
    *,
    code: str,
    components: Mapping[str, int],
    starts: datetime,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> list[KitComponent]:
    """Say what a kit is made of from a moment on; the recipe before it ends there.

    The first recipe of a kit may start in the past, since nothing was sold by another one.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, SkuChangedMeanwhile,
    NotAKit, RecipeUnfit, ComponentIsKit, ComponentOfAnotherNetwork, ComponentNotActive,
    RecipeStartsInThePast, RecipeAlreadyStarts.
    """
    skus = _lock([code, *components])
    kit = skus[code]
    parts = {skus[each]: quantity for each, quantity in components.items()}
    check_set_recipe(kit, parts, starts=starts, version=version, actor=actor, at=at)
    before = _lines(kit, starts)
    _open_at(kit, starts).update(valid_to=starts)
    lines = KitComponent.objects.bulk_create(
        KitComponent(kit=kit, component=sku, quantity=quantity, valid_from=starts)
        for sku, quantity in parts.items()
    )
    bump(kit)
    after = {"recipe": dict(components), "starts": starts.isoformat()}
    record(
        "inventory.sku.recipe_set",
        kit,
        actor=actor,
        at=at,
        place=kit.network,
        before=before,
        after=after,
    )
    return lines


@transaction.atomic
def withdraw_recipe(*, code: str, actor: User | None, at: datetime) -> None:
    """Take back the recipe that would start next; the one before it goes on.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, NoRecipeToWithdraw.
    """
    kit = _lock([code])[code]
    check_may_change(kit.network, actor=actor)
    coming = KitComponent.objects.filter(kit=kit, valid_from__gt=at).order_by("-valid_from")
    last = coming.first()
    if last is None:
        raise NoRecipeToWithdraw(code=code)
    starts = last.valid_from
    before = {
        "recipe": {
            line.component.code: line.quantity for line in _of(kit).filter(valid_from=starts)
        },
        "starts": starts.isoformat(),
    }
    coming.filter(valid_from=starts).delete()
    KitComponent.objects.filter(kit=kit, valid_to=starts).update(valid_to=None)
    bump(kit)
    record(
        "inventory.sku.recipe_withdrawn",
        kit,
        actor=actor,
        at=at,
        place=kit.network,
        before=before,
    )


@transaction.atomic
def set_substitutes(
    *,
    code: str,
    instead: Sequence[str],
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> list[Substitute]:
    """Say what may be offered instead, best first; an empty list says nothing may.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, SkuChangedMeanwhile,
    SubstitutesUnfit.
    """
    skus = _lock([code, *instead])
    sku = skus[code]
    others = [skus[each] for each in instead]
    check_set_substitutes(sku, others, version=version, actor=actor)
    old = Substitute.objects.filter(sku=sku).select_related("instead")
    before = {"instead": [row.instead.code for row in old]}
    old.delete()
    rows = Substitute.objects.bulk_create(
        Substitute(sku=sku, instead=other, rank=rank) for rank, other in enumerate(others, 1)
    )
    bump(sku)
    record(
        "inventory.sku.substitutes_set",
        sku,
        actor=actor,
        at=at,
        place=sku.network,
        before=before,
        after={"instead": list(instead)},
    )
    return rows


def _lock(codes: Sequence[str]) -> dict[str, Sku]:
    """Refuses SkuUnknown for the first code that is not there."""
    found = lock_skus(codes)
    for code in codes:
        if code not in found:
            raise SkuUnknown(code=code)
    return found


def _of(kit: Sku) -> Any:
    return KitComponent.objects.filter(kit=kit).select_related("component")


def _open_at(kit: Sku, starts: datetime) -> Any:
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=starts)
    return KitComponent.objects.filter(still, kit=kit, valid_from__lt=starts)


def _lines(kit: Sku, starts: datetime) -> dict[str, Any]:
    lines = _open_at(kit, starts).select_related("component")
    return {"recipe": {line.component.code: line.quantity for line in lines}}
