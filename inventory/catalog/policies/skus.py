"""Who changes SKUs, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django_fsm import can_proceed

from accounts.models import Place, User
from accounts.policies.base import check_place_in_scope, check_right
from inventory.catalog import errors
from inventory.catalog.gtin import fault, spellings
from inventory.catalog.models import Category, KitComponent, Sku, SkuIdentifier, UnitConversion

RIGHT = "catalog.change"
LARGEST_UNIT = 1_000_000
MOST_COMPONENT = 10_000
MOST_SUBSTITUTES = 20


def check_may_change(network: Place, *, actor: User | None) -> None:
    """SKUs belong to a network as a whole, so its changes need the right and the whole network.

    Refuses, in this order: RightMissing, PlaceOutsideScope.
    """
    check_right(actor, RIGHT)
    check_place_in_scope(actor, network)


def check_version(sku: Sku, version: int | None) -> None:
    """Refuses SkuChangedMeanwhile to a form that showed an older version."""
    if version is not None and version != sku.version:
        raise errors.SkuChangedMeanwhile(version=sku.version)


def is_code(text: str, longest: int) -> bool:
    """Codes are printable, not empty, and without spaces around them."""
    return 0 < len(text) <= longest and text == text.strip() and text.isprintable()


def check_create_sku(
    *, code: str, name: str, network: Place, category: Category | None, actor: User | None
) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, SkuCodeUnfit, SkuNameMissing,
    CategoryOfAnotherNetwork, SkuCodeTaken."""
    check_may_change(network, actor=actor)
    if not is_code(code, 64):
        raise errors.SkuCodeUnfit
    check_name_and_category(name, category, network.pk)
    owner = owner_of(code)
    if owner is not None:
        raise errors.SkuCodeTaken(code=code, owner=owner.code)


def check_name_and_category(name: str, category: Category | None, network_id: int) -> None:
    """Refuses, in this order: SkuNameMissing, CategoryOfAnotherNetwork."""
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise errors.SkuNameMissing
    if category is not None and category.network_id != network_id:
        raise errors.CategoryOfAnotherNetwork


def owner_of(text: str) -> Sku | None:
    """The SKU that already goes by this text, as its code or as one of its identifiers."""
    found = Sku.objects.filter(code=text).first()
    if found is None:
        row = SkuIdentifier.objects.filter(value__in=spellings(text)).select_related("sku").first()
        found = row.sku if row else None
    return found


def check_change_sku(
    sku: Sku, *, name: str, category: Category | None, version: int | None, actor: User | None
) -> None:
    """Code, kind and base unit never change: stock and other systems hang on them.

    Refuses, in this order: RightMissing, PlaceOutsideScope, SkuChangedMeanwhile, SkuNameMissing,
    CategoryOfAnotherNetwork.
    """
    check_may_change(sku.network, actor=actor)
    check_version(sku, version)
    check_name_and_category(name, category, sku.network_id)


def check_activate_sku(sku: Sku, *, actor: User | None, at: datetime) -> None:
    """A draft comes into the range; a kit needs a recipe first.

    Refuses, in this order: RightMissing, PlaceOutsideScope, SkuLifecycleForbids, KitWithoutRecipe.
    """
    check_may_change(sku.network, actor=actor)
    _check_step(sku, sku.activate, "draft", "activated")
    if sku.is_kit and not KitComponent.objects.valid_at(at).filter(kit=sku).exists():
        raise errors.KitWithoutRecipe


def check_discontinue_sku(sku: Sku, *, actor: User | None) -> None:
    """An active SKU leaves the range: no new supply, what is left is sold.

    Refuses, in this order: RightMissing, PlaceOutsideScope, SkuLifecycleForbids.
    """
    check_may_change(sku.network, actor=actor)
    _check_step(sku, sku.discontinue, "active", "discontinued")


def check_reinstate_sku(sku: Sku, *, actor: User | None) -> None:
    """A discontinued SKU comes back into the range.

    Refuses, in this order: RightMissing, PlaceOutsideScope, SkuLifecycleForbids.
    """
    check_may_change(sku.network, actor=actor)
    _check_step(sku, sku.reinstate, "discontinued", "reinstated")


