"""Columns of the list of deliveries."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.receiving.kinds import label_of
from inventory.receiving.models import Receipt
from workbench.columns import BadgeColumn, MomentColumn, QuantityColumn, TextColumn, TitleColumn


def receipt_url(receipt: Receipt) -> str:
    return reverse("inventory:receipt", args=[receipt.reference])


class KindColumn(TextColumn):
    def facts(self, record: Receipt, value: str) -> dict[str, Any]:
        return super().facts(record, label_of(value))

    def value(self, value: str) -> str:
        return label_of(value)


class ReceiptTable(tables.Table):
    document = TitleColumn(_("Delivery"), url=receipt_url, sub="reference", order_by=("document",))
    kind = KindColumn(_("Kind"), hide=2, orderable=False)
    sender = TextColumn(_("From"), hide=1, css="clip", orderable=False)
    location = TextColumn(_("To"), phone="b", accessor="location__place__name", orderable=False)
    expected = QuantityColumn(_("Units"), phone="u", orderable=False)
    due_at = MomentColumn(_("Due"), phone="s", order_by=("due_at",), initial_sort_descending=False)
    status = BadgeColumn(_("Status"), tone=lambda row: row.state.tone, orderable=False)

    class Meta:
        model = Receipt
        fields: list[str] = []
