"""What the lifecycle of a SKU or a location allows: the one table, read by the ledger and by the pages.

A command that does not fit is refused. Facts never are: what has happened is posted, and what does not
fit becomes a case.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.catalog.models import Location, Sku

# Acts on a SKU, in the words of "so it cannot be …".
SELL, SUPPLY, MOVE, COUNT = "sell", "supply", "move", "count"
SKU_ACTS: Final[dict[str, Promise]] = {
    SELL: _("sold or promised"),
    SUPPLY: _("ordered from a supplier"),
    MOVE: _("moved between locations"),
    COUNT: _("counted and adjusted"),
}
# A draft is not in the range yet; a discontinued SKU sells and moves what is left.
SKU_ALLOWS: Final[dict[str, frozenset[str]]] = {
    Sku.Lifecycle.DRAFT: frozenset(),
    Sku.Lifecycle.ACTIVE: frozenset(SKU_ACTS),
    Sku.Lifecycle.DISCONTINUED: frozenset({SELL, MOVE, COUNT}),
}

# Acts at a location, in the words of "so it …".
PROMISE, SERVE, STOCK = "promise", "serve", "stock"
LOCATION_ACTS: Final[dict[str, Promise]] = {
    PROMISE: _("takes no orders and no reservations"),
    SERVE: _("sells, ships and takes back nothing"),
    STOCK: _("receives, counts and corrects nothing"),
}
# Before opening a location is stocked, counted and put right. A suspended one keeps its stock, sends it
# away, takes back what is under way and counts, but nothing new is promised from it.
LOCATION_ALLOWS: Final[dict[str, frozenset[str]]] = {
    Location.Lifecycle.PLANNED: frozenset({STOCK}),
    Location.Lifecycle.OPEN: frozenset(LOCATION_ACTS),
    Location.Lifecycle.SUSPENDED: frozenset({SERVE, STOCK}),
    Location.Lifecycle.CLOSED: frozenset(),
}