def _check_step(sku: Sku, step: Callable[[], None], wanted: str, verb: str) -> None:
    if not can_proceed(step):
        status = sku.state.label.lower()
        raise errors.SkuLifecycleForbids(code=sku.code, status=status, wanted=wanted, verb=verb)


def check_add_identifier(
    sku: Sku, *, value: str, scheme: str, unit: str, actor: User | None
) -> None:
    """A number names one SKU in the whole installation, and no SKU's code.

    Refuses, in this order: RightMissing, PlaceOutsideScope, IdentifierUnfit, CheckDigitWrong,
    UnitUnknown, IdentifierTaken.
    """
    check_may_change(sku.network, actor=actor)
    if not is_code(value, 64):
        raise errors.IdentifierUnfit
    why = fault(value, scheme)
    if why:
        label = SkuIdentifier.Scheme(scheme).label
        raise errors.CheckDigitWrong(value=value, scheme=label, why=why)
    if unit and not UnitConversion.objects.filter(sku=sku, unit=unit).exists():
        raise errors.UnitUnknown(code=sku.code, unit=unit)
    owner = owner_of(value)
    if owner is not None:
        raise errors.IdentifierTaken(value=value, owner=owner.code)


def check_set_unit(sku: Sku, *, unit: str, factor: int, actor: User | None) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, UnitUnfit."""
    check_may_change(sku.network, actor=actor)
    fits = is_code(unit, 20) and 2 <= factor <= LARGEST_UNIT
    if not fits or unit in Sku.BaseUnit.values:
        raise errors.UnitUnfit


def check_set_recipe(
    kit: Sku,
    components: Mapping[Sku, int],
    *,
    starts: datetime,
    version: int | None,
    actor: User | None,
    at: datetime,
) -> None:
    """One level of simple, active SKUs of the same network; the past stays as it was sold.

    Refuses, in this order: RightMissing, PlaceOutsideScope, SkuChangedMeanwhile, NotAKit,
    RecipeUnfit, ComponentIsKit, ComponentOfAnotherNetwork, ComponentNotActive,
    RecipeStartsInThePast, RecipeAlreadyStarts.
    """
    check_may_change(kit.network, actor=actor)
    check_version(kit, version)
    if not kit.is_kit:
        raise errors.NotAKit(code=kit.code)
    _check_components(kit, components)
    lines = KitComponent.objects.filter(kit=kit)
    if starts < at and lines.exists():
        raise errors.RecipeStartsInThePast
    later = lines.filter(valid_from__gte=starts).order_by("valid_from").first()
    if later is not None:
        raise errors.RecipeAlreadyStarts(starts=later.valid_from.isoformat(timespec="minutes"))


def _check_components(kit: Sku, components: Mapping[Sku, int]) -> None:
    if not components or not all(1 <= each <= MOST_COMPONENT for each in components.values()):
        raise errors.RecipeUnfit
    for sku in components:
        if sku.is_kit:
            raise errors.ComponentIsKit(component=sku.code)
        if sku.network_id != kit.network_id:
            raise errors.ComponentOfAnotherNetwork(component=sku.code)
        if sku.lifecycle != Sku.Lifecycle.ACTIVE:
            status = sku.state.label.lower()
            raise errors.ComponentNotActive(component=sku.code, status=status)


def check_set_substitutes(
    sku: Sku, others: Iterable[Sku], *, version: int | None, actor: User | None
) -> None:
    """Refuses, in this order: RightMissing, PlaceOutsideScope, SkuChangedMeanwhile,
    SubstitutesUnfit."""
    check_may_change(sku.network, actor=actor)
    check_version(sku, version)
    chosen = list(others)
    fits = len(chosen) == len(set(chosen)) <= MOST_SUBSTITUTES
    same = all(other.network_id == sku.network_id and other != sku for other in chosen)
    if not (fits and same):
        raise errors.SubstitutesUnfit
