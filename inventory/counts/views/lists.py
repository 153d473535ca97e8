"""The list of counts."""

from typing import ClassVar

from django.db.models import Count as Number
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inventory.counts.filters import CountFilter
from inventory.counts.models import Count
from inventory.counts.tables import CountTable
from kernel.lists import ListView, Preset


class CountList(ListView[Count]):
    key = "inventory.counts"
    permission = "counts.view"
    export_permission = "counts.view"
    api_scope = "counts:read"
    title = _("Counts")
    url_name = "inventory:counts"
    template_name = "inventory/counts.html"
    filterset_class = CountFilter
    table_class = CountTable
    default_sort = "due_at"
    keyset = True
    fresh = True
    pinned: ClassVar = ("show", "origin")
    all_label = _("Open")
    presets: ClassVar = (
        Preset(
            "due",
            _("To count"),
            "show=due",
            empty_title=_("Nothing is to count"),
            empty_text=_("Counts that are planned, or that a store starts itself, appear here."),
        ),
        Preset(
            "running",
            _("Being counted"),
            "show=running",
            empty_title=_("Nothing is being counted"),
            empty_text=_("A count appears here while somebody counts its shelves."),
        ),
        Preset(
            "review",
            _("To review"),
            "show=review",
            empty_title=_("Nothing is to review"),
            empty_text=_(
                "A count appears here when its shelves are finished and differences wait for a decision."
            ),
        ),
        Preset(
            "over",
            _("Over"),
            "show=over",
            empty_title=_("No count is over yet"),
            empty_text=_("What is closed or cancelled appears here."),
        ),
    )
    empty_title = _("Nothing is to count")
    empty_text = _("Counts that are planned, or that a store starts itself, appear here.")
    no_match_title = _("No counts match these filters")

    def sub(self) -> str:
        total = self.total
        number = f"{total.number:,}+" if total.capped else f"{total.number:,}"
        return ngettext("%(n)s count", "%(n)s counts", total.number) % {"n": number}

    def rows(self) -> QuerySet[Count]:
        waiting = Q(lines__status__in=["review", "recount", "approval"])
        return (
            Count.objects.visible_to(self.principal)
            .select_related("location__place")
            .annotate(
                shelves=Number("parts", distinct=True),
                differing=Number("lines", filter=waiting, distinct=True),
            )
        )

    def row_key(self, row: Count) -> str:
        return row.reference
