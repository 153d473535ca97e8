"""The stock of one SKU: states by location, trend, movements. Panels of the SKU's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import chosen_scope, person
from inventory.catalog.models import Location, Sku
from inventory.ledger.hooks import LateFeed, hooks
from inventory.ledger.late import late_words
from inventory.ledger.past import Moments
from inventory.ledger.queries import StockRow, stock_as_of, stock_trend
from inventory.ledger.views.moments import Asked, asked_moments, moment_words
from inventory.ledger.vocabulary import State
from inventory.ledger.words import STATE_WORDS
from kernel.clock import now
from workbench import charts, formats

MOST_LOCATIONS = 1_000
SHOWN = 25
DAYS = 28
ON_HAND, SELLABLE = "on_hand", "sellable"
COLUMNS = (ON_HAND, SELLABLE, *(state.word for state in State))
ALWAYS = {ON_HAND, SELLABLE, State.AVAILABLE.word}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the matrix; its link explains it."""

    value: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    code: str
    name: str
    url: str
    open: bool
    late: LateFeed | None
    numbers: list[Number]


def stock_panel(request: HttpRequest, sku: Sku) -> dict[str, Any] | None:
    """States by location, now or at a moment; None for who may not see stock and for kits."""
    if not person(request).may("stock.view") or sku.kind == Sku.Kind.KIT:
        return None
    asked, at = asked_moments(request), now()
    page = stock_as_of(
        principal=chosen_scope(request),
        at=at,
        as_of=asked.moments.as_of,
        known_at=asked.moments.known_at,
        sku_ids=[sku.pk],
        limit=MOST_LOCATIONS,
    )
    chosen = request.GET.get("location", "")
    rows = sorted(page.rows, key=lambda row: (row.location != chosen, *_rank(row)))
    shown = rows if "all" in request.GET else rows[:SHOWN]
    late = {} if asked.moments.is_past else hooks.late_feeds({r.location_id for r in shown}, at)
    kept = _columns_with_stock(page.rows)
    total = _totals(page.rows)
    return {
        "sku": sku,
        "asked": asked,
        "words": f"{moment_words(asked.moments)}." if asked.moments.is_past else "",
        "unsettled": not page.settled,
        "columns": [_column_words()[column] for column in kept],
        "rows": [
            _matrix_row(row, sku, asked, row.location == chosen, late.get(row.location_id), kept)
            for row in shown
        ],
        "total": [total[column] for column in kept],
        "places": _places(len(rows)),
        "more": len(rows) - len(shown),
        "all_url": f"?{asked.query(location=chosen, all='1')}#stock",
        "now_url": f"?{Asked(Moments()).query(location=chosen)}",
        "keep": [("location", chosen)] if chosen else [],
        "late": [
            late_words(r.location_name, late[r.location_id]) for r in shown if r.location_id in late
        ],
    }


def trend_panel(request: HttpRequest, sku: Sku) -> dict[str, Any] | None:
    """What was on hand at the end of each of the last 28 days, at one location or at all."""
    if not person(request).may("stock.view") or sku.kind == Sku.Kind.KIT:
        return None
    location, asked, at = chosen_location(request), asked_moments(request), now()
    days = stock_trend(
        sku_id=sku.pk,
        principal=chosen_scope(request),
        at=at,
        location_id=location.pk if location else None,
        days=DAYS,
        time_zone=timezone.get_current_timezone_name(),
        as_of=asked.moments.as_of,
    )
    today, last = timezone.localdate(at), days[-1].day
    title = _("On hand at the end of the day, %(days)d days") % {"days": DAYS}
    return {
        "chart": charts.trend(
            [formats.day(day.day, today) for day in days],
            [day.on_hand for day in days],
            title=title,
            step=True,
        ),
        "days": list(reversed(days)),
        "where": location.name if location else _("all your locations"),
        "change": days[-1].on_hand - days[0].on_hand,
        "since": last - timedelta(days=DAYS - 1),
    }


def chosen_location(request: HttpRequest) -> Location | None:
    """The location the page is narrowed to, when it exists and is in scope."""
    code = request.GET.get("location", "").replace("\x00", "")
    rows = Location.objects.visible_to(chosen_scope(request)).select_related("place")
    return rows.filter(place__code=code).first() if code else None


def explain_url(sku: str, location: str, state: str, asked: Asked) -> str:
    """Why this number: the movements that make one state of a cell."""
    query = asked.query(location=location, state=state)
    return f"{reverse('inventory:sku-explain', args=[sku])}?{query}"


def _rank(row: StockRow) -> tuple[Any, ...]:
    """Trouble first, then most on hand."""
    return (min(row.states) >= 0, -row.on_hand, row.location)


def _matrix_row(
    row: StockRow, sku: Sku, asked: Asked, chosen: bool, late: LateFeed | None, kept: Sequence[int]
) -> MatrixRow:
    values = _values(row)
    return MatrixRow(
        code=row.location,
        name=row.location_name,
        url=reverse("inventory:location", args=[row.location]),
        open=chosen,
        late=late,
        numbers=[
            Number(
                values[column],
                explain_url(sku.code, row.location, COLUMNS[column], asked)
                if values[column]
                else "",
            )
            for column in kept
        ],
    )


def _values(row: StockRow) -> list[int]:
    return [row.on_hand, row.sellable, *row.states]


def _column_words() -> list[str]:
    return [_("On hand"), _("Sellable"), *(str(STATE_WORDS[state]) for state in State)]


def _columns_with_stock(rows: Sequence[StockRow]) -> list[int]:
    """On hand, sellable and available always; another state only where some location has it."""
    used = [any(column) for column in zip(*map(_values, rows), strict=True)] or [False] * len(
        COLUMNS
    )
    return [n for n, name in enumerate(COLUMNS) if used[n] or name in ALWAYS]


def _totals(rows: Sequence[StockRow]) -> list[int]:
    return [sum(column) for column in zip(*map(_values, rows), strict=True)] or [0] * len(COLUMNS)


def _places(count: int) -> str:
    return ngettext("%(n)s location", "%(n)s locations", count) % {"n": f"{count:,}"}
