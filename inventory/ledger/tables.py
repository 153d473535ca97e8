"""The table of the stock list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.catalog.models import Location
from inventory.ledger.hooks import LateFeed
from inventory.ledger.queries import StockRow
from inventory.ledger.vocabulary import State
from inventory.ledger.words import STATE_WORDS
from workbench import formats
from workbench.columns import MoneyColumn, QuantityColumn, TextColumn, TitleColumn


@dataclass(slots=True)
class StockLine:
    """One cell as the list shows it, now or at a moment of the past."""

    stock: StockRow
    category: str | None = None
    location_kind: str = ""
    currency: str = ""
    below_zero_since: datetime | None = None
    cost: Decimal | None = None
    late: LateFeed | None = None

    @property
    def pk(self) -> str:
        return f"{self.stock.sku_id}-{self.stock.location_id}"

    @property
    def value(self) -> Decimal | None:
        """What is on hand at today's standard cost; None without one."""
        return None if self.cost is None else self.cost * self.stock.on_hand


def sku_url(line: StockLine) -> str:
    """The SKU's page, narrowed to the location of the line."""
    query = urlencode({"location": line.stock.location})
    return f"{reverse('inventory:sku', args=[line.stock.sku])}?{query}"


class KindColumn(TextColumn):
    def facts(self, record: StockLine, value: str) -> dict[str, object]:
        return {"value": self.value(value)}

    def value(self, value: str) -> str:
        return str(Location.Kind(value).label) if value else ""


class PlaceColumn(TextColumn):
    """The location, marked when its feed is late."""

    part = "place_late"

    def facts(self, record: StockLine, value: str) -> dict[str, object]:
        return {"value": value, "late": late_text(record.late)}


class NumberColumn(QuantityColumn):
    """A number whose zero is the quiet case."""

    def facts(self, record: StockLine, value: int | None) -> dict[str, object]:
        return super().facts(record, value) | ({"tone": "muted"} if value == 0 else {})


def late_text(late: LateFeed | None) -> str:
    """How long a late place was not heard; nothing where nothing is late."""
    return _("%(time)s late") % {"time": formats.duration(late.minutes)} if late else ""


def number(state: State, *, hide: int = 0) -> NumberColumn:
    return NumberColumn(
        STATE_WORDS[state],
        accessor=f"stock__{state.word}",
        hide=hide,
        initial_sort_descending=True,
    )


class StockTable(tables.Table):
    sku = TitleColumn(
        gettext_lazy("SKU"), accessor="stock__sku_name", url=sku_url, sub="stock__sku"
    )
    location = PlaceColumn(gettext_lazy("Location"), accessor="stock__location_name", phone="b")
    category = TextColumn(gettext_lazy("Category"), hide=3, orderable=False)
    kind = KindColumn(gettext_lazy("Kind"), accessor="location_kind", hide=3, orderable=False)
    on_hand = NumberColumn(
        gettext_lazy("On hand"),
        accessor="stock__on_hand",
        phone="s",
        css="strong",
        initial_sort_descending=True,
    )
    sellable = NumberColumn(
        gettext_lazy("Sellable"),
        accessor="stock__sellable",
        initial_sort_descending=True,
    )
    available = number(State.AVAILABLE, hide=1)
    reserved = number(State.RESERVED, hide=1)
    allocated = number(State.ALLOCATED, hide=2)
    receiving = number(State.RECEIVING, hide=3)
    damaged = number(State.DAMAGED, hide=3)
    quarantined = number(State.QUARANTINED, hide=3)
    returned = number(State.RETURNED, hide=3)
    in_transit = number(State.IN_TRANSIT, hide=2)
    on_order = number(State.ON_ORDER, hide=3)

    class Meta:
        fields: list[str] = []


class StockValueTable(StockTable):
    """With money, for those who may see it."""

    value = MoneyColumn(gettext_lazy("At cost"), currency="currency", hide=2, orderable=False)

    class Meta:
        fields: list[str] = []
        sequence = ("...", "value")
