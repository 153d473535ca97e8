"""Saved views as the lists see them: tabs, defaults, queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from kernel.lists import ListView, Preset
from workbench.models import DefaultView, SavedView
from workbench.registry import Count
from workbench.selection import whole_of

ALL = "all"


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    query: str
    current: bool
    team: str = ""
    # What waits behind it, when the list says so.
    count: Count | None = None


class PersonalViews:
    """What kernel.lists asks about saved views."""

    def default(self, user: Any, list_key: str) -> str:
        """The name of the view with which the list opens for this person, or ""."""
        row = DefaultView.objects.filter(user=user, list_key=list_key).first()
        return str(row.view_id) if row else ""

    def query(self, user: Any, list_key: str, view: str) -> str | None:
        """What the view keeps, or None when the person has no such view."""
        number = whole_of(view)
        if number is None:
            return None
        found = SavedView.objects.visible_to(user).of_list(list_key).filter(pk=number).first()
        return found.query if found else None


def views_of(user: User, list_key: str) -> list[SavedView]:
    views = SavedView.objects.visible_to(user).of_list(list_key)
    return list(views.select_related("team"))


def preset_of(view: ListView[Any]) -> Preset | None:
    """The one of the list's own tabs that is open, as it came."""
    state = view.state
    shown = (one for one in view.presets if one.query == state.saved_query and not state.view)
    return next(shown, None)


def tabs_of(view: ListView[Any]) -> list[Tab]:
    """All, what everybody has, one's own, one's teams'. Nothing when there is only All."""
    own, state = views_of(view.user, view.key), view.state
    if not own and not view.presets:
        return []
    known = {preset.query for preset in view.presets}
    at_all = (not state.view and state.saved_query not in known) or state.view == ALL
    counts: dict[str, Count] = getattr(view, "tab_counts", dict)()
    every = f"view={ALL}" if own else ""
    tabs = [Tab(str(view.all_label), every, at_all, count=counts.get(ALL))]
    tabs += [
        Tab(
            str(preset.label),
            preset.query,
            not state.view and state.saved_query == preset.query,
            count=counts.get(preset.key),
        )
        for preset in view.presets
    ]
    tabs += [
        Tab(
            one.name, f"view={one.pk}", state.view == str(one.pk), one.team.name if one.team else ""
        )
        for one in own
    ]
    return tabs
