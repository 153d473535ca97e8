"""/api/v1/receipts/{reference}/scans: what a device scans of a delivery, booked in together.

The same commands as on the scan page; they are a named person's, with that person's rights.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal
from accounts.models import User
from inventory.receiving.api.serializers import ReceiptOut
from inventory.receiving.api.views import TAGS, OneReceipt, receipt_of, receipts_of, skus_of
from inventory.receiving.locks import lock_receipt
from inventory.receiving.models import Receipt
from inventory.receiving.policies import MOST, check_version
from inventory.receiving.queries.scanned import to_book, waiting_scans
from inventory.receiving.scanned_items import take_item
from inventory.receiving.services import ask_override, mark_damaged, receive_scanned, review_code
from workbench.api.commands import Call, described_command, versioned
from workbench.api.described import problems
from workbench.api.people import ForPersonIn, client_of, person_of, version_said
from workbench.api.refusals import Refuses
from workbench.api.scans import (
    ItemScansAnswerOut,
    ItemScansIn,
    UnknownCodeOut,
    answers_out,
    scans_of,
    unknown_out,
)
from workbench.scanning import answers_to

Text, Whole = serializers.CharField, serializers.IntegerField


class ScannedLineOut(serializers.Serializer[Any]):
    sku = Text()
    expected = Whole()
    arrived = Whole(help_text="With what is scanned now.")
    accepted = Whole(help_text="Scanned and not booked in.")
    damaged = Whole(help_text="Said to be damaged and not booked in.")
    reason = Text(allow_blank=True)
    missing = Whole(help_text="What would be booked in as missing.")
    over = Whole(help_text="More than expected.")


class ScannedOut(serializers.Serializer[Any]):
    reference = Text()
    version = Whole(help_text="Also the ETag: send it as If-Match to finish.")
    scans = Whole(help_text="How many scans wait to be booked in: send it to finish.")
    lines = ScannedLineOut(many=True)
    unknown = UnknownCodeOut(many=True, help_text="Kept for review.")


class DamagedIn(ForPersonIn):
    sku = Text(max_length=64, help_text="Code or identifier.")
    quantity = Whole(min_value=0, max_value=MOST, help_text="0 takes it back.")
    reason = Text(max_length=120, allow_blank=True, default="")
    was_scanned = serializers.BooleanField(
        default=False, help_text="They were scanned as good; they are taken off there."
    )


class FinishDeliveryIn(ForPersonIn):
    rest_comes = serializers.BooleanField(
        default=False, help_text="What was not scanned comes later; else it is missing."
    )
    scans = Whole(
        min_value=0,
        required=False,
        help_text="How many waited as they were read: what was scanned since is not booked in unseen.",
    )
    override = serializers.BooleanField(
        default=False, help_text="Book in more than the tolerance lets in; needs that right."
    )


@described_command(
    operation_id="send_receipt_scans",
    summary="Send what was scanned of a delivery",
    description="Each scan is kept once, by its id, however often it is sent. A code that names"
    " nothing is kept for review.",
    answer=ItemScansAnswerOut,
    tags=TAGS,
)
class ScansView(OneReceipt):
    required_scopes: ClassVar[dict[str, str]] = {
        "GET": "receipts:read",
        "POST": "receipts:write",
    }
    etag = False
    serializer = ItemScansIn
    refuses = (lock_receipt, check_version, scans_of, person_of)

    @extend_schema(
        operation_id="read_receipt_scans",
        summary="What is scanned of a delivery and not booked in",
        tags=list(TAGS),
        responses={200: ScannedOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        receipt = receipt_of(reference, client_of(request))
        return versioned(scanned_out(receipt), receipt.version)

    def act(self, call: Call, **names: Any) -> list[dict[str, Any]]:
        receipt, actor = lock_receipt(call.about.pk), person_of(call)
        check_version(receipt, call.version)
        return answers_to(
            scans_of(call),
            lambda scan: take_item(receipt, scan, actor=actor),
            user_id=actor.pk,
            page=f"receipt-{receipt.pk}",
        )

    def shown(self, done: Any) -> dict[str, Any]:
        return answers_out(done)


class OfScans(OneReceipt):
    """A command on what is scanned, for a person."""

    refuses: ClassVar[Refuses] = (check_version, lock_receipt, person_of)

    def act(self, call: Call, **names: Any) -> Receipt:
        check_version(lock_receipt(call.about.pk), call.version)
        self.run(call.about, call, person_of(call), **names)
        return receipt_of(call.about.reference, call.principal)

    def run(self, receipt: Receipt, call: Call, actor: User, **names: Any) -> None:
        raise NotImplementedError

    def shown(self, done: Receipt) -> dict[str, Any]:
        return scanned_out(done)


@described_command(
    operation_id="mark_receipt_damaged",
    summary="Say how many of a SKU came damaged, and why",
    answer=ScannedOut,
    tags=TAGS,
)
class DamagedView(OfScans):
    serializer = DamagedIn
    refuses = (mark_damaged,)

    def run(self, receipt: Receipt, call: Call, actor: User, **names: Any) -> None:
        told = call.content
        mark_damaged(
            receipt_id=receipt.pk,
            sku=skus_of([told["sku"]], call.principal)[told["sku"]],
            quantity=told["quantity"],
            reason=told["reason"],
            was_scanned=told["was_scanned"],
            actor=actor,
            at=call.at,
        )


@described_command(
    operation_id="review_receipt_code",
    summary="Say that an unknown code was looked at",
    answer=ScannedOut,
    tags=TAGS,
)
class ReviewView(OfScans):
    serializer = ForPersonIn
    refuses = (review_code,)

    def there(self, principal: ClientPrincipal, **names: Any) -> Receipt:
        receipt = receipt_of(names["reference"], principal)
        if not receipt.scans.filter(pk=names["scan"]).exists():
            raise Http404
        return receipt

    def run(self, receipt: Receipt, call: Call, actor: User, **names: Any) -> None:
        review_code(receipt_id=receipt.pk, key=names["scan"], actor=actor, at=call.at)


@described_command(
    operation_id="ask_receipt_override",
    summary="Ask those who may to receive more than was expected",
    description="They are told, and a case is kept. What is scanned stays until one of them books it in.",
    answer=ScannedOut,
    tags=TAGS,
)
class AskOverrideView(OfScans):
    serializer = ForPersonIn
    refuses = (ask_override,)

    def run(self, receipt: Receipt, call: Call, actor: User, **names: Any) -> None:
        ask_override(receipt_id=receipt.pk, actor=actor, at=call.at, version=call.version)


@described_command(
    operation_id="finish_receipt_scans",
    summary="Book in what is scanned",
    description="If-Match is needed.",
    answer=ReceiptOut,
    tags=TAGS,
)
class FinishView(OneReceipt):
    serializer = FinishDeliveryIn
    refuses = (receive_scanned, version_said, person_of)

    def act(self, call: Call, **names: Any) -> Receipt:
        receipt: Receipt = call.about
        receive_scanned(
            receipt_id=receipt.pk,
            rest_comes=call.content["rest_comes"],
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
            scans=call.content.get("scans"),
            override=call.content["override"],
        )
        return receipts_of(call.principal).get(pk=receipt.pk)


def scanned_out(receipt: Receipt) -> dict[str, Any]:
    unknown = receipt.scans.filter(sku=None, reviewed_at=None)
    return {
        "reference": receipt.reference,
        "version": receipt.version,
        "scans": waiting_scans(receipt).count(),
        "lines": [
            {
                "sku": line.sku.code,
                "expected": line.line.expected,
                "arrived": line.arrived_in_all,
                "accepted": line.scanned.accepted,
                "damaged": line.scanned.damaged,
                "reason": line.scanned.reason,
                "missing": line.missing,
                "over": line.over,
            }
            for line in to_book(receipt)
        ],
        "unknown": unknown_out(unknown),
    }
