"""When a store should have more, and how much: a plain formula, shown with its numbers.

Reorder point = d x L + safety stock, for cover of L days at d pieces a day (P. L. King, "Crack the
code: understanding safety stock and mastering its equations", APICS magazine, July/August 2011). With
Poisson demand the safety stock at 95 % cycle service is 1.645 x sqrt(d x L); below ten pieces in L days
the normal form is wrong, so the reorder point is the smallest k with P(demand <= k) >= 95 % instead.
Cycle service of 95 % means that 5 % of cycles run out, not that 5 % of pieces are missing.
"""

from __future__ import annotations

from math import ceil, exp, sqrt

SALES_DAYS = 28
# A delivery takes two days, and the next look comes within a week.
COVER_DAYS = 9
# What the destination should have afterwards, and what the origin keeps for itself.
TARGET_DAYS = 21
SERVICE, Z = 0.95, 1.645
NORMAL_FROM = 10


def enough_for(sold: int, days: int) -> int:
    """Pieces that last so many days in 95 of 100 cases, at the pace of the last 28 days."""
    mean = sold * days / SALES_DAYS
    if mean >= NORMAL_FROM:
        return ceil(mean + Z * sqrt(mean))
    chance = total = exp(-mean)
    pieces = 0
    while total < SERVICE:
        pieces += 1
        chance *= mean / pieces
        total += chance
    return pieces
