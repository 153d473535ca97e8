"""What stands around a table: views, filters, menu, foot, empty state. Each draws its file."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.lists import ListView
from kernel.lists.state import SIZES
from workbench.chips import chips_of
from workbench.rows import heads_of, lines_of
from workbench.saved_views import preset_of, tabs_of

register = template.Library()


@register.simple_tag
def list_url(view: ListView[Any]) -> str:
    """The list's own address in its present state."""
    url, query = reverse(view.url_name), view.state.query
    return f"{url}?{query}" if query else url


@register.inclusion_tag("components/saved_views.html")
def list_views(view: ListView[Any]) -> dict[str, Any]:
    return {"list": view, "tabs": tabs_of(view), "query": view.state.saved_query}


@register.inclusion_tag("components/filter_bar.html")
def list_filters(view: ListView[Any]) -> dict[str, Any]:
    chips = chips_of(view)
    return {
        "list": view,
        "shown": [chip for chip in chips if chip.shown],
        "waiting": [chip for chip in chips if not chip.shown],
        "bulk": bool(view.bulk_actions()),
    }


@register.inclusion_tag("components/filter_form.html")
def filter_form(view: ListView[Any], chip: Any) -> dict[str, Any]:
    """A small form that changes one filter and keeps the rest of the state."""
    return {"chip": chip, "kept": view.state.without(view.names_of(chip.name)).pairs}


@register.inclusion_tag("components/list_tools.html")
def list_tools(view: ListView[Any], oob: bool = False) -> dict[str, Any]:
    """Columns, page size, row height and export, for the state in view."""
    state = view.state
    shown = state.columns or tuple(view.shape.shown or view.shape.columns)
    columns = view.table_class.base_columns
    kept = state.on_first_page(columns=(), size=view.page_size, density="")
    heights = [("", _("As in Me")), ("compact", _("Compact")), ("comfortable", _("Comfortable"))]
    return {
        "list": view,
        "oob": oob,
        "sizes": [(size, size == state.size) for size in SIZES],
        "densities": [(value, label, value == state.density) for value, label in heights],
        "columns": [
            (name, str(column.verbose_name or name), name in shown)
            for name, column in columns.items()
        ],
        "kept": kept.pairs,
        "may_export": bool(view.export_permission) and view.user.may(view.export_permission),
    }


@register.inclusion_tag("components/table.html")
def list_table(view: ListView[Any]) -> dict[str, Any]:
    rows = view.page.rows
    return {
        "list": view,
        "pick": bool(view.bulk_actions()),
        "heads": heads_of(view) if rows else (),
        "lines": lines_of(view) if rows else (),
    }


@register.inclusion_tag("components/table_foot.html")
def list_foot(view: ListView[Any]) -> dict[str, Any]:
    page = view.page
    return {
        "page": page,
        "previous": page.previous.query if page.previous else None,
        "next": page.next.query if page.next else None,
        "total": view.total if view.counted else None,
    }


@register.inclusion_tag("components/list_empty.html")
def list_empty(view: ListView[Any]) -> dict[str, Any]:
    """Two kinds: nothing to do, and nothing that matches what the reader chose. A tab of the list is
    no choice of filters: it says itself what is true while it is empty."""
    preset = preset_of(view)
    shown = [chip for chip in chips_of(view) if chip.remove is not None]
    return {
        "list": view,
        "title": (preset and preset.empty_title) or view.empty_title,
        "text": (preset and preset.empty_text) or view.empty_text,
        "filtered": bool(shown) and preset is None,
        "filters": ", ".join(f"{chip.label} {chip.text}" for chip in shown),
        "clear": view.state.on_first_page(filters=(), view="").query,
    }
