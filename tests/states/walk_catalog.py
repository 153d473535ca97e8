"""SKUs and locations: inventory/catalog/README.md."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Place, User
from inventory.catalog.models import Location, Sku
from inventory.catalog.services.codes import (
    add_identifier,
    remove_identifier,
    remove_unit_conversion,
    set_unit_conversion,
)
from inventory.catalog.services.composition import set_recipe, set_substitutes, withdraw_recipe
from inventory.catalog.services.locations import (
    change_location,
    close_location,
    create_location,
    open_location,
    reopen_location,
    set_location_grace,
    suspend_location,
)
from inventory.catalog.services.money import set_cost, set_price
from inventory.catalog.services.skus import (
    activate_sku,
    change_sku,
    create_sku,
    discontinue_sku,
    reinstate_sku,
)
from tests.factories import NOON, make_person, make_place
from tests.states.walk import REST, Act, walk


@dataclass
class Shop:
    network: Place
    ada: User


def make_shop() -> Shop:
    network = make_place("UK")
    network.currency = "GBP"
    network.save(update_fields=["currency"])
    return Shop(network, make_person("Ada", role="admin", scope=network))


# ---------- SKUs ----------


def draft(shop: Shop) -> Sku:
    """With a barcode and a case of twelve."""
    by = {"code": "MUG", "actor": shop.ada, "at": NOON}
    row = create_sku(**by, name="Mug", network=shop.network)
    add_identifier(**by, value="4006381333931")
    set_unit_conversion(**by, unit="case", factor=12)
    return row


def active(shop: Shop) -> Sku:
    draft(shop)
    return activate_sku(code="MUG", actor=shop.ada, at=NOON)


def discontinued(shop: Shop) -> Sku:
    active(shop)
    return discontinue_sku(code="MUG", actor=shop.ada, at=NOON)


def sku(shop: Shop, row: Sku) -> dict[str, Any]:
    return {"code": row.code}


def sku_with(**more: Any) -> Any:
    return lambda shop, row: {"code": row.code, **more}


def renamed(shop: Shop, row: Sku) -> dict[str, Any]:
    said = {"name": "Blue mug", "category": None}
    return sku(shop, row) | said | {"version": Sku.objects.get(pk=row.pk).version}


ADMIN = {"admin"}
TODAY = date(2026, 11, 22)
STAYS = {word: f"-> {word}" for word in ("draft", "active", "discontinued")}
MONEY = sku_with(amount=Decimal("3.50"), valid_from=TODAY)

walk(
    "catalog.Sku.lifecycle",
    world=make_shop,
    samples={"draft": draft, "active": active, "discontinued": discontinued},
    room="inventory/catalog/services/skus",
    named_by=("code",),
    elsewhere=frozenset({"create_sku"}),
    acts=(
        Act("change", change_sku, renamed, ADMIN, STAYS),
        Act(
            "activate",
            activate_sku,
            sku,
            ADMIN,
            {"draft": "-> active", REST: "sku_lifecycle_forbids"},
        ),
        Act(
            "discontinue",
            discontinue_sku,
            sku,
            ADMIN,
            {"active": "-> discontinued", REST: "sku_lifecycle_forbids"},
        ),
        Act(
            "reinstate",
            reinstate_sku,
            sku,
            ADMIN,
            {"discontinued": "-> active", REST: "sku_lifecycle_forbids"},
        ),
        Act("add a code", add_identifier, sku_with(value="4012345678901"), ADMIN, STAYS),
        Act("remove a code", remove_identifier, sku_with(value="4006381333931"), ADMIN, STAYS),
        Act("set a unit", set_unit_conversion, sku_with(unit="pallet", factor=480), ADMIN, STAYS),
        Act("remove a unit", remove_unit_conversion, sku_with(unit="case"), ADMIN, STAYS),
        Act(
            "set a recipe",
            set_recipe,
            sku_with(components={}, starts=NOON),
            ADMIN,
            {REST: "not_a_kit"},
        ),
        Act("withdraw a recipe", withdraw_recipe, sku, ADMIN, {REST: "no_recipe_to_withdraw"}),
        Act("name a substitute", set_substitutes, sku_with(instead=[]), ADMIN, STAYS),
        Act("set the cost", set_cost, MONEY, ADMIN, STAYS),
        Act("set the price", set_price, MONEY, ADMIN, STAYS),
    ),
)


# ---------- locations ----------


def planned(shop: Shop) -> Location:
    return create_location(
        code="CAMDEN", name="Camden", kind="store", parent=shop.network, actor=shop.ada, at=NOON
    )


def opened(shop: Shop) -> Location:
    planned(shop)
    return open_location(code="CAMDEN", actor=shop.ada, at=NOON)


def suspended(shop: Shop) -> Location:
    opened(shop)
    return suspend_location(code="CAMDEN", reason="Flood", actor=shop.ada, at=NOON)


def closed(shop: Shop) -> Location:
    opened(shop)
    return close_location(code="CAMDEN", reason="Lease ended", actor=shop.ada, at=NOON)


def location(shop: Shop, row: Location) -> dict[str, Any]:
    return {"code": "CAMDEN"}


def location_why(shop: Shop, row: Location) -> dict[str, Any]:
    return {"code": "CAMDEN", "reason": "Because"}


def moved(shop: Shop, row: Location) -> dict[str, Any]:
    said = {"name": "Camden High Street", "kind": "store", "time_zone": "Europe/London"}
    version = Location.objects.get(pk=row.pk).version
    return {"code": "CAMDEN", **said, "grace_minutes": 45, "version": version}


def an_hour(shop: Shop, row: Location) -> dict[str, Any]:
    return {"code": "CAMDEN", "minutes": 60}


PLACE_STAYS = {word: f"-> {word}" for word in ("planned", "open", "suspended", "closed")}

walk(
    "catalog.Location.lifecycle",
    world=make_shop,
    samples={"planned": planned, "open": opened, "suspended": suspended, "closed": closed},
    room="inventory/catalog/services/locations",
    named_by=("code",),
    elsewhere=frozenset({"create_location"}),
    acts=(
        Act("change", change_location, moved, ADMIN, PLACE_STAYS),
        Act("set its grace", set_location_grace, an_hour, ADMIN, PLACE_STAYS),
        Act(
            "open",
            open_location,
            location,
            ADMIN,
            {"planned": "-> open", REST: "location_lifecycle_forbids"},
        ),
        Act(
            "suspend",
            suspend_location,
            location_why,
            ADMIN,
            {"open": "-> suspended", REST: "location_lifecycle_forbids"},
        ),
        Act(
            "reopen",
            reopen_location,
            location,
            ADMIN,
            {"suspended": "-> open", REST: "location_lifecycle_forbids"},
        ),
        Act(
            "close",
            close_location,
            location_why,
            ADMIN,
            {
                "planned": "-> closed",
                "open": "-> closed",
                "suspended": "-> closed",
                "closed": "location_lifecycle_forbids",
            },
        ),
    ),
)
