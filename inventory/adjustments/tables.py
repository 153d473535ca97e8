"""Columns of the list of adjustments."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.adjustments.models import Adjustment
from workbench.columns import (
    BadgeColumn,
    MomentColumn,
    MoneyColumn,
    QuantityColumn,
    TextColumn,
    TitleColumn,
)


def adjustment_url(adjustment: Adjustment) -> str:
    return reverse("inventory:adjustment", args=[adjustment.reference])


class AdjustmentTable(tables.Table):
    reason = TitleColumn(
        _("Adjustment"),
        accessor="reason__label",
        url=adjustment_url,
        sub="reference",
        sub_name=_("Reference"),
        orderable=False,
    )
    location = TextColumn(_("Where"), phone="b", accessor="location__place__name", orderable=False)
    units = QuantityColumn(_("Units"), phone="u", orderable=False)
    worth = MoneyColumn(_("Value"), currency="currency", hide=1, order_by=("by_worth",))
    who = TextColumn(_("Asked by"), accessor="created_by__name", hide=2, orderable=False)
    created_at = MomentColumn(_("Begun"), hide=1, order_by=("created_at",))
    status = BadgeColumn(_("Status"), tone=lambda row: row.state.tone, phone="s", orderable=False)

    class Meta:
        model = Adjustment
        fields: list[str] = []


class AdjustmentTableWithoutValue(AdjustmentTable):
    """For roles that do not see values."""

    worth = None  # type: ignore[assignment]

    class Meta(AdjustmentTable.Meta):
        pass
