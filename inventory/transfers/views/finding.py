"""Missing pieces that turned up: how many, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.decorators import requires
from accounts.queries import person
from inventory.catalog.models import Sku
from inventory.transfers.forms import FoundForm, quantities_of
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.policies import check_find, ends_to_find
from inventory.transfers.services import record_found
from inventory.transfers.services.finding import findable
from inventory.transfers.tables import transfer_url
from inventory.transfers.views.moving import conflict_of, tried
from inventory.transfers.views.visible import visible_transfer
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench import formats
from workbench.once import acts_once


@require_http_methods(["GET", "POST"])
@requires("transfers.view")
@answers_refusals
@acts_once
def shortage_found(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Each line with as many as can turn up; posted, they are booked in where they are."""
    transfer = visible_transfer(request, reference)
    shortage = _shortage(transfer, number)
    check_find(shortage, actor=person(request))
    ends = ends_to_find(transfer, actor=person(request))
    most = findable(shortage)
    form = FoundForm(
        request.POST or None,
        ends=ends,
        initial={"version": transfer.version, "place": ends[0].code},
    )
    status, stale = 200, None
    if request.method == "POST":
        status, stale = tried(form, lambda: _find(request, shortage, form.cleaned_data, most))
        if status == 200:
            return redirect(f"{transfer_url(transfer)}#missing")
    context = {
        "transfer": transfer,
        "shortage": shortage,
        "form": form,
        "rows": _rows(request, most),
        "was_lost": shortage.status == Shortage.Status.LOST,
        "conflict": conflict_of(transfer, stale),
    }
    return render(request, "inventory/transfer_found.html", context, status=status)


def _shortage(transfer: Transfer, number: int) -> Shortage:
    row = transfer.shortages.select_related("shipment").filter(pk=number).first()
    if row is None:
        raise Http404
    row.transfer = transfer
    return row


def _find(
    request: HttpRequest, shortage: Shortage, data: Mapping[str, Any], most: Mapping[Sku, int]
) -> None:
    found = quantities_of(request.POST, {sku.pk: sku for sku in most})
    record_found(
        reference=shortage.reference,
        lines=found,
        place=data["place"],
        reason=data["reason"],
        version=data["version"],
        actor=person(request),
        at=now(),
    )
    units = sum(found.values())
    words = ngettext("%(n)s found piece booked in.", "%(n)s found pieces booked in.", units)
    messages.success(request, words % {"n": formats.quantity(units)})


def _rows(request: HttpRequest, most: Mapping[Sku, int]) -> list[dict[str, Any]]:
    return [
        {
            "sku": sku,
            "name": f"q{sku.pk}",
            "most": quantity,
            "value": request.POST.get(f"q{sku.pk}", quantity),
        }
        for sku, quantity in most.items()
    ]
