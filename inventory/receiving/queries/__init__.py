"""Reads of receiving for the rooms above and the screens."""

from inventory.receiving.queries.landing import landing_state, lands_directly
from inventory.receiving.queries.sums import LineSums, SkuSums, line_sums, on_order_of, sums_of
from inventory.receiving.queries.tolerance import percent_of

__all__ = [
    "LineSums",
    "SkuSums",
    "landing_state",
    "lands_directly",
    "line_sums",
    "on_order_of",
    "percent_of",
    "sums_of",
]
