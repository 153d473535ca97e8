"""POST /api/v1/transfers/bulk: submit or cancel many, with an outcome for each."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from inventory.transfers import errors, services
from inventory.transfers.api.views import TAGS, WRITE, usual
from inventory.transfers.models import Transfer
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.many import ManyDoneOut, each_seen, seen_many, seen_once

VERBS = ("submit", "cancel")
Text = serializers.CharField


class TransfersIn(serializers.Serializer[Any]):
    verb = Text(help_text=f"One of: {', '.join(VERBS)}.")
    transfers = seen_many()
    reason = Text(max_length=500, required=False, help_text="Needed to cancel.")

    def validate_transfers(self, rows: list[dict[str, Any]]) -> dict[str, int]:
        return seen_once(rows)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["verb"] not in VERBS:
            raise serializers.ValidationError({"verb": ["There is no such command on many."]})
        if attrs["verb"] == "cancel" and "reason" not in attrs:
            raise serializers.ValidationError({"reason": ["This is needed here."]})
        return attrs


@described_command(
    operation_id="change_transfers",
    summary="Submit or cancel up to 100 transfers, with an outcome for each",
    description="A refused transfer leaves the others done. One outside the client's places is left"
    " as `transfer_unknown`, one on its way as `units_not_said`: cancel it by itself.",
    answer=ManyDoneOut,
    tags=TAGS,
)
class BulkTransfersView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": WRITE}
    if_match = etag = False
    serializer = TransfersIn
    each_refuses = (services.submit_transfer, services.cancel_transfer)

    def act(self, call: Call, **names: Any) -> dict[str, Any]:
        return each_seen(
            call.content["transfers"],
            Transfer.objects.visible_to(call.principal),
            lambda row, version: _run(call, row, version),
            gone=lambda reference: errors.TransferUnknown(reference=reference),
        )

    def shown(self, done: dict[str, Any]) -> dict[str, Any]:
        return done


def _run(call: Call, transfer: Transfer, version: int) -> object:
    given = {**usual(transfer, call), "version": version}
    if call.content["verb"] == "submit":
        return services.submit_transfer(**given)
    return services.cancel_transfer(**given, reason=call.content["reason"])
