"""The exception desk, read-only: the list of cases and the case beside it."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from exceptions.filters import CLOSED, EVERY, CaseFilter
from exceptions.models import Case
from exceptions.models.case import CaseQuerySet
from exceptions.pages import case_page
from exceptions.queries import cases_in
from exceptions.tables import CaseTable
from kernel.lists import ListView, Preset


class CaseList(ListView[Case]):
    key = "exceptions.cases"
    permission = "cases.view"
    title = _("Exceptions")
    url_name = "exceptions:cases"
    filterset_class = CaseFilter
    table_class = CaseTable
    default_sort = "-last_seen_at"
    keyset = True
    fresh = True
    pinned: ClassVar = ("status", "kind")
    all_label = _("Open")
    presets: ClassVar = (
        Preset("closed", _("Closed"), f"status={CLOSED}"),
        Preset("every", _("Open and closed"), f"status={EVERY}"),
    )
    panel_template = "exceptions/_case.html"
    empty_title = _("Nothing is out of order")
    empty_text = _("When stock, events and other systems do not fit together, a case appears here.")
    no_match_title = _("No cases match these filters")

    def sub(self) -> str:
        """How many match, in words."""
        total = self.total
        number = f"{total.number:,}+" if total.capped else f"{total.number:,}"
        return ngettext("%(n)s case", "%(n)s cases", total.number) % {"n": number}

    def rows(self) -> CaseQuerySet:
        return cases_in(self.principal)

    def row_key(self, row: Case) -> str:
        return row.reference

    def panel(self, reference: str) -> dict[str, Any] | None:
        case = cases_in(self.user).with_reference(reference).first()
        return case_page(case) if case else None
