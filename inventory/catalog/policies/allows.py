"""What the lifecycle of a SKU or a location allows our own commands to do. Facts are never refused:
what has happened is posted, and what does not fit becomes a case."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.catalog.errors import LocationActForbidden, SkuActForbidden
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
PROMISE, SEND, RECEIVE, STOCKTAKE = "promise", "send", "receive", "stocktake"
LOCATION_ACTS: Final[dict[str, Promise]] = {
    PROMISE: _("takes no orders and no reservations"),
    SEND: _("sends nothing"),
    RECEIVE: _("receives nothing"),
    STOCKTAKE: _("counts nothing"),
}
# Before opening a location is stocked and counted. A suspended one keeps its stock, sends it away,
# takes back what is under way and counts, but nothing new is promised from it.
LOCATION_ALLOWS: Final[dict[str, frozenset[str]]] = {
    Location.Lifecycle.PLANNED: frozenset({RECEIVE, STOCKTAKE}),
    Location.Lifecycle.OPEN: frozenset(LOCATION_ACTS),
    Location.Lifecycle.SUSPENDED: frozenset({SEND, RECEIVE, STOCKTAKE}),
    Location.Lifecycle.CLOSED: frozenset(),
}


def check_sku_allows(sku: Sku, act: str) -> None:
    """For every command that touches a SKU's stock. Refuses SkuActForbidden."""
    if act not in SKU_ALLOWS[sku.lifecycle]:
        raise SkuActForbidden(code=sku.code, status=sku.state.label.lower(), act=SKU_ACTS[act])


def check_location_allows(location: Location, act: str) -> None:
    """For every command that works at a location. Refuses LocationActForbidden."""
    if act not in LOCATION_ALLOWS[location.lifecycle]:
        raise LocationActForbidden(
            code=location.code, status=location.state.label.lower(), act=LOCATION_ACTS[act]
        )
