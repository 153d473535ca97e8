"""The stock list: a million cells now, or a filtered few at a moment of the past."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inventory.catalog.queries import costs_at
from inventory.ledger.filters import StockFilter, wanted_of
from inventory.ledger.hooks import LateFeed, hooks
from inventory.ledger.late import late_words
from inventory.ledger.models import StockLevel
from inventory.ledger.past import MOST_CELLS, Moments, Past, read_past
from inventory.ledger.queries import Cell
from inventory.ledger.queries.levels import (
    CAP,
    NUMBERS,
    LevelRow,
    Order,
    Reach,
    Wanted,
    count_levels,
    every_cell,
    level_rows,
    order_key,
    ordered_cells,
    reach,
)
from inventory.ledger.tables import StockLine, StockTable, StockValueTable
from inventory.ledger.views.moments import moment_words
from kernel import clock
from kernel.lists import ListView, Notice, Preset, Principal
from kernel.lists.paging import Page, Total

# An order by a number reads every level that matches; it is kept this long, the numbers are fresh.
KEEP_ORDER_S = 20


class StockList(ListView[StockLevel]):
    key = "inventory.stock"
    permission = "stock.view"
    export_permission = "stock.export"
    api_scope = "stock:read"
    title = gettext_lazy("Stock")
    url_name = "inventory:stock"
    filterset_class = StockFilter
    table_class = StockTable
    default_sort = "sku"
    shown_columns: ClassVar = (
        "sku",
        "location",
        "on_hand",
        "sellable",
        "available",
        "reserved",
        "allocated",
        "damaged",
        "in_transit",
        "on_order",
        "value",
    )
    pinned: ClassVar = ("q", "place", "stock", "at", "known")
    presets: ClassVar = (
        Preset(
            "below_zero",
            gettext_lazy("Below zero"),
            "stock=below_zero",
            empty_title=gettext_lazy("Nothing is below zero"),
            empty_text=gettext_lazy(
                "Where more was told to leave than to come, the cell appears here."
            ),
        ),
        Preset(
            "in_transit",
            gettext_lazy("In transit"),
            "state=in_transit",
            empty_title=gettext_lazy("Nothing is in transit"),
            empty_text=gettext_lazy("What is on its way to one of your locations appears here."),
        ),
    )
    empty_icon = "box"
    empty_title = gettext_lazy("No stock yet")
    empty_text = gettext_lazy("The first event of a SKU at one of your locations appears here.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.table_class = _table_for(self.user)

    @classmethod
    def for_person(cls, user: Any, principal: Principal, query: str = "") -> StockList:
        view = cls()
        view.user, view.principal, view.data = user, principal, QueryDict(query)
        view.table_class = _table_for(user)
        return view

    # ---------- what is wanted ----------

    def rows(self) -> QuerySet[StockLevel]:
        """The filters only say what is wanted; `queries.levels` reads it."""
        return StockLevel.objects.none()

    @cached_property
    def clean(self) -> dict[str, Any]:
        form = self.filterset.form
        form.is_valid()
        return dict(form.cleaned_data)

    @cached_property
    def wanted(self) -> Wanted:
        return wanted_of(self.clean)

    @cached_property
    def moments(self) -> Moments:
        return Moments(self.clean.get("at"), self.clean.get("known"))

    @cached_property
    def reach(self) -> Reach:
        return reach(self.principal, self.wanted)

    @cached_property
    def now(self) -> Any:
        return clock.now()

    # ---------- rows ----------

    @cached_property
    def past(self) -> Past | None:
        if not self.moments.is_past:
            return None
        return read_past(
            self.reach, self.wanted, self.moments, principal=self.principal, at=self.now
        )

    @cached_property
    def total(self) -> Total:
        number = len(self.past.rows) if self.past else count_levels(self.reach, self.wanted)
        return Total(min(number, CAP), number > CAP)

    @cached_property
    def page(self) -> Page:
        return self._past_page(self.past) if self.past else self._present_page()

    def every_row(self) -> Iterator[Any]:
        if self.past:
            yield from self._lines(self._sorted(self.past.rows))
            return
        for cells in every_cell(self.reach, self.wanted, self._order()):
            yield from self._lines(level_rows(cells))

    def _past_page(self, past: Past) -> Page:
        state, size = self.state, self.state.size
        start = (state.page - 1) * size
        rows = self._sorted(past.rows)
        more = len(rows) > start + size
        return Page(
            rows=self._lines(rows[start : start + size]),
            first=start + 1,
            previous=replace(state, page=state.page - 1) if state.page > 1 else None,
            next=replace(state, page=state.page + 1) if more else None,
        )

    def _present_page(self) -> Page:
        state, size = self.state, self.state.size
        backwards = bool(state.before)
        key = _unpack(state.before or state.after, self._by)
        order = self._order(backwards=backwards, beyond=key)
        cells = self._cells(order, size + 1)
        more = len(cells) > size
        rows = level_rows(cells[:size][::-1] if backwards else cells[:size])
        start = state.on_first_page()
        before = rows and (more if backwards else bool(key))
        after = rows and (backwards or more)
        return Page(
            rows=self._lines(rows),
            first=None if key else 1,
            previous=replace(start, before=_pack(order_key(rows[0], self._by))) if before else None,
            next=replace(start, after=_pack(order_key(rows[-1], self._by))) if after else None,
        )

    def _cells(self, order: Order, limit: int) -> list[Cell]:
        if order.by not in NUMBERS:
            return ordered_cells(self.reach, self.wanted, order, limit=limit)
        asked = repr((self.reach, self.wanted, order, limit)).encode()
        key = f"stock-order:{blake2b(asked, digest_size=16).hexdigest()}"
        kept = cache.get(key)
        if kept is None:
            kept = [
                tuple(cell) for cell in ordered_cells(self.reach, self.wanted, order, limit=limit)
            ]
            cache.set(key, kept, KEEP_ORDER_S)
        return [Cell(*cell) for cell in kept]

    @property
    def _by(self) -> str:
        return self.state.sort.removeprefix("-")

    def _order(self, *, backwards: bool = False, beyond: tuple[Any, ...] = ()) -> Order:
        descending = self.state.sort.startswith("-")
        return Order(self._by, descending != backwards, beyond)

    def _sorted(self, rows: Sequence[LevelRow]) -> list[LevelRow]:
        descending = self.state.sort.startswith("-")
        return sorted(rows, key=lambda row: order_key(row, self._by), reverse=descending)

    def _lines(self, rows: Sequence[LevelRow]) -> list[StockLine]:
        at = self.moments.as_of or self.now
        priced = self.table_class is StockValueTable
        costs = costs_at({row.stock.sku_id for row in rows}, at) if priced and rows else {}
        late = self._late(rows)
        return [
            StockLine(
                stock=row.stock,
                category=row.category,
                location_kind=row.location_kind,
                currency=row.currency,
                below_zero_since=row.below_zero_since,
                cost=costs.get(row.stock.sku_id),
                late=late.get(row.stock.location_id),
            )
            for row in rows
        ]

    def _late(self, rows: Sequence[LevelRow]) -> dict[int, LateFeed]:
        if self.moments.is_past or not rows:
            return {}
        return hooks.late_feeds({row.stock.location_id for row in rows}, self.now)

    # ---------- words ----------

    @property
    def no_match_title(self) -> str:  # type: ignore[override]
        if self.past and self.past.too_many:
            return _("Narrow the filters to see a past moment")
        return _("No stock matches these filters")

    def sub(self) -> str:
        if self.past and self.past.too_many:
            return ""
        total = self.total
        number = f"{total.number:,}+" if total.capped else f"{total.number:,}"
        return ngettext("%(n)s SKU at a location", "%(n)s SKUs at locations", total.number) % {
            "n": number
        }

    def notices(self) -> Sequence[Notice]:
        if self.past:
            return [self._past_notice(self.past)]
        late = {line.stock.location: line for line in self.page.rows if line.late}
        return [_late_notice(list(late.values()))] if late else []

    def _past_notice(self, past: Past) -> Notice:
        if past.too_many:
            return Notice(
                "warn",
                _("Too many cells for a past moment."),
                _("At most %(most)s can be computed. Choose a SKU, a category or a location.")
                % {"most": f"{MOST_CELLS:,}"},
            )
        settled = "" if past.settled else _("Postings of the last minute may still be added.")
        return Notice("", f"{moment_words(self.moments)}.", settled)


def _late_notice(lines: Sequence[StockLine]) -> Notice:
    title = ngettext(
        "%(n)d place on this page is late.", "%(n)d places on this page are late.", len(lines)
    ) % {"n": len(lines)}
    worst = max(lines, key=lambda line: line.late.minutes if line.late else 0)
    return Notice("warn", title, late_words(worst.stock.location_name, worst.late))


def _table_for(user: Any) -> type[StockTable]:
    return StockValueTable if user.may("value.view") else StockTable


def _pack(key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _unpack(text: str, by: str) -> tuple[Any, ...]:
    """The key of a page, or nothing for none and for nonsense: then the list starts again."""
    kinds = (int, int, int) if by in NUMBERS else (str, str)
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return ()
    fits = isinstance(key, list) and [type(value) for value in key] == list(kinds)
    return tuple(key) if fits else ()
