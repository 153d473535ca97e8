"""The list of transfers, and what may be done to many at once."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, Sum, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.transfers.filters import OPEN, TransferFilter
from inventory.transfers.models import Transfer, TransferLine
from inventory.transfers.policies import CREATE
from inventory.transfers.services import cancel_transfer, submit_transfer
from inventory.transfers.tables import TransferTable
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.lists import BulkAction, ListView, Preset
from workbench.bulk import each_row, keep_result, said
from workbench.once import acts_once
from workbench.selection import chosen_ids


class TransferList(ListView[Transfer]):
    key = "inventory.transfers"
    permission = "transfers.view"
    export_permission = "stock.export"
    title = gettext_lazy("Transfers")
    url_name = "inventory:transfers"
    template_name = "inventory/transfers.html"
    filterset_class = TransferFilter
    table_class = TransferTable
    default_sort = "-reference"
    fresh = True
    pinned: ClassVar = ("q", "status", "turn")
    presets: ClassVar = (
        Preset("open", gettext_lazy("Open"), f"status={OPEN}"),
        Preset("drafts", gettext_lazy("Drafts"), "turn=requester"),
        Preset("approver", gettext_lazy("Waiting for approval"), "turn=approver"),
        Preset("moving", gettext_lazy("To pick, ship, receive"), "turn=warehouse"),
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
                gettext_lazy("Cancel"), reverse("inventory:transfers-cancel"), CREATE, danger=True
            ),
        )


@require_POST
@requires(CREATE)
@answers_refusals
@acts_once
def transfers_submit(request: HttpRequest) -> HttpResponse:
    """Each draft for itself; what is short of stock stays a draft and says so."""
    actor, at = person(request), now()
    return _act(
        request,
        lambda row: submit_transfer(reference=row.reference, actor=actor, at=at),
        _("submitted"),
        {
            "transfer_not_draft": _("no drafts"),
            "not_enough_at_origin": _("short of stock at the origin"),
        },
    )


@require_POST
@requires(CREATE)
@answers_refusals
@acts_once
def transfers_cancel(request: HttpRequest) -> HttpResponse:
    """Those of which nothing is on its way; the others are cancelled on their own page."""
    actor, at = person(request), now()
    why = _("Cancelled in the list.")
    return _act(
        request,
        lambda row: cancel_transfer(reference=row.reference, reason=why, actor=actor, at=at),
        _("cancelled"),
        {
            "transfer_has_ended": _("ended already"),
            "units_not_said": _("on their way"),
            "still_packed": _("packed"),
        },
    )


def _act(
    request: HttpRequest, act: Callable[[Transfer], Any], done: str, words: dict[str, str]
) -> HttpResponse:
    rows = Transfer.objects.visible_to(person(request)).named()
    chosen = rows.filter(pk__in=chosen_ids(request, TransferList)).order_by("pk")
    outcome = each_row(chosen, act)
    text = said(outcome, done, words)
    kept = keep_result(outcome, list_key=TransferList.key, actor=person(request), at=now())
    if kept is None:
        messages.success(request, text)
        return redirect("inventory:transfers")
    messages.warning(request, text)
    return redirect(f"{reverse('inventory:transfers')}?result={kept.pk}")
