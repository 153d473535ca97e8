"""Labels of what arrived damaged: one for each piece, to stick on before it is set aside."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from inventory.receiving.forms import DAMAGES
from inventory.receiving.queries.damaged import damaged_in
from inventory.receiving.views.visible import visible_receipt

# Of one page; whoever has more writes them off by the pallet.
MOST = 200


@require_GET
@requires("receipts.view")
def damaged_labels(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    shown = visible_receipt(request, reference)
    arrival = shown.arrivals.filter(number=number, undone_at=None).first()
    pieces = damaged_in(arrival)[:MOST] if arrival else []
    if arrival is None or not pieces:
        raise Http404
    words = dict(DAMAGES)
    labels = [
        {
            "sku": piece.sku,
            "sub": _("Damaged: %(why)s") % {"why": words.get(piece.reason, piece.reason)}
            if piece.reason
            else _("Damaged"),
        }
        for piece in pieces
    ]
    context = {"receipt": shown, "arrival": arrival, "labels": labels}
    return render(request, "inventory/receipt_labels.html", context)
