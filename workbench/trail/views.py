"""The audit trail: who did what to which subject, when and why, and whether it is sealed."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.queries import person
from audit.models import Entry
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.lists import ListView
from kernel.lists.paging import Page
from workbench.nudge import nudge_jobs
from workbench.once import acts_once
from workbench.services.seal_checks import start_seal_check
from workbench.trail.filters import EntryFilter
from workbench.trail.page import entry_page
from workbench.trail.rows import entries_for, name_each, seal_each
from workbench.trail.tables import EntryTable

ROWS_AT_ONCE = 1_000


class EntryList(ListView[Entry]):
    key = "audit.entries"
    permission = "audit.view"
    title = gettext_lazy("Audit trail")
    url_name = "audit:entries"
    template_name = "audit/entries.html"
    filterset_class = EntryFilter
    table_class = EntryTable
    default_sort = "-recorded_at"
    keyset = True
    shown_columns: ClassVar = ("recorded_at", "who", "action", "place", "reason", "ip", "block")
    pinned: ClassVar = ("actor", "action", "recorded")
    export_permission = "audit.export"
    api_scope = "audit:read"
    panel_template = "audit/_entry.html"
    empty_icon = "book"
    empty_title = gettext_lazy("The trail is empty")
    empty_text = gettext_lazy("Every command writes one entry: who did what, when and why.")
    no_match_title = gettext_lazy("No entries match these filters")

    def sub(self) -> str:
        return _("Append-only, sealed in signed blocks")

    def rows(self) -> QuerySet[Entry]:
        return entries_for(self.principal)

    @cached_property
    def page(self) -> Page:
        page = super().page
        name_each(page.rows)
        seal_each(page.rows)
        return page

    def every_row(self) -> Iterator[Entry]:
        rows = super().every_row()
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            name_each(batch)
            seal_each(batch)
            yield from batch

    def panel(self, reference: str) -> dict[str, Any] | None:
        if not reference.isdecimal() or len(reference) > 18:
            return None
        entry = entries_for(self.user).filter(pk=int(reference)).first()
        return entry_page(entry) if entry else None


@require_POST
@requires("audit.view")
@answers_refusals
@acts_once
def seals_verify(request: HttpRequest) -> HttpResponse:
    days = request.POST.get("days", "")
    job = start_seal_check(days=days, actor=person(request), at=now())
    nudge_jobs()
    return redirect("workbench:job", job.pk)
