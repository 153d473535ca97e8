"""What the ledger tells the shell and the pages of the catalogue."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.registry import sources
from exceptions.kinds import CaseKind, register_kind
from inventory.catalog.panels import Panel, location_panels, sku_panels
from inventory.ledger import short_picks
from inventory.ledger.models import Source
from inventory.ledger.services import ensure_source
from inventory.ledger.views import location, movements, sku
from workbench.registry import NavItem, registry


def known_sources() -> Iterable[tuple[str, str]]:
    """Code and name of every source, for whoever makes an API client."""
    return Source.objects.order_by("code").values_list("code", "name")


def make_source(code: str, name: str, actor: User | None, at: datetime) -> None:
    """The source of a new client; one that exists is left as it is."""
    ensure_source(code=code, name=name, actor=actor, at=at)


def register() -> None:
    sources.known, sources.ensure = known_sources, make_source
    for kind in CASES:
        register_kind(kind)
    registry.add_nav(
        NavItem(
            key="stock",
            label=_("Stock"),
            icon="box",
            url_name="inventory:stock",
            permission="stock.view",
            group="Stock",
            go="s",
            order=10,
        ),
        NavItem(
            key="states",
            label=_("State matrix"),
            icon="columns",
            url_name="inventory:states",
            permission="states.view",
            group="Stock",
            order=90,
        ),
    )
    sku_panels.add(
        Panel("inventory/_sku_stock.html", sku.stock_panel, order=10),
        Panel("inventory/_sku_trend.html", sku.trend_panel, order=20),
        Panel("inventory/_movements.html", movements.movements_panel, order=30),
    )
    location_panels.add(
        Panel("inventory/_location_totals.html", location.totals_panel, order=10),
        Panel("inventory/_location_levels.html", location.levels_panel, order=20),
        Panel("inventory/_location_cases.html", location.cases_panel, order=10, side=True),
    )


CASES = (
    CaseKind(
        "invariant_breach",
        _("Ledger does not hold"),
        "urgent",
        cause=_("Opens when the nightly check finds a difference; closes when it finds none."),
    ),
    CaseKind(
        short_picks.KIND,
        _("Short pick"),
        cause=_(
            "Pieces the books have were not found where they should lie. Closes when the shelf is"
            " counted."
        ),
    ),
)
