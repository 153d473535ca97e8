"""The table of counts."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.counts.models import Count
from workbench.columns import BadgeColumn, MomentColumn, QuantityColumn, TextColumn, TitleColumn


def count_url(count: Count) -> str:
    return reverse("inventory:count", args=[count.reference])


class StatusColumn(BadgeColumn):
    def facts(self, record: Count, value: Any) -> dict[str, Any]:
        return {"text": record.state.label, "tone": record.tone, "ico": ""}


class CountTable(tables.Table):
    title = TitleColumn(_("Count"), url=count_url, orderable=False)
    location = TextColumn(
        _("Location"), accessor="location__place__name", phone="b", orderable=False
    )
    reference = TextColumn(_("Reference"), hide=2, orderable=False)
    origin = TextColumn(_("Why"), accessor="get_origin_display", hide=3, orderable=False)
    shelves = QuantityColumn(_("Shelves"), hide=1, orderable=False)
    differing = QuantityColumn(_("To review"), hide=1, orderable=False)
    due_at = MomentColumn(_("Due"), phone="u", order_by=("due_at",))
    created_at = MomentColumn(_("Made"), hide=3, order_by=("created_at",))
    status = StatusColumn(_("Status"), phone="s", orderable=False)

    class Meta:
        model = Count
        fields: list[str] = []
