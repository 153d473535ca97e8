"""The seals of the trail, newest first, for whoever may read it: numbers and times, no names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import anchor
from audit.models import Seal
from kernel.lists import ListView
from kernel.lists.paging import Page
from workbench.columns import BadgeColumn, MomentColumn, QuantityColumn, TextColumn, TitleColumn
from workbench.models import Job
from workbench.trail.verification import KIND, RANGES, Verification, last_verification

SHORT_DIGEST = 16


class SealFilter(filters.FilterSet):
    sealed = filters.DateFromToRangeFilter(field_name="sealed_at", label=gettext_lazy("Sealed"))

    class Meta:
        model = Seal
        fields: list[str] = []


class BlockColumn(TitleColumn):
    def facts(self, record: Seal, value: int) -> dict[str, object]:
        return {**super().facts(record, value), "value": _("Block %(n)s") % {"n": f"{value:,}"}}


class DigestColumn(TextColumn):
    """The head of the chain, short on the screen and whole in files."""

    def facts(self, record: Seal, value: str) -> dict[str, object]:
        return {**super().facts(record, value), "value": value[:SHORT_DIGEST]}


class AnchorColumn(BadgeColumn):
    def facts(self, record: Seal, value: bool) -> dict[str, object]:
        return super().facts(record, self.value(value))

    def value(self, value: bool) -> str:
        return _("In the file") if value else _("Not yet")


class SealTable(tables.Table):
    number = BlockColumn(gettext_lazy("Block"))
    entries = TextColumn(
        gettext_lazy("First and last entry, as committed"), phone="b", orderable=False
    )
    count = QuantityColumn(gettext_lazy("Rows"), orderable=False, phone="u")
    sealed_at = MomentColumn(gettext_lazy("Sealed"), phone="s", order_by=("sealed_at",))
    head = DigestColumn(
        gettext_lazy("Digest"), accessor="head_text", hide=1, orderable=False, css="mono"
    )
    anchored = AnchorColumn(gettext_lazy("Anchor"), hide=2, orderable=False)
    key_id = TextColumn(gettext_lazy("Key"), hide=3, orderable=False, css="mono")

    class Meta:
        model = Seal
        fields: list[str] = []


class SealList(ListView[Seal]):
    key = "audit.seals"
    permission = "audit.view"
    title = gettext_lazy("Seals")
    url_name = "audit:seals"
    template_name = "audit/seals.html"
    filterset_class = SealFilter
    table_class = SealTable
    default_sort = "-number"
    keyset = True
    shown_columns: ClassVar = ("number", "entries", "count", "sealed_at", "head", "anchored")
    pinned: ClassVar = ("sealed",)
    export_permission = "audit.export"
    api_scope = "audit:read"
    empty_icon = "shield"
    empty_title = gettext_lazy("Nothing is sealed yet")
    empty_text = gettext_lazy(
        "What waits is sealed every 30 seconds. If this stays empty, ask whoever runs Plumbline to "
        "set the signing key PLUMBLINE_AUDIT_KEY."
    )
    no_match_title = gettext_lazy("Nothing was sealed on these days")

    def sub(self) -> str:
        return _("Each signs a block of the trail and names the one before")

    def rows(self) -> QuerySet[Seal]:
        return Seal.objects.defer("segments", "previous", "root", "signature")

    @cached_property
    def page(self) -> Page:
        page = super().page
        _complete(page.rows, anchor.last_number())
        return page

    def every_row(self) -> Iterator[Seal]:
        anchored = anchor.last_number()
        for seal in super().every_row():
            _complete([seal], anchored)
            yield seal

    # ---------- what the page says above the rows ----------

    @cached_property
    def last(self) -> Verification | None:
        return last_verification(self.user)

    @cached_property
    def under_way(self) -> Job | None:
        """The person's own verification that has not ended."""
        waits = (Job.Status.QUEUED, Job.Status.RUNNING)
        return Job.objects.of(self.user.pk).filter(kind=KIND, status__in=waits).first()

    @property
    def ranges(self) -> list[tuple[str, Any]]:
        return list(RANGES.items())


def _complete(seals: Any, anchored: int) -> None:
    for seal in seals:
        # No range: a block is in the order of commits, where numbers do not rise.
        seal.entries = _("%(first)s … %(last)s") % {"first": seal.first_id, "last": seal.last_id}
        seal.anchored = seal.number <= anchored
