"""What the ledger has against closing a location."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import ngettext

from inventory.catalog.models import Location
from inventory.ledger.models import StockLevel
from inventory.ledger.vocabulary import State

SHOWN = 3
NOT_EMPTY = reduce(or_, (~Q(**{state.word: 0}) for state in State))


def stock_left(location: Location) -> str:
    """A sentence when any state of any SKU is not zero here: on the shelf, damaged, on its way to
    here, on order, or below zero because an event is missing."""
    cells = StockLevel.objects.filter(NOT_EMPTY, location=location)
    count = cells.count()
    if not count:
        return ""
    codes = cells.order_by("sku__code").values_list("sku__code", flat=True)[:SHOWN]
    words = {"n": f"{count:,}", "codes": ", ".join(codes) + (" …" if count > SHOWN else "")}
    return (
        ngettext(
            "%(n)s SKU still has stock here, on its way or on order (%(codes)s).",
            "%(n)s SKUs still have stock here, on its way or on order (%(codes)s).",
            count,
        )
        % words
    )
