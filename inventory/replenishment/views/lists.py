"""The list of suggestions, each with the numbers of its formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inventory.catalog.tables import sku_url
from inventory.ledger.late import late_places
from inventory.replenishment.formula import COVER_DAYS, TARGET_DAYS
from inventory.replenishment.models import QuietCell, Round, Suggestion
from inventory.transfers.policies import CREATE
from kernel.clock import now
from kernel.lists import BulkAction, ListView, Notice
from workbench import formats
from workbench.bulk import ResultFilter
from workbench.columns import MomentColumn, QuantityColumn, TextColumn, TitleColumn


def draft_url(row: Suggestion) -> str:
    """The form of a draft, filled in; nothing is made before somebody saves it."""
    fields = {
        "origin": row.from_location.code,
        "destination": row.to_location.code,
        "lines": row.lines,
        "reason": row.asked_as,
    }
    return f"{reverse('inventory:transfer-new')}?{urlencode(fields)}"


def _sentence(row: Suggestion) -> str:
    words = _("%(to)s %(runs_out)s; %(from)s %(cover)s") % {
        "to": row.to_location.name,
        "runs_out": row.runs_out,
        "from": row.from_location.name,
        "cover": row.origin_cover,
    }
    # First, because lists cut the end.
    return "; ".join(filter(None, [row.drafted_words, words]))


class SuggestionFilter(filters.FilterSet):
    sku = filters.CharFilter(
        label=gettext_lazy("SKU"), field_name="sku__code", lookup_expr="istartswith"
    )
    origin = filters.CharFilter(label=gettext_lazy("From"), field_name="from_location__place__code")
    destination = filters.CharFilter(
        label=gettext_lazy("To"), field_name="to_location__place__code"
    )

    result = ResultFilter()

    class Meta:
        model = Suggestion
        fields: list[str] = []


class SuggestionTable(tables.Table):
    sku = TitleColumn(
        gettext_lazy("Suggestion"),
        accessor="sku__name",
        url=draft_url,
        sub=_sentence,
        css="tall whole",
        order_by=("sells_out_on",),
    )
    left = QuantityColumn(gettext_lazy("Move"), phone="u", orderable=False)
    to_has = QuantityColumn(gettext_lazy("It has"), hide=1, orderable=False)
    to_sold = QuantityColumn(gettext_lazy("Sold in 28 days"), hide=1, orderable=False)
    reorder_point = QuantityColumn(gettext_lazy("Reorder point"), hide=2, orderable=False)
    target = QuantityColumn(gettext_lazy("Target"), hide=2, orderable=False)
    from_has = QuantityColumn(gettext_lazy("Origin has"), hide=2, orderable=False)
    from_sold = QuantityColumn(gettext_lazy("Origin sold"), hide=3, orderable=False)
    origin = TextColumn(
        gettext_lazy("From"), accessor="from_location__place__code", hide=4, orderable=False
    )
    destination = TextColumn(
        gettext_lazy("To"), accessor="to_location__place__code", hide=4, orderable=False
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []


class SuggestionList(ListView[Suggestion]):
    key = "inventory.suggestions"
    permission = "transfers.view"
    export_permission = "transfers.view"
    api_scope = "transfers:read"
    title = gettext_lazy("Suggested transfers")
    url_name = "inventory:suggestions"
    template_name = "inventory/suggestions.html"
    filterset_class = SuggestionFilter
    table_class = SuggestionTable
    default_sort = "sku"
    pinned: ClassVar = ("sku", "destination")
    empty_icon = "transfer"
    empty_title = gettext_lazy("Nothing is suggested")
    empty_text = gettext_lazy(
        "A place that sells out before its next delivery appears here while another has plenty."
    )
    no_match_title = gettext_lazy("No suggestions match these filters")

    def rows(self) -> QuerySet[Suggestion]:
        rows = Suggestion.objects.visible_to(self.principal).still_needed()
        rows = rows.with_drafter(self.principal)
        return rows.select_related("sku", "from_location__place", "to_location__place")

    def row_key(self, row: Suggestion) -> str:
        return row.reference

    def bulk_actions(self) -> Sequence[BulkAction]:
        if not self.user.may(CREATE):
            return ()
        return (
            BulkAction(gettext_lazy("Draft"), reverse("inventory:suggestions-draft"), CREATE),
            BulkAction(gettext_lazy("Dismiss…"), reverse("inventory:suggestions-dismiss"), CREATE),
        )

    def notices(self) -> Any:
        text = _(
            "Reorder point: what lasts %(cover)s days in 95 of 100 cases, at the pace of the last 28"
            " days (Poisson; from 10 pieces on d × L + 1.645 × √(d × L), for d pieces a day and L"
            " days). Move: up to what lasts %(target)s days, as far as the origin keeps as much for itself. What is"
            " drafted already is left out of it. Open one to make"
            " a draft of it, or tick some: each route becomes one draft. Nothing moves before somebody"
            " submits it."
        )
        words = text % {"cover": COVER_DAYS, "target": TARGET_DAYS}
        return (*self._late(), Notice("", _("How it is computed."), f"{words} {_round()}"))

    def _late(self) -> Sequence[Notice]:
        """Of the places on this page, whose numbers are older than they should be."""
        rows = self.page.rows
        places = {place for row in rows for place in (row.from_location, row.to_location)}
        told = late_places(places, now())
        if not told:
            return ()
        title = ngettext(
            "%(n)d place on this page is late.", "%(n)d places on this page are late.", len(told)
        )
        return (Notice("warn", title % {"n": len(told)}, told[0]),)


def _round() -> str:
    last = Round.objects.last_at()
    if last is None:
        return _("It was not computed yet: that happens every night.")
    return _("Computed every night, last %(moment)s.") % {"moment": formats.moment(last, now())}


class QuietFilter(filters.FilterSet):
    sku = filters.CharFilter(
        label=gettext_lazy("SKU"), field_name="sku__code", lookup_expr="istartswith"
    )
    destination = filters.CharFilter(
        label=gettext_lazy("To"), field_name="to_location__place__code"
    )

    result = ResultFilter()

    class Meta:
        model = QuietCell
        fields: list[str] = []


def _why(row: QuietCell) -> str:
    return f"{row.to_location.name}: {row.reason}"


class QuietTable(tables.Table):
    sku = TitleColumn(
        gettext_lazy("Not suggested"),
        accessor="sku__name",
        url=lambda row: sku_url(row.sku),
        sub=_why,
        orderable=False,
    )
    until = MomentColumn(gettext_lazy("Until"), phone="b")
    by = TextColumn(gettext_lazy("By"), hide=1, orderable=False)
    at_time = MomentColumn(gettext_lazy("Since"), hide=2)

    class Meta:
        model = QuietCell
        fields: list[str] = []


class QuietList(ListView[QuietCell]):
    key = "inventory.suggestions_quiet"
    permission = "transfers.view"
    export_permission = "transfers.view"
    api_scope = "transfers:read"
    title = gettext_lazy("Not suggested for now")
    url_name = "inventory:suggestions-quiet"
    template_name = "inventory/suggestions_quiet.html"
    filterset_class = QuietFilter
    table_class = QuietTable
    default_sort = "-at_time"
    pinned: ClassVar = ("sku", "destination")
    empty_icon = "transfer"
    empty_title = gettext_lazy("Nothing is held back")
    empty_text = gettext_lazy(
        "What somebody dismisses or drafts stands here until its days are over."
    )
    no_match_title = gettext_lazy("Nothing held back matches these filters")

    def rows(self) -> QuerySet[QuietCell]:
        rows = QuietCell.objects.visible_to(self.principal).at(now())
        return rows.select_related("sku", "to_location__place", "by")

    def row_key(self, row: QuietCell) -> str:
        return row.reference

    def bulk_actions(self) -> Sequence[BulkAction]:
        if not self.user.may(CREATE):
            return ()
        resume = reverse("inventory:suggestions-resume")
        return (BulkAction(gettext_lazy("Suggest again"), resume, CREATE),)
