from inventory.catalog.models.location import Location
from inventory.catalog.models.sku import (
    Category,
    CostPrice,
    KitComponent,
    Sku,
    SkuIdentifier,
    Substitute,
    UnitConversion,
)

__all__ = [
    "Category",
    "CostPrice",
    "KitComponent",
    "Location",
    "Sku",
    "SkuIdentifier",
    "Substitute",
    "UnitConversion",
]
