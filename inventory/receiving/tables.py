"""Columns of the list of deliveries."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.receiving.kinds import label_of
from inventory.receiving.models import Receipt
from kernel.clock import now
from workbench.columns import BadgeColumn, MomentColumn, QuantityColumn, TextColumn, TitleColumn
from workbench.templatetags import ui


def receipt_url(receipt: Receipt) -> str:
    return reverse("inventory:receipt", args=[receipt.reference])


class KindColumn(TextColumn):
    def facts(self, record: Receipt, value: str) -> dict[str, Any]:
        return super().facts(record, label_of(value))

    def value(self, value: str) -> str:
        return label_of(value)


class StandingColumn(BadgeColumn):
    """The status; in its place, in red, that the delivery is overdue."""

    def facts(self, record: Receipt, value: str) -> dict[str, Any]:
        return (
            ui.badge(_("Overdue"), "bad") if record.is_late(now()) else super().facts(record, value)
        )


class ReceiptTable(tables.Table):
    document = TitleColumn(
        _("Delivery"),
        url=receipt_url,
        sub="reference",
        sub_name=_("Reference"),
        order_by=("document",),
    )
    kind = KindColumn(_("Kind"), hide=2, orderable=False)
    sender = TextColumn(_("From"), phone="b", css="clip", orderable=False)
    location = TextColumn(_("To"), accessor="location__place__name", orderable=False)
    expected = QuantityColumn(_("Units"), orderable=False)
    due_at = MomentColumn(_("Due"), phone="u", order_by=("due_at",), initial_sort_descending=False)
    status = StandingColumn(
        _("Status"), tone=lambda row: row.state.tone, phone="s", orderable=False
    )

    class Meta:
        model = Receipt
        fields: list[str] = []
