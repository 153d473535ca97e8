"""Reads of the catalogue for the rooms above."""

from inventory.catalog.policies.allows import (
    COUNT,
    LOCATION_ALLOWS,
    PROMISE,
    SERVE,
    SKU_ALLOWS,
    STOCK,
    SUPPLY,
)
from inventory.catalog.queries.facts import (
    Line,
    Named,
    cost_at,
    costs_at,
    price_at,
    prices_at,
    recipe_at,
    resolve_codes,
)
from inventory.catalog.queries.stakes import stakes

__all__ = [
    "COUNT",
    "LOCATION_ALLOWS",
    "PROMISE",
    "SERVE",
    "SKU_ALLOWS",
    "STOCK",
    "SUPPLY",
    "Line",
    "Named",
    "cost_at",
    "costs_at",
    "price_at",
    "prices_at",
    "recipe_at",
    "resolve_codes",
    "stakes",
]
