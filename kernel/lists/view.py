"""The one class behind every list: query set, filter set, table, with its state in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_filters import Filter, FilterSet
from django_tables2 import Table

from kernel import clock
from kernel.lists import paging
from kernel.lists.hooks import Principal, hooks
from kernel.lists.state import ListState, Shape, read

Row = TypeVar("Row", bound=Model)
Text = str | Promise

# Every list by its key: exports and the poll find it here.
lists: dict[str, type[ListView[Any]]] = {}


@dataclass(frozen=True, slots=True)
class BulkAction:
    """A button of the bar that appears with a selection; posts `id`, `all`, `query` and `seen`."""

    label: Text
    url: str
    permission: str
    key: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """A view everybody has: a name for a query of this list."""

    key: str
    label: Text
    query: str
    # What is true while it shows nothing, and what to do next.
    empty_title: Text = ""
    empty_text: Text = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence above the table that every state of the list may need."""

    tone: str
    title: Text
    text: Text = ""


class ListView(View, Generic[Row]):
    """Subclasses name the parts and write `rows()`. See kernel/README.md."""

    key: ClassVar[str]
    permission: ClassVar[str]
    title: ClassVar[Text]
    url_name: ClassVar[str]
    filterset_class: ClassVar[type[FilterSet]]
    # A list may show other columns to other people: set it on the instance.
    table_class: type[Table]
    # A column name of the table, with a minus for descending; its order ends with the primary key.
    default_sort: ClassVar[str]
    # Pages by sort key instead of number: for tables of more than a million rows.
    keyset: ClassVar[bool] = False
    # Without a count the list says only what it shows.
    counted: ClassVar[bool] = True
    page_size: ClassVar[int] = 50
    # The columns shown until the person chooses others; empty means all.
    shown_columns: ClassVar[Sequence[str]] = ()
    # Filters whose chips are always there; the others wait behind "+ Filter".
    pinned: ClassVar[Sequence[str]] = ()
    presets: ClassVar[Sequence[Preset]] = ()
    # What the list shows without any filter, on the first tab.
    all_label: ClassVar[Text] = _("All")
    export_permission: ClassVar[str] = ""
    # Rows with a higher primary key are news: the poll counts them.
    fresh: ClassVar[bool] = False
    template_name: ClassVar[str] = "list.html"
    panel_template: ClassVar[str] = ""
    empty_icon: ClassVar[str] = "check"
    empty_title: ClassVar[Text] = _("Nothing here yet")
    empty_text: ClassVar[Text] = ""
    no_match_title: Text = _("Nothing matches these filters")

    user: Any
    principal: Principal
    data: QueryDict

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "key" in cls.__dict__:
            lists[cls.key] = cls

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., Any]:
        return hooks.guard(cls.permission)(super().as_view(**initkwargs))

    @classmethod
    def for_person(cls, user: Any, principal: Principal, query: str = "") -> ListView[Row]:
        """The list as a person would see it, without a request: for exports and the poll."""
        view = cls()
        view.user, view.principal, view.data = user, principal, QueryDict(query)
        return view

    @classmethod
    def saved_query_of(cls, query: str) -> str:
        """A query as the list itself would write it, without page and view."""
        view = cls()
        view.data = QueryDict(query)
        return view.state.saved_query

    # ---------- what a list may say for itself ----------

    def rows(self) -> QuerySet[Row]:
        """Everything `self.principal` may see, with what the columns need and nothing more."""
        raise NotImplementedError

    def sub(self) -> Text:
        """The line beside the title."""
        return ""

    def row_key(self, row: Row) -> str:
        """What the row is called in addresses and in a selection."""
        return str(row.pk)

    def bulk_actions(self) -> Sequence[BulkAction]:
        return ()

    def notices(self) -> Sequence[Notice]:
        """What must be known about the rows shown, such as their age."""
        return ()

    def every_row(self) -> Iterator[Row]:
        """All that matches in the list's order, for exports; memory does not grow."""
        return self.matching.order_by(*self.order).iterator(chunk_size=1_000)

    def panel(self, reference: str) -> dict[str, Any] | None:
        """The context of the record beside the list, or None when there is none in scope."""
        return None

    # ---------- state, rows, page ----------

    @cached_property
    def state(self) -> ListState:
        return read(self.data, self.shape)

    @cached_property
    def shape(self) -> Shape:
        columns = self.table_class.base_columns
        return Shape(
            filters=[name for key in self._filters() for name in self.names_of(key)],
            sorts=[name for name, column in columns.items() if column.orderable is not False],
            columns=list(columns),
            default_sort=self.default_sort,
            size=self.page_size,
            shown=[name for name in columns if name in self.shown_columns],
        )

    @classmethod
    def _filters(cls) -> dict[str, Filter]:
        filters: dict[str, Filter] = cls.filterset_class.base_filters  # type: ignore[attr-defined]
        return filters

    @classmethod
    def names_of(cls, key: str) -> list[str]:
        """The parameters of one filter: a range has two."""
        # A filter keeps the field it first made, choices and all: never let the class keep one.
        widget = copy(cls._filters()[key]).field.widget
        suffixes = getattr(widget, "suffixes", None)
        return [f"{key}_{end}" if end else key for end in suffixes] if suffixes else [key]

    @cached_property
    def filterset(self) -> FilterSet:
        data = QueryDict(mutable=True)
        for name, value in self.state.filters:
            data.appendlist(name, value)
        request = getattr(self, "request", None)
        return self.filterset_class(data, queryset=self.rows(), request=request)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The sort as fields of the query set, made total by the primary key."""
        descending = self.state.sort.startswith("-")
        name = self.state.sort.removeprefix("-")
        column = self.table_class.base_columns[name]
        fields = column.order_by or (column.accessor or name,)
        made = [_field(str(field), flip=descending) for field in fields]
        return (*made, *([] if made[-1].lstrip("-") in {"pk", "id"} else [_tie(made[-1])]))

    @property
    def matching(self) -> QuerySet[Row]:
        """What the filters leave; a bad value filters nothing."""
        rows: QuerySet[Row] = self.filterset.qs
        return rows

    @cached_property
    def total(self) -> paging.Total:
        return paging.count(self.matching)

    @cached_property
    def page(self) -> paging.Page:
        if self.keyset:
            return paging.by_key(self.matching, self.state, self.order)
        return paging.by_number(self.matching.order_by(*self.order), self.state)

    @cached_property
    def table(self) -> Table:
        shown = self.state.columns or self.shape.shown or self.shape.columns
        hidden = [name for name in self.shape.columns if name not in shown]
        return self.table_class(data=list(self.page.rows), exclude=hidden, orderable=True)

    # ---------- news ----------

    @cached_property
    def newest(self) -> str:
        """The mark of what is shown: rows above it are news."""
        row = self.matching.order_by("-pk").values_list("pk", flat=True).first()
        return str(row or 0)

    def changes_since(self, mark: str) -> int:
        """How many new rows match, at most 100."""
        if not self.fresh or not (mark.isdecimal() and len(mark) < 19):
            return 0
        return self.matching.filter(pk__gt=int(mark)).order_by()[:100].count()

    # ---------- answers ----------

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.user, self.data = request.user, request.GET
        self.principal = hooks.principal(request)

    def get(self, request: HttpRequest, reference: str = "") -> HttpResponse:
        target = request.headers.get("HX-Target", "")
        if target == "side" and reference:
            return self._side(request, reference)
        moved = self._moved()
        if moved is not None and target != "list":
            return redirect(f"{request.path}?{moved}" if moved else request.path)
        context = self._context(request, reference)
        name = "components/list_fragment.html" if target == "list" else self.template_name
        answer = render(request, name, context, status=context["status"])
        if target == "list":
            query = self.state.query
            answer["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
        return answer

    def _moved(self) -> str | None:
        """The address this state belongs to, when it is another than the one asked for."""
        asked = self.request.GET.urlencode()
        saved = hooks.saved_views
        view = self.state.view or ("" if asked else saved.default(self.user, self.key))
        if view and self.state.saved_query == "":
            kept = saved.query(self.user, self.key, view)
            if kept:
                self.data = QueryDict(f"{kept}&view={view}")
                del self.state  # a part of the page is drawn from it at once
                return self.state.query
        query = self.state.query
        return None if QueryDict(query) == self.request.GET else query

    def _context(self, request: HttpRequest, reference: str) -> dict[str, Any]:
        panel = self.panel(reference) if reference else None
        return {
            "list": self,
            "at": clock.now(),
            "open": reference,
            "panel": panel,
            **(panel or {}),
            "status": 404 if reference and panel is None else 200,
        }

    def _side(self, request: HttpRequest, reference: str) -> HttpResponse:
        panel = self.panel(reference)
        if panel is None:
            return render(request, "components/side_gone.html", {"list": self}, status=404)
        answer = render(request, self.panel_template, {**panel, "list": self, "open": reference})
        answer["HX-Push-Url"] = request.get_full_path()
        return answer


def _field(name: str, *, flip: bool) -> str:
    descending = name.startswith("-") != flip
    return ("-" if descending else "") + name.lstrip("-").replace(".", "__")


def _tie(last: str) -> str:
    return "-pk" if last.startswith("-") else "pk"
