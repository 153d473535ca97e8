"""The table of transfers."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.transfers.models import Transfer
from workbench.columns import (
    BadgeColumn,
    MomentColumn,
    QuantityColumn,
    TextColumn,
    TitleColumn,
)


def transfer_url(transfer: Transfer) -> str:
    return reverse("inventory:transfer", args=[transfer.reference])


class StatusColumn(BadgeColumn):
    def value(self, value: str) -> str:
        return str(Transfer.Status(value).label)


class ReasonColumn(TextColumn):
    def value(self, value: str) -> str:
        return str(Transfer.Reason(value).label)


class TransferTable(tables.Table):
    reference = TitleColumn(
        _("Transfer"),
        url=transfer_url,
        sub="route",
        sub_name=_("Route"),
        css="tall",
        order_by=("pk",),
    )
    status = StatusColumn(_("Status"), tone=lambda row: row.state.tone, phone="s", orderable=False)
    units = QuantityColumn(_("Units"), phone="u", orderable=False)
    lines_count = QuantityColumn(_("Lines"), hide=2, orderable=False)
    reason = ReasonColumn(_("Reason"), hide=2, orderable=False)
    asker = TextColumn(_("Asked by"), hide=3, orderable=False)
    in_transit_since = MomentColumn(
        _("In transit since"), style="ago", hide=1, order_by=("in_transit_since",),
        initial_sort_descending=False,
    )  # fmt: skip
    since = MomentColumn(_("Since"), style="ago", order_by=("since",))

    class Meta:
        model = Transfer
        fields: list[str] = []
