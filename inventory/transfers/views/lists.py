"""The list of transfers. What may be done to many at once stands in `views/bulk.py`."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Sum, When
from django.urls import reverse
from django.utils.translation import gettext_lazy

from inventory.transfers.filters import OPEN, TransferFilter
from inventory.transfers.models import Transfer, TransferLine
from inventory.transfers.policies import CREATE
from inventory.transfers.queries.moving import in_transit_since
from inventory.transfers.tables import TransferTable
from kernel.lists import BulkAction, ListView, Preset


class TransferList(ListView[Transfer]):
    key = "inventory.transfers"
    permission = "transfers.view"
    export_permission = "stock.export"
    api_scope = "transfers:read"
    title = gettext_lazy("Transfers")
    url_name = "inventory:transfers"
    template_name = "inventory/transfers.html"
    filterset_class = TransferFilter
    table_class = TransferTable
    default_sort = "-reference"
    fresh = True
    pinned: ClassVar = ("q", "status", "turn")
    presets: ClassVar = (
        Preset(
            "open",
            gettext_lazy("Open"),
            f"status={OPEN}",
            empty_title=gettext_lazy("No transfer is open"),
            empty_text=gettext_lazy(
                "What ended stands under “All”. “New transfer” begins the next one."
            ),
        ),
        Preset(
            "drafts",
            gettext_lazy("Drafts"),
            "turn=requester",
            empty_title=gettext_lazy("No drafts wait"),
            empty_text=gettext_lazy("A new transfer is a draft until somebody submits it."),
        ),
        Preset(
            "approver",
            gettext_lazy("Waiting for approval"),
            "turn=approver",
            empty_title=gettext_lazy("No transfer waits for approval"),
            empty_text=gettext_lazy(
                "Whoever submits a draft asks for an approval; until then it stands here."
            ),
        ),
        Preset(
            "to-ship",
            gettext_lazy("To pick and ship"),
            "turn=origin",
            empty_title=gettext_lazy("Nothing is to pick or ship"),
            empty_text=gettext_lazy("What is approved and not shipped yet appears here."),
        ),
        Preset(
            "on-way",
            gettext_lazy("On their way"),
            "turn=destination",
            empty_title=gettext_lazy("Nothing is on its way"),
            empty_text=gettext_lazy("What was shipped and not received yet appears here."),
        ),
    )
    empty_icon = "transfer"
    empty_title = gettext_lazy("No transfers yet")
    empty_text = gettext_lazy(
        "A transfer moves stock between two locations: asked for, approved, shipped, received."
    )
    no_match_title = gettext_lazy("No transfers match these filters")

    def rows(self) -> QuerySet[Transfer]:
        lines = TransferLine.objects.filter(transfer=OuterRef("pk")).order_by().values("transfer")
        due = Case(When(approved__isnull=True, then=F("asked")), default=F("approved"))
        return (
            Transfer.objects.visible_to(self.principal)
            .named()
            .annotate(
                units=Subquery(lines.annotate(n=Sum(due)).values("n")),
                in_transit_since=in_transit_since(),
                lines_count=Subquery(lines.annotate(n=Count("pk")).values("n")),
            )
        )

    def row_key(self, row: Transfer) -> str:
        return row.reference

    def bulk_actions(self) -> Sequence[BulkAction]:
        if not self.user.may(CREATE):
            return ()
        return (
            BulkAction(gettext_lazy("Submit"), reverse("inventory:transfers-submit"), CREATE),
            BulkAction(
                gettext_lazy("Cancel…"), reverse("inventory:transfers-cancel"), CREATE, danger=True
            ),
        )
