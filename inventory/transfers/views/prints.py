"""Pages for paper: the pick list, and the packing slip of a shipment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from inventory.catalog.models import Sku, SkuIdentifier
from inventory.transfers.models import Transfer
from inventory.transfers.queries.progress import progress_of
from inventory.transfers.services.shipping import packable
from inventory.transfers.views.visible import visible_shipment, visible_transfer

CODES = (SkuIdentifier.Scheme.EAN13, SkuIdentifier.Scheme.UPCA, SkuIdentifier.Scheme.EAN8)


@require_GET
@requires("transfers.view")
def pick_list(request: HttpRequest, reference: str) -> HttpResponse:
    """What is still to be picked, as of this version; an old print says so when it is scanned."""
    transfer = visible_transfer(request, reference)
    left = {sku_id: quantity for sku_id, quantity in packable(transfer).items() if quantity > 0}
    context = _sheet(request, transfer, left)
    return render(request, "inventory/transfer_pick_list.html", context)


@require_GET
@requires("transfers.view")
def packing_slip(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What lies in a shipment: as packed, or as it left."""
    shipment = visible_shipment(request, reference, number)
    transfer = visible_transfer(request, reference)
    shipped = progress_of(transfer).part(shipment.reference)
    held = {sku_id: numbers.shipped for sku_id, numbers in shipped.items() if numbers.shipped}
    packed = dict(shipment.lines.values_list("sku_id", "packed"))
    context = _sheet(request, transfer, held or packed)
    parcels = ngettext("%(n)s carton", "%(n)s cartons", shipment.parcels)
    sent = (parcels % {"n": shipment.parcels}, shipment.carrier, shipment.tracking)
    context |= {
        "shipment": shipment,
        "pick_head": _("Packed"),
        "sent": ", ".join(filter(None, sent)),
        "track": shipment.tracking,
    }
    return render(request, "inventory/transfer_packing_slip.html", context)


@require_GET
@requires("transfers.view")
def shipment_labels(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One label for each carton."""
    shipment = visible_shipment(request, reference, number)
    context = {
        "transfer": visible_transfer(request, reference),
        "shipment": shipment,
        "cartons": range(1, shipment.parcels + 1),
    }
    return render(request, "inventory/transfer_labels.html", context)


def _sheet(request: HttpRequest, transfer: Transfer, quantities: dict[int, int]) -> dict[str, Any]:
    skus = Sku.objects.in_bulk(quantities)
    rows = SkuIdentifier.objects.filter(sku_id__in=quantities, scheme__in=CODES, unit="")
    codes = dict(rows.order_by("-value").values_list("sku_id", "value"))
    page = reverse("inventory:transfer", args=[transfer.reference])
    return {
        "transfer": transfer,
        "rows": [
            {"sku": sku, "quantity": quantities[sku.pk], "code": codes.get(sku.pk, sku.code)}
            for sku in sorted(skus.values(), key=lambda sku: sku.code)
        ],
        "text": _text(transfer, quantities),
        "pick_head": _("Pick"),
        "link": request.build_absolute_uri(f"{page}?printed={transfer.version}"),
    }


def _text(transfer: Transfer, quantities: dict[int, int]) -> str:
    units = sum(quantities.values())
    words = ngettext("%(route)s. %(n)s unit.", "%(route)s. %(n)s units.", units)
    return words % {"route": transfer.route, "n": f"{units:,}"}
