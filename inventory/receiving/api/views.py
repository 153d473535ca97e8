"""/api/v1/receipts: expected deliveries, and what is done to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal
from inventory.catalog.models import Location, Sku
from inventory.catalog.queries import resolve_codes
from inventory.receiving.api.serializers import (
    ReceiptIn,
    ReceiptOut,
    ReceiptReasonIn,
    ReceiptsOut,
    ReceiveIn,
)
from inventory.receiving.filters import ReceiptFilter
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt, ReceiptLine
from inventory.receiving.queries.sums import lines_of_many
from inventory.receiving.services import (
    announce_delivery,
    cancel_announced,
    close_receipt,
    receive,
)
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described

TAGS = ("Receipts",)
WRITES: dict[str, str] = {"POST": "receipts:write"}


def skus_of(texts: Iterable[str], principal: ClientPrincipal) -> dict[str, Sku]:
    """By the text that names them, of the client's networks. Refuses with 422 what names nothing."""
    asked = list(texts)
    named = resolve_codes(set(asked))
    ids = {one.sku_id for one in named.values()}
    skus = Sku.objects.visible_to(principal).in_bulk(ids)
    unknown = [
        {"sku": [f"There is no SKU {text}."]}
        if text not in named or named[text].sku_id not in skus
        else {}
        for text in asked
    ]
    if any(unknown):
        raise ValidationError({"lines": unknown}, code="unknown_sku")
    return {text: skus[one.sku_id] for text, one in named.items()}


def location_of(code: str, principal: ClientPrincipal) -> Location:
    rows = Location.objects.visible_to(principal).select_related("place")
    location = rows.filter(place__code=code).first()
    if location is None:
        raise ValidationError(
            {"location": ["There is no such location, or it is outside this client's places."]},
            code="unknown_location",
        )
    return location


def receipts_of(principal: ClientPrincipal) -> QuerySet[Receipt]:
    lines = ReceiptLine.objects.select_related("sku")
    return (
        Receipt.objects.visible_to(principal)
        .select_related("location__place")
        .prefetch_related(Prefetch("lines", lines))
    )


def receipt_of(reference: str, principal: ClientPrincipal) -> Receipt:
    receipt = Receipt.objects.visible_to(principal).with_reference(reference).first()
    if receipt is None:
        raise Http404
    return receipt


@described_command(
    operation_id="announce_receipt",
    summary="Announce a delivery",
    answer=ReceiptOut,
    description="A purchase order is put on order; an advance notice only says what comes.",
    tags=TAGS,
)
class ReceiptsView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "receipts:read", **WRITES}
    filterset_class = ReceiptFilter
    order = "pk"
    if_match = False
    serializer = ReceiptIn
    success = 201
    refuses = (announce_delivery,)

    @extend_schema(
        operation_id="read_receipts",
        summary="Expected deliveries and what arrived of them",
        description="In the order they were announced, as far as the client sees their location.",
        tags=list(TAGS),
        parameters=described(ReceiptFilter, "A reference or a document."),
        responses={200: ReceiptsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Receipt]:
        return receipts_of(principal)

    def named(self, rows: QuerySet[Receipt], codes: list[str]) -> QuerySet[Receipt]:
        numbers = [
            pk
            for code in codes
            for pk in Receipt.objects.with_reference(code).values_list("pk", flat=True)
        ]
        return rows.filter(pk__in=numbers) | rows.filter(document__in=codes)

    def shown(self, rows: Any) -> Any:
        """A page of the list, or the one that was made."""
        if isinstance(rows, Receipt):
            return shown_one(rows)
        return shown_many(rows)

    def act(self, call: Call, **names: Any) -> Receipt:
        told = call.content
        skus = skus_of([line["sku"] for line in told["lines"]], call.principal)
        return announce_delivery(
            kind=told["kind"],
            document=told["document"],
            location=location_of(told["location"], call.principal),
            sender=told["sender"],
            due_at=told["due_at"],
            lines=[(skus[line["sku"]], line["quantity"]) for line in told["lines"]],
            actor=None,
            at=call.at,
        )


class OneReceipt(CommandEndpoint):
    """A command on one delivery."""

    required_scopes: ClassVar[dict[str, str]] = WRITES

    def there(self, principal: ClientPrincipal, **names: Any) -> Receipt:
        return receipt_of(names["reference"], principal)

    def shown(self, done: Receipt) -> dict[str, Any]:
        return shown_one(done)


@described_command(
    operation_id="receive_receipt",
    summary="Book in what arrived",
    answer=ReceiptOut,
    description="Accepted, damaged and missing of each SKU, as often as it takes.",
    tags=TAGS,
)
class ReceiveView(OneReceipt):
    serializer = ReceiveIn
    refuses = (receive,)

    def act(self, call: Call, **names: Any) -> Receipt:
        receipt: Receipt = call.about
        told = call.content["lines"]
        skus = skus_of([line["sku"] for line in told], call.principal)
        receive(
            receipt_id=receipt.pk,
            lines=[_received(line, skus) for line in told],
            actor=None,
            at=call.at,
            version=call.version,
        )
        return receipts_of(call.principal).get(pk=receipt.pk)


@described_command(
    operation_id="close_receipt",
    summary="Await nothing more of a delivery",
    answer=ReceiptOut,
    tags=TAGS,
)
class CloseView(OneReceipt):
    serializer = ReceiptReasonIn
    refuses = (close_receipt,)

    def act(self, call: Call, **names: Any) -> Receipt:
        receipt: Receipt = call.about
        close_receipt(receipt_id=receipt.pk, **_asked(call))
        return receipts_of(call.principal).get(pk=receipt.pk)


@described_command(
    operation_id="cancel_receipt",
    summary="Stop expecting a delivery",
    answer=ReceiptOut,
    tags=TAGS,
)
class CancelView(OneReceipt):
    serializer = ReceiptReasonIn
    refuses = (cancel_announced,)

    def act(self, call: Call, **names: Any) -> Receipt:
        receipt: Receipt = call.about
        cancel_announced(receipt_id=receipt.pk, **_asked(call))
        return receipts_of(call.principal).get(pk=receipt.pk)


def _asked(call: Call) -> dict[str, Any]:
    return {
        "reason": call.content["reason"],
        "actor": None,
        "at": call.at,
        "version": call.version,
    }


def _received(line: Mapping[str, Any], skus: Mapping[str, Sku]) -> ReceivedLine:
    parts = {name: line[name] for name in ("accepted", "damaged", "missing", "reason")}
    return ReceivedLine(skus[line["sku"]], **parts)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def shown_one(receipt: Receipt) -> dict[str, Any]:
    return next(iter(shown_many([receipt])))


def shown_many(receipts: list[Receipt]) -> Iterable[dict[str, Any]]:
    lines = lines_of_many(receipts)
    for receipt in receipts:
        yield {
            "reference": receipt.reference,
            "kind": receipt.kind,
            "document": receipt.document,
            "location": receipt.location.code,
            "sender": receipt.sender,
            "status": receipt.status,
            "due_at": _text(receipt.due_at),
            "announced_at": _text(receipt.announced_at),
            "first_received_at": _text(receipt.first_received_at),
            "closed_at": _text(receipt.closed_at),
            "version": receipt.version,
            "lines": [
                {
                    "sku": line.sku.code,
                    "expected": line.expected,
                    "accepted": line.accepted,
                    "damaged": line.damaged,
                    "missing": line.missing,
                    "open": line.open,
                    "to_put_away": line.to_put_away,
                }
                for line in lines[receipt.pk]
            ],
        }
