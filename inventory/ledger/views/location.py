"""The stock of one location: totals, most of what, what is below zero, how old it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import chosen_scope, person
from exceptions.queries import open_cases_at
from exceptions.tables import case_url
from inventory.catalog.models import Location
from inventory.ledger.hooks import hooks
from inventory.ledger.late import late_words
from inventory.ledger.past import Moments
from inventory.ledger.queries.levels import (
    BELOW_ZERO,
    Order,
    Reach,
    Wanted,
    level_rows,
    location_totals,
    ordered_cells,
)
from inventory.ledger.views.moments import Asked
from inventory.ledger.views.sku import explain_url
from inventory.ledger.vocabulary import State
from inventory.ledger.words import STATE_WORDS
from kernel.clock import now

TOP, MOST_BELOW, MOST_CASES = 10, 20, 5
NOW = Asked(Moments())


def totals_panel(request: HttpRequest, location: Location) -> dict[str, Any] | None:
    """Units by state, and how many SKUs."""
    if not person(request).may("stock.view"):
        return None
    totals = location_totals(location.pk)
    late = hooks.late_feeds({location.pk}, now()).get(location.pk)
    return {
        "location": location,
        "skus": totals.skus,
        "below_zero": totals.below_zero,
        "on_hand": sum(
            totals.states[state.value - 1] for state in State if state.value < State.IN_TRANSIT
        ),
        "states": [(STATE_WORDS[state], totals.states[state.value - 1]) for state in State],
        "late": late_words(location.name, late),
        "stock_url": f"{reverse('inventory:stock')}?place={location.code}",
    }


def levels_panel(request: HttpRequest, location: Location) -> dict[str, Any] | None:
    """The SKUs with most on hand, and the cells below zero."""
    if not person(request).may("stock.view"):
        return None
    here = Reach([location.pk])
    top = ordered_cells(here, Wanted(), Order("on_hand", descending=True), limit=TOP)
    below = ordered_cells(here, Wanted(stock=BELOW_ZERO), Order(), limit=MOST_BELOW)
    return {
        "location": location,
        "top": level_rows(top),
        "below": [
            {
                "row": row,
                "states": [
                    (
                        STATE_WORDS[state],
                        number,
                        explain_url(row.stock.sku, location.code, state.word, NOW),
                    )
                    for state, number in zip(State, row.stock.states, strict=True)
                    if number < 0
                ],
            }
            for row in level_rows(below)
        ],
        "stock_url": f"{reverse('inventory:stock')}?place={location.code}",
    }


def cases_panel(request: HttpRequest, location: Location) -> dict[str, Any] | None:
    """What is open at the location."""
    if not person(request).may("cases.view"):
        return None
    cases = open_cases_at(location.place, chosen_scope(request))[: MOST_CASES + 1]
    shown = list(cases)
    return {
        "cases": [(case, case_url(case)) for case in shown[:MOST_CASES]],
        "more": len(shown) > MOST_CASES,
        "all_url": f"{reverse('exceptions:cases')}?place={location.code}",
        "none": _("Nothing is out of order here"),
    }
