"""Segregation of duties: the people who hold conflicting rights, for whoever checks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.duties import CONFLICTS, conflicts_of, in_conflict
from accounts.models import User
from accounts.people import people_for_list
from accounts.roles import permissions_of
from kernel.lists import ListView
from kernel.lists.paging import Page
from workbench.columns import MomentColumn, QuantityColumn, TextColumn, TitleColumn
from workbench.people.filters import UserFilter
from workbench.people.tables import RolesColumn, user_url


class DutyFilter(UserFilter):
    duty = filters.ChoiceFilter(
        label=gettext_lazy("Conflict"),
        choices=[(conflict.key, conflict.label) for conflict in CONFLICTS],
        method="of_conflict",
    )
    status = None  # type: ignore[assignment]  # who left is not in the report

    def of_conflict(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return in_conflict(rows, [one for one in CONFLICTS if one.key == value])


class DutyTable(tables.Table):
    name = TitleColumn(gettext_lazy("Name"), url=user_url, sub="email")
    conflicts = TextColumn(
        gettext_lazy("Conflicting duties"), css="wide", orderable=False, phone="b"
    )
    held = QuantityColumn(gettext_lazy("Conflicts"), orderable=False, hide=4)
    role_names = RolesColumn(gettext_lazy("Roles"), hide=1)
    codes = TextColumn(gettext_lazy("Places"), hide=4, orderable=False)
    last_seen = MomentColumn(gettext_lazy("Last seen"), phone="u", style="ago", hide=2)
    reasons = TextColumn(gettext_lazy("Why it conflicts"), orderable=False, hide=3)

    class Meta:
        model = User
        fields: list[str] = []


class DutyList(ListView[User]):
    key = "audit.duties"
    permission = "duties.view"
    title = gettext_lazy("Duties")
    url_name = "audit:duties"
    template_name = "audit/duties.html"
    filterset_class = DutyFilter
    table_class = DutyTable
    default_sort = "name"
    shown_columns: ClassVar = ("name", "conflicts", "role_names", "codes", "last_seen")
    pinned: ClassVar = ("duty", "role", "place")
    export_permission = "audit.export"
    api_scope = "duties:read"
    empty_icon = "shield"
    empty_title = gettext_lazy("Nobody holds conflicting duties")
    empty_text = gettext_lazy("Somebody who may ask and decide, for one, would stand here.")
    no_match_title = gettext_lazy("Nobody matches these filters")

    def sub(self) -> str:
        n = len(CONFLICTS)
        text = ngettext(
            "%(n)s pair of duties is looked for", "%(n)s pairs of duties are looked for", n
        )
        return text % {"n": n}

    def rows(self) -> QuerySet[User]:
        return in_conflict(people_for_list(self.principal))

    @cached_property
    def page(self) -> Page:
        page = super().page
        for person in page.rows:
            _name_conflicts(person)
        return page

    def every_row(self) -> Iterator[User]:
        for person in super().every_row():
            _name_conflicts(person)
            yield person

    @property
    def known_conflicts(self) -> list[Any]:
        """What is looked for, with its reason: the page shows the table itself."""
        return list(CONFLICTS)


def _name_conflicts(person: Any) -> None:
    held = conflicts_of(permissions_of(frozenset((person.role_names or "").split(", "))))
    person.held = len(held)
    person.conflicts = "; ".join(str(conflict.label) for conflict in held)
    person.reasons = " ".join(_sentence(conflict) for conflict in held)


def _sentence(conflict: Any) -> str:
    if not conflict.kept_by:
        return str(conflict.reason)
    return _("%(reason)s Kept in check: %(kept_by)s") % {
        "reason": conflict.reason,
        "kept_by": conflict.kept_by,
    }
