"""Pack and ship; cancel, which asks where the units are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.decorators import requires
from accounts.queries import person
from inventory.catalog.models import Sku
from inventory.transfers.errors import TransferChangedMeanwhile
from inventory.transfers.forms import ReasonForm, ShipForm, quantities_of
from inventory.transfers.models import Transfer
from inventory.transfers.policies import check_cancel_transfer, check_pack
from inventory.transfers.queries.progress import progress_of
from inventory.transfers.services import cancel_transfer, pack_shipment, ship_transfer
from inventory.transfers.services.shipping import packable
from inventory.transfers.tables import transfer_url
from inventory.transfers.views.visible import visible_transfer
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, RuleViolation
from workbench.conflicts import look_again
from workbench.once import acts_once


@require_http_methods(["GET", "POST"])
@requires("transfers.ship")
@answers_refusals
@acts_once
def transfer_ship(request: HttpRequest, reference: str) -> HttpResponse:
    """What leaves together: by line, as far as it is allocated and not packed."""
    transfer = visible_transfer(request, reference)
    check_pack(transfer, actor=person(request))
    free = packable(transfer)
    rows = _rows(request, transfer, free)
    form = ShipForm(request.POST or None, initial={"version": transfer.version})
    status, stale = 200, None
    if request.method == "POST":
        status, stale = tried(form, lambda: _send(request, transfer, form.cleaned_data, rows))
        if status == 200:
            return redirect(transfer_url(transfer))
    context = {
        "transfer": transfer,
        "form": form,
        "rows": rows,
        "conflict": conflict_of(transfer, stale),
    }
    return render(request, "inventory/transfer_ship.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("transfers.create")
@answers_refusals
@acts_once
def transfer_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Why; and of what is on its way, how much is back at the origin."""
    transfer = visible_transfer(request, reference)
    check_cancel_transfer(transfer, actor=person(request))
    progress = progress_of(transfer)
    on_way = {sku_id: n.in_transit for sku_id, n in progress.by_sku.items() if n.in_transit > 0}
    rows = _rows(request, transfer, on_way)
    form = ReasonForm(request.POST or None, initial={"version": transfer.version})
    status, stale = 200, None
    if request.method == "POST":
        status, stale = tried(form, lambda: _cancel(request, transfer, form.cleaned_data, rows))
        if status == 200:
            messages.success(request, _cancelled(visible_transfer(request, reference)))
            return redirect(transfer_url(transfer))
    context = {
        "transfer": transfer,
        "form": form,
        "rows": rows,
        "progress": progress,
        "conflict": conflict_of(transfer, stale),
    }
    return render(request, "inventory/transfer_cancel.html", context, status=status)


def _cancelled(transfer: Transfer) -> str:
    """What is not back at the origin keeps the transfer open."""
    missing = progress_of(transfer).in_transit
    if not missing:
        return _("%(row)s cancelled.") % {"row": transfer}
    words = ngettext(
        "%(row)s called off. %(n)s missing unit waits for a decision.",
        "%(row)s called off. %(n)s missing units wait for a decision.",
        missing,
    )
    return words % {"row": transfer, "n": f"{missing:,}"}


def tried(
    form: forms.Form, command: Callable[[], None]
) -> tuple[int, TransferChangedMeanwhile | None]:
    """Run the command of a valid form; what it refuses is told at the form, a stale page above it."""
    try:
        if not form.is_valid():
            return 422, None
        command()
    except forms.ValidationError as error:
        form.add_error(None, error)
        return 422, None
    except TransferChangedMeanwhile as error:
        return error.http_status, error
    except (Conflict, RuleViolation) as error:
        form.add_error(None, error.sentence)
        return error.http_status, None
    return 200, None


def _send(
    request: HttpRequest, transfer: Transfer, data: Mapping[str, Any], rows: list[dict[str, Any]]
) -> None:
    facts = {
        "reference": transfer.reference,
        "lines": _typed(request, rows),
        "actor": person(request),
        "at": now(),
        "version": data["version"],
        "carrier": data["carrier"],
        "tracking": data["tracking"],
        "parcels": data["parcels"] or 1,
        "due_at": data["due_at"],
    }
    if "pack" in request.POST:
        shipment = pack_shipment(**facts)
        messages.success(request, _("%(row)s packed.") % {"row": shipment})
    else:
        shipment = ship_transfer(**facts)
        messages.success(request, _("%(row)s is on its way.") % {"row": shipment})


def _cancel(
    request: HttpRequest, transfer: Transfer, data: Mapping[str, Any], rows: list[dict[str, Any]]
) -> None:
    back = {sku.pk: quantity for sku, quantity in _typed(request, rows).items()}
    cancel_transfer(
        reference=transfer.reference,
        reason=data["reason"],
        version=data["version"],
        back=back if rows else None,
        actor=person(request),
        at=now(),
    )


def conflict_of(
    transfer: Transfer, stale: TransferChangedMeanwhile | None
) -> dict[str, Any] | None:
    """What leaves or comes back is counted against what was seen, so there is only looking again."""
    if stale is None:
        return None
    return look_again(transfer, stale, page=transfer_url(transfer))


def _typed(request: HttpRequest, rows: list[dict[str, Any]]) -> dict[Sku, int]:
    return quantities_of(request.POST, {row["sku"].pk: row["sku"] for row in rows})


def _rows(
    request: HttpRequest, transfer: Transfer, most: Mapping[int, int]
) -> list[dict[str, Any]]:
    """Lines with something to move: the most that is possible is filled in."""
    skus = Sku.objects.in_bulk([sku_id for sku_id, quantity in most.items() if quantity > 0])
    return [
        {
            "sku": sku,
            "name": f"q{sku.pk}",
            "most": most[sku.pk],
            "value": request.POST.get(f"q{sku.pk}", most[sku.pk]),
        }
        for sku in sorted(skus.values(), key=lambda sku: sku.code)
    ]
