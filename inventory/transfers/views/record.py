"""The page of one transfer, and the steps that need no page of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.transfers.errors import TransferChangedMeanwhile
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.pages import transfer_page
from inventory.transfers.services import (
    ask_loss,
    close_short,
    copy_transfer,
    recall_transfer,
    ship_shipment,
    start_picking,
    submit_transfer,
    unpack_shipment,
)
from inventory.transfers.tables import transfer_url
from inventory.transfers.views.visible import visible_shipment, visible_transfer
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, DomainError, RuleViolation
from workbench.conflicts import look_again
from workbench.once import acts_once
from workbench.selection import version_sent

VIEW = "transfers.view"
# Step -> command, whether it asks why, what is said when it is done.
STEPS: dict[str, tuple[Callable[..., Any], bool, Any]] = {
    "submit": (submit_transfer, False, gettext_lazy("%(row)s submitted.")),
    "recall": (recall_transfer, False, gettext_lazy("%(row)s taken back.")),
    "start": (start_picking, False, gettext_lazy("Picking of %(row)s has begun.")),
    "close-short": (close_short, True, gettext_lazy("%(row)s closed short.")),
}


@require_GET
@requires(VIEW)
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    row = visible_transfer(request, reference)
    context = transfer_page(row, person(request), now())
    context["printed"] = _old_print(request, row)
    return render(request, "inventory/transfer.html", context)


@require_POST
@requires(VIEW)
@answers_refusals
@acts_once
def transfer_step(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    row = visible_transfer(request, reference)
    command, asks, done = STEPS[verb]
    why: dict[str, Any] = {"reason": request.POST.get("reason", "")} if asks else {}
    if verb == "close-short":
        why["not_found"] = request.POST.get("not_found") == "yes"
    return _run(
        request,
        row,
        lambda: command(**_usual(request), reference=row.reference, **why),
        str(done % {"row": row}),
        lambda: _way_back(row) if verb == "submit" else "",
    )


@require_POST
@requires(VIEW)
@answers_refusals
@acts_once
def transfer_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the same again, also after it was rejected: a new draft to look over."""
    row = visible_transfer(request, reference)
    try:
        made = copy_transfer(**_usual(request), reference=row.reference)
    except (Conflict, RuleViolation) as error:
        return _refused(request, row, error)
    said = _("%(row)s drafted as a copy of %(source)s. Look it over, then submit.")
    messages.success(request, said % {"row": made, "source": row})
    return redirect(transfer_url(made))


@require_POST
@requires(VIEW)
@answers_refusals
def transfer_undo_submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Taking back what was just submitted; refused once somebody has decided."""
    row = visible_transfer(request, reference)
    recall_transfer(reference=row.reference, actor=person(request), at=now())
    return HttpResponse(status=204)


def _way_back(row: Transfer) -> str:
    """While it waits: what no policy asks about is approved at once."""
    waits = Transfer.objects.get(pk=row.pk).status == Transfer.Status.SUBMITTED
    return reverse("inventory:transfer-undo-submit", args=[row.reference]) if waits else ""


@require_POST
@requires(VIEW)
@answers_refusals
@acts_once
def shipment_ship(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _of_shipment(request, reference, number, ship_shipment, _("%(row)s is on its way."))


@require_POST
@requires(VIEW)
@answers_refusals
@acts_once
def shipment_unpack(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _of_shipment(request, reference, number, unpack_shipment, _("%(row)s taken apart."))


@require_POST
@requires(VIEW)
@answers_refusals
@acts_once
def shortage_ask(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Put the loss of missing pieces to an approver."""
    row = visible_transfer(request, reference)
    shortage = row.shortages.filter(pk=number).first() or Shortage(pk=0)
    why = request.POST.get("reason", "")
    return _run(
        request,
        row,
        lambda: ask_loss(**_usual(request), reference=shortage.reference, reason=why),
        _("The loss waits for approval."),
    )


def _of_shipment(
    request: HttpRequest, reference: str, number: int, command: Callable[..., Any], done: str
) -> HttpResponse:
    shipment = visible_shipment(request, reference, number)
    return _run(
        request,
        shipment.transfer,
        lambda: command(**_usual(request), reference=reference, number=number),
        done % {"row": shipment},
    )


def _run(
    request: HttpRequest,
    row: Transfer,
    command: Callable[[], object],
    done: str,
    undo: Callable[[], str] = str,
) -> HttpResponse:
    """One command; what it refuses is shown on the page, above what it is about."""
    try:
        command()
    except (Conflict, RuleViolation) as error:
        return _refused(request, row, error)
    messages.success(request, done, extra_tags=undo())
    return redirect(transfer_url(row))


def _refused(request: HttpRequest, row: Transfer, error: DomainError) -> HttpResponse:
    context = transfer_page(visible_transfer(request, row.reference), person(request), now())
    if isinstance(error, TransferChangedMeanwhile):
        context["conflict"] = look_again(row, error, page=transfer_url(row))
    else:
        context["wrong"] = error
    return render(request, "inventory/transfer.html", context, status=error.http_status)


def _usual(request: HttpRequest) -> dict[str, Any]:
    return {"actor": person(request), "at": now(), "version": version_sent(request)}


def _old_print(request: HttpRequest, row: Transfer) -> int | None:
    """The version of a print whose QR code led here, when it is not the newest any more."""
    text = request.GET.get("printed", "")
    printed = int(text) if text.isdecimal() and len(text) < 10 else row.version
    return printed if printed < row.version else None
