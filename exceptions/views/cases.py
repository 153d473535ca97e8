"""The queue: the list of cases and the case beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from exceptions.case_clock import clock_of, hours_for
from exceptions.desk_queries import QueueCounts, queue_counts, queues_of
from exceptions.filters import ME, NEXT_30, NOBODY, TEAM, CaseFilter
from exceptions.models import Case
from exceptions.models.case import CaseQuerySet
from exceptions.pages import case_page
from exceptions.policies.cases import MAY_WORK
from exceptions.queries import cases_in
from exceptions.services.handover import show_notes
from exceptions.tables import CaseTable, case_url
from kernel import clock
from kernel.errors import DomainError
from kernel.lists import BulkAction, ListView, Preset
from kernel.lists.paging import Total
from kernel.lists.view import Notice
from workbench.bulk import MenuAction
from workbench.registry import Count

QUEUES_SHOWN = 4
BULK = (
    ("assign", _("Assign"), "a"),
    ("snooze", _("Snooze"), "h"),
    ("resolve", _("Resolve…"), "e"),
    ("comment", _("Comment…"), "m"),
    ("reroute", _("Route again…"), "r"),
    ("severity", _("Severity"), ""),
    ("take", _("Take"), ""),
    ("watch", _("Watch"), ""),
    ("link", _("Link…"), ""),
    ("merge", _("Merge…"), ""),
    ("close", _("Close…"), ""),
    ("start", _("Start…"), ""),
    ("wait", _("Wait…"), ""),
    ("resume", _("Go on…"), ""),
    ("release", _("Release…"), ""),
    ("unsnooze", _("Bring back…"), ""),
    ("reopen", _("Reopen…"), ""),
)
LEADING = frozenset({"merge"})
# What a menu of the bar offers, so that few cases need no page of their own.
CHOICES = frozenset({"assign", "snooze", "severity"})


class CaseList(ListView[Case]):
    key = "exceptions.cases"
    permission = "cases.view"
    export_permission = "cases.view"
    api_scope = "cases:read"
    title = _("Exceptions")
    url_name = "exceptions:cases"
    filterset_class = CaseFilter
    table_class = CaseTable
    default_sort = "due"
    keyset = True
    fresh = True
    pinned: ClassVar = ("status", "kind")
    shown_columns: ClassVar = (
        *("priority", "title", "kind", "place", "channel", "units", "value", "due", "owner"),
    )
    all_label = _("All open")
    template_name = "exceptions/cases.html"
    panel_template = "exceptions/_case.html"
    empty_title = _("Nothing is out of order")
    empty_text = _("When stock, events and other systems do not fit together, a case appears here.")
    no_match_title = _("No cases match these filters")

    def get(self, request: HttpRequest, reference: str = "") -> HttpResponse:
        # The view of the team has an address that is the same for every lead.
        if request.GET.get("view") == TEAM:
            return redirect(f"{reverse(self.url_name)}?owner={TEAM}")
        return super().get(request, reference)

    @cached_property
    def at(self) -> datetime:
        return clock.now()

    @cached_property
    def queues(self) -> Sequence[Any]:
        return queues_of(self.user)[:QUEUES_SHOWN]

    @cached_property
    def counts(self) -> QueueCounts:
        return queue_counts(self.principal, self.user, self.queues, at=self.at)

    def notices(self) -> Sequence[Notice]:
        """What the last shift left for this one: on the first page each person opens, once."""
        return [
            Notice(
                "",
                _say("%(who)s for %(queue)s:") % {"who": one.written_by, "queue": one.queue},
                one.text,
            )
            for one in show_notes(person=self.user, at=self.at)
        ]

    @property
    def presets(self) -> Sequence[Preset]:  # type: ignore[override]  # queues differ per person
        fixed: tuple[Preset, ...] = (
            Preset(
                "mine",
                _("Mine"),
                f"owner={ME}",
                empty_title=_("You hold no case"),
                empty_text=_("“Take next” gives you the one with the least time left."),
            ),
            Preset(
                "soon",
                _("Due in 30 min"),
                f"due={NEXT_30}",
                empty_title=_("Nothing is due in the next 30 minutes"),
                empty_text=_("The clocks of the others stand under “All open”."),
            ),
            Preset(
                "free",
                _("Unassigned"),
                f"owner={NOBODY}",
                empty_title=_("Every open case has somebody"),
                empty_text=_("A new one appears here until somebody takes it."),
            ),
        )
        if self.user.may("cases.lead"):
            fixed = (
                Preset(
                    "team",
                    _("Your team"),
                    f"owner={TEAM}",
                    empty_title=_("Nobody of your team holds a case"),
                    empty_text=_("What they take or are given appears here."),
                ),
                *fixed,
            )
        own = [
            Preset(
                f"queue-{one.pk}",
                one.name,
                f"queue={one.key}",
                empty_title=_("No case is open in this queue"),
                empty_text=_("What the routing rules send here appears here."),
            )
            for one in self.queues
        ]
        return (*fixed, *own)

    def tab_counts(self) -> dict[str, Count]:
        """What waits behind each tab."""
        counts = self.counts
        known = {
            "all": _count(counts.every),
            "mine": _count(counts.mine),
            "soon": _count(counts.soon, late=counts.soon.number > 0),
            "free": _count(counts.free),
        }
        return known | {f"queue-{one.pk}": _count(counts.by_queue[one.pk]) for one in self.queues}

    def sub(self) -> str:
        """How many are open, and how many of them are past their limit; filtered: how many match."""
        if not self.state.filters:
            counts = self.counts
            every, late = counts.every, counts.late
            text = ngettext("%(n)s open case", "%(n)s open cases", every.number)
            past = _say(", %(n)s past SLA") % {"n": _shown(late)} if late.number else ""
            return text % {"n": _shown(every)} + past
        total = self.total
        return ngettext("%(n)s case", "%(n)s cases", total.number) % {"n": _shown(total)}

    def rows(self) -> CaseQuerySet:
        return cases_in(self.principal).read_by(self.user).defer("evidence")

    @cached_property
    def filterset(self) -> Any:
        filters: Any = super().filterset
        filters.person = self.user
        return filters

    @cached_property
    def table(self) -> Any:
        hidden = not self.user.may("value.view")
        hours = hours_for(self.page.rows)
        for row in self.page.rows:
            row.clock = clock_of(row, self.at, hours)
            row.mine = row.owner_id == self.user.pk
            row.value_hidden = hidden and row.value is not None
        return super().table

    @cached_property
    def newest(self) -> str:
        """Of all cases: the filters would have to be tried on a million rows."""
        newest = Case.objects.order_by("-pk").values_list("pk", flat=True).first()
        return str(newest or 0)

    def row_key(self, row: Case) -> str:
        return row.reference

    def bulk_actions(self) -> Sequence[BulkAction]:
        if not self.user.may(MAY_WORK):
            return ()
        return [
            MenuAction(
                label,
                reverse("exceptions:bulk", args=[verb]),
                MAY_WORK,
                key,
                menu=reverse("exceptions:bulk-choices", args=[verb]) if verb in CHOICES else "",
            )
            for verb, label, key in BULK
            if verb not in LEADING or self.user.may("cases.lead")
        ]

    def panel(self, reference: str) -> dict[str, Any] | None:
        case = cases_in(self.user).with_reference(reference).first()
        return case_page(case, self.user, at=self.at) if case else None

    def neighbour(self, case: Case) -> str:
        """Where to go when a case leaves the list: the next row of the page, else the list."""
        rows = list(self.page.rows)
        numbers = [row.pk for row in rows]
        at = numbers.index(case.pk) if case.pk in numbers else -1
        # Gone from the list already: then its first row.
        left = [row for row in [*rows[at + 1 :], *rows[:at][-1:]] if row.pk != case.pk]
        query = f"?{self.state.query}" if self.state.query else ""
        return (case_url(left[0]) if left else reverse(self.url_name)) + query

    def same(self, case: Case) -> str:
        """The case, beside the list as it was."""
        return case_url(case) + (f"?{self.state.query}" if self.state.query else "")

    @classmethod
    def of_form(cls, request: HttpRequest, reference: str) -> CaseList:
        """The list a form of a case was sent from."""
        view = cls()
        view.setup(request, reference=reference)
        view.data = QueryDict(request.POST.get("query", "")[:2000])
        return view

    def told(
        self, reference: str, error: DomainError | None, wrong: str = "", **more: Any
    ) -> HttpResponse:
        """The same page again with what was refused, and what was typed.

        More: `opened`, the dialog it was typed in, or `step`, the step of the playbook.
        """
        context = self._context(self.request, reference)
        case = context.get("case")
        status = error.http_status if error else 422
        banner = {
            "sentence": error.sentence if error else wrong,
            "code": error.code if error else "",
            "tone": "warn" if status == 409 else "bad",
            "next": self.neighbour(case) if case and status == 409 else "",
        }
        told = {"told": banner, "typed": self.request.POST, **(more if status == 422 else {})}
        return render(self.request, self.template_name, {**context, **told}, status=status)


def _shown(total: Total) -> str:
    return f"{total.number:,}+" if total.capped else f"{total.number:,}"


def _count(total: Total, *, late: bool = False) -> Count:
    return Count(total.number, late, total.capped)
