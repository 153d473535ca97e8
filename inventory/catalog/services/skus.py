"""Make and change SKUs, and move them through their lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Place, User
from audit.services import changed, record
from inventory.catalog.errors import NothingToChange
from inventory.catalog.locks import lock_sku
from inventory.catalog.models import Category, Sku
from inventory.catalog.policies.skus import (
    check_activate_sku,
    check_change_sku,
    check_create_sku,
    check_discontinue_sku,
    check_reinstate_sku,
)


@transaction.atomic
def create_sku(
    *,
    code: str,
    name: str,
    network: Place,
    actor: User | None,
    at: datetime,
    kind: str = Sku.Kind.SIMPLE,
    base_unit: str = Sku.BaseUnit.PIECE,
    category: Category | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Sku:
    """Make a SKU as a draft. Its code, kind and base unit stay for good.

    Refuses, in this order: RightMissing, PlaceOutsideScope, SkuCodeUnfit, SkuNameMissing,
    CategoryOfAnotherNetwork, SkuCodeTaken.
    """
    check_create_sku(code=code, name=name, network=network, category=category, actor=actor)
    sku = Sku.objects.create(
        code=code,
        name=name.strip(),
        network=network,
        category=category,
        kind=Sku.Kind(kind),
        base_unit=Sku.BaseUnit(base_unit),
        attributes=dict(attributes or {}),
        created_at=at,
    )
    after = facts_of(sku) | {"kind": sku.kind, "base_unit": sku.base_unit}
    record("inventory.sku.created", sku, actor=actor, at=at, place=network, after=after)
    return sku


@transaction.atomic
def change_sku(
    *,
    code: str,
    name: str,
    category: Category | None,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Sku:
    """Change what a SKU is called and where it stands in the category tree.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, SkuChangedMeanwhile,
    SkuNameMissing, CategoryOfAnotherNetwork, NothingToChange.
    """
    sku = lock_sku(code)
    check_change_sku(sku, name=name, category=category, version=version, actor=actor)
    old = facts_of(sku)
    sku.name, sku.category = name.strip(), category
    before, after = changed(old, facts_of(sku))
    if not after:
        raise NothingToChange
    sku.version += 1
    sku.save(update_fields=["name", "category", "version"])
    _record("changed", sku, actor, at, before, after)
    return sku


@transaction.atomic
def activate_sku(*, code: str, actor: User | None, at: datetime) -> Sku:
    """Take a draft into the range: it may be sold, bought and moved.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, SkuLifecycleForbids,
    KitWithoutRecipe.
    """
    sku = lock_sku(code)
    check_activate_sku(sku, actor=actor, at=at)
    old = sku.lifecycle
    sku.activate()
    return _save_step(sku, "activated", old, actor, at)


@transaction.atomic
def discontinue_sku(*, code: str, actor: User | None, at: datetime) -> Sku:
    """Take a SKU out of the range: no new supply; what is left is sold, moved and counted.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, SkuLifecycleForbids.
    """
    sku = lock_sku(code)
    check_discontinue_sku(sku, actor=actor)
    old = sku.lifecycle
    sku.discontinue()
    return _save_step(sku, "discontinued", old, actor, at)


@transaction.atomic
def reinstate_sku(*, code: str, actor: User | None, at: datetime) -> Sku:
    """Bring a discontinued SKU back into the range.

    Refuses, in this order: SkuUnknown, RightMissing, PlaceOutsideScope, SkuLifecycleForbids.
    """
    sku = lock_sku(code)
    check_reinstate_sku(sku, actor=actor)
    old = sku.lifecycle
    sku.reinstate()
    return _save_step(sku, "reinstated", old, actor, at)


def bump(sku: Sku) -> None:
    """One more version: open forms of this SKU are stale from here on."""
    sku.version += 1
    sku.save(update_fields=["version"])


def facts_of(sku: Sku) -> dict[str, Any]:
    """What of a SKU changes, as the trail shows it."""
    return {
        "name": sku.name,
        "category": sku.category.code if sku.category else None,
        "attributes": sku.attributes,
    }


def _save_step(sku: Sku, verb: str, old: str, actor: User | None, at: datetime) -> Sku:
    sku.version += 1
    sku.save(update_fields=["lifecycle", "version"])
    _record(verb, sku, actor, at, {"lifecycle": old}, {"lifecycle": sku.lifecycle})
    return sku


def _record(
    verb: str,
    sku: Sku,
    actor: User | None,
    at: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    record(
        f"inventory.sku.{verb}",
        sku,
        actor=actor,
        at=at,
        place=sku.network,
        before=before,
        after=after,
    )
