"""The list of adjustments."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_tables2 import Table

from inventory.adjustments.filters import AdjustmentFilter
from inventory.adjustments.models import Adjustment, AdjustmentLine
from inventory.adjustments.policies import MAY_ADJUST
from inventory.adjustments.tables import AdjustmentTable, AdjustmentTableWithoutValue
from kernel.lists import ListView, Preset


class AdjustmentList(ListView[Adjustment]):
    key = "inventory.adjustments"
    permission = "adjustments.view"
    export_permission = "adjustments.view"
    api_scope = "adjustments:read"
    title = _("Adjustments")
    url_name = "inventory:adjustments"
    template_name = "inventory/adjustments.html"
    filterset_class = AdjustmentFilter
    default_sort = "-created_at"
    pinned: ClassVar = ("q", "status", "reason")
    presets: ClassVar = (
        Preset(
            "waiting",
            _("Waiting for approval"),
            "status=submitted",
            empty_title=_("No adjustment waits for approval"),
            empty_text=_("Once a draft is submitted it stands here until somebody decides."),
        ),
        Preset(
            "held",
            _("Held by a shortfall"),
            "status=approved",
            empty_title=_("Nothing is held by a shortfall"),
            empty_text=_(
                "What is approved although too few pieces are there waits here until they are."
            ),
        ),
        Preset(
            "drafts",
            _("Drafts"),
            "status=draft",
            empty_title=_("No drafts"),
            empty_text=_("A new adjustment is a draft until somebody submits it."),
        ),
    )
    empty_icon = "edit"
    empty_title = _("No adjustments yet")
    empty_text = _("When stock is lost, found, broken or expired, ask for one.")
    no_match_title = _("No adjustments match these filters")

    def rows(self) -> QuerySet[Adjustment]:
        lines = AdjustmentLine.objects.filter(adjustment=OuterRef("pk")).order_by()
        units = lines.values("adjustment").annotate(units=Sum("quantity")).values("units")
        return (
            Adjustment.objects.visible_to(self.principal)
            .select_related("location__place", "reason", "created_by")
            .annotate(units=Coalesce(Subquery(units, output_field=IntegerField()), 0))
            .worth(self.sees_value)
        )

    @property
    def sees_value(self) -> bool:
        user = getattr(self, "user", None)
        return user is None or bool(user.may("value.view"))

    @property
    def table_class(self) -> type[Table]:  # type: ignore[override]
        return AdjustmentTable if self.sees_value else AdjustmentTableWithoutValue

    @property
    def may_adjust(self) -> bool:
        return bool(self.user.may(MAY_ADJUST))
