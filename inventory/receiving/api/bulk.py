"""POST /api/v1/receipts/receive-in-full: book in all that is still to come of many deliveries."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from inventory.receiving.api.views import TAGS, WRITES
from inventory.receiving.errors import ReceiptUnknown
from inventory.receiving.models import Receipt
from inventory.receiving.services import receive_rest
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.many import ManyDoneOut, each_seen, seen_many, seen_once


class ReceiptsSeenIn(serializers.Serializer[Any]):
    receipts = seen_many()

    def validate_receipts(self, rows: list[dict[str, Any]]) -> dict[str, int]:
        return seen_once(rows)


@described_command(
    operation_id="receive_receipts_in_full",
    summary="Book in all that is still to come of up to 100 deliveries, as good pieces",
    description="With an outcome for each: a refused delivery leaves the others received. One outside"
    " the client's places is left as `receipt_unknown`.",
    answer=ManyDoneOut,
    tags=TAGS,
)
class ReceiveInFullView(CommandEndpoint):
    required_scopes = WRITES
    if_match = etag = False
    serializer = ReceiptsSeenIn
    each_refuses = (receive_rest,)

    def act(self, call: Call, **names: Any) -> dict[str, Any]:
        return each_seen(
            call.content["receipts"],
            Receipt.objects.visible_to(call.principal),
            lambda row, version: receive_rest(
                receipt_id=row.pk, version=version, actor=None, at=call.at
            ),
            gone=lambda reference: ReceiptUnknown(reference=reference),
        )

    def shown(self, done: dict[str, Any]) -> dict[str, Any]:
        return done
