"""The list of deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.receiving.filters import ReceiptFilter
from inventory.receiving.kinds import all_kinds
from inventory.receiving.models import Receipt, ReceiptLine
from inventory.receiving.policies import ANNOUNCE, SETTINGS
from inventory.receiving.tables import ReceiptTable
from kernel.lists import BulkAction, ListView, Preset


class ReceiptList(ListView[Receipt]):
    key = "inventory.receipts"
    permission = "receipts.view"
    export_permission = "receipts.view"
    api_scope = "receipts:read"
    title = _("Receiving")
    url_name = "inventory:receipts"
    template_name = "inventory/receipts.html"
    filterset_class = ReceiptFilter
    table_class = ReceiptTable
    default_sort = "due_at"
    pinned: ClassVar = ("q", "status", "due")
    presets: ClassVar = (
        Preset(
            "today",
            _("Expected today"),
            "due=today",
            empty_title=_("Nothing is expected today"),
            empty_text=_("“All” shows what is expected on other days."),
        ),
        Preset(
            "overdue",
            _("Overdue"),
            "due=overdue",
            empty_title=_("Nothing is overdue"),
            empty_text=_("A delivery that is not here by its day appears here."),
        ),
        Preset(
            "partly",
            _("Partly received"),
            "status=partly_received",
            empty_title=_("No delivery is partly received"),
            empty_text=_("One of which more is still to come appears here."),
        ),
        Preset(
            "received",
            _("To put away or close"),
            "status=received",
            empty_title=_("Nothing is to put away or close"),
            empty_text=_("A delivery appears here once everything of it was booked in."),
        ),
    )
    fresh: ClassVar[bool] = True
    empty_icon = "download"
    empty_title = _("No deliveries are expected")
    empty_text = _("Announce one, import a file of orders, or let the supplier's system tell.")
    no_match_title = _("No deliveries match these filters")

    def rows(self) -> QuerySet[Receipt]:
        lines = ReceiptLine.objects.filter(receipt=OuterRef("pk")).order_by().values("receipt")
        units = lines.annotate(units=Sum("expected")).values("units")
        return (
            Receipt.objects.visible_to(self.principal)
            .select_related("location__place")
            .annotate(expected=Coalesce(Subquery(units, output_field=IntegerField()), 0))
        )

    def row_key(self, row: Receipt) -> str:
        return row.reference

    def bulk_actions(self) -> Sequence[BulkAction]:
        if not any(self.user.may(kind.permission) for kind in all_kinds()):
            return ()
        url = reverse("inventory:receipts-receive")
        return (BulkAction(_("Receive in full…"), url, "receipts.view"),)

    @property
    def may_announce(self) -> bool:
        return bool(self.user.may(ANNOUNCE))

    @property
    def may_set(self) -> bool:
        return bool(self.user.may(SETTINGS))


def awaited_by(user: Any) -> QuerySet[Receipt]:
    """What a person's places still wait for."""
    return Receipt.objects.visible_to(user).awaited()
