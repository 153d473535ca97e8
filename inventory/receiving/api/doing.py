"""/api/v1/receipts/{reference}: one delivery; taking an arrival back, putting away."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from inventory.receiving.api.serializers import (
    PutAwayIn,
    ReceiptOut,
    ReceiptWholeOut,
    UndoArrivalIn,
)
from inventory.receiving.api.views import (
    TAGS,
    OneReceipt,
    receipt_of,
    receipts_of,
    shown_one,
    skus_of,
)
from inventory.receiving.models import Receipt
from inventory.receiving.services import put_away, undo_receipt
from workbench.api.commands import Call, described_command, versioned
from workbench.api.described import problems
from workbench.api.people import client_of


class ReceiptView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "receipts:read"}

    @extend_schema(
        operation_id="read_receipt",
        summary="One delivery with its arrivals",
        tags=list(TAGS),
        responses={200: ReceiptWholeOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        principal = client_of(request)
        found = receipt_of(reference, principal)
        receipt = receipts_of(principal).get(pk=found.pk)
        arrivals = [
            {"number": one.number, "at": one.at, "undone_at": one.undone_at}
            for one in receipt.arrivals.all()
        ]
        return versioned(shown_one(receipt) | {"arrivals": arrivals}, receipt.version)


@described_command(
    operation_id="undo_arrival",
    summary="Take one arrival back; what it called missing is awaited again",
    answer=ReceiptOut,
    tags=TAGS,
)
class UndoArrivalView(OneReceipt):
    serializer = UndoArrivalIn
    refuses = (undo_receipt,)

    def there(self, principal: ClientPrincipal, **names: Any) -> Receipt:
        receipt = receipt_of(names["reference"], principal)
        if not receipt.arrivals.filter(number=names["number"]).exists():
            raise Http404
        return receipt

    def act(self, call: Call, **names: Any) -> Receipt:
        receipt: Receipt = call.about
        undo_receipt(
            receipt_id=receipt.pk,
            number=names["number"],
            reason=call.content["reason"],
            actor=None,
            at=call.at,
            version=call.version,
        )
        return receipts_of(call.principal).get(pk=receipt.pk)


@described_command(
    operation_id="put_away_receipt",
    summary="Move goods of a delivery to the shelf",
    description="From `receiving` to `available`, also after the delivery was closed.",
    answer=ReceiptOut,
    tags=TAGS,
)
class PutAwayView(OneReceipt):
    serializer = PutAwayIn
    refuses = (put_away,)

    def act(self, call: Call, **names: Any) -> Receipt:
        receipt: Receipt = call.about
        told = call.content["lines"]
        skus = skus_of([line["sku"] for line in told], call.principal)
        put_away(
            receipt_id=receipt.pk,
            lines=[(skus[line["sku"]], line["quantity"]) for line in told],
            actor=None,
            at=call.at,
            version=call.version,
        )
        return receipts_of(call.principal).get(pk=receipt.pk)
