"""Deliveries as other systems read and tell them."""

from typing import Any

from rest_framework import serializers

from inventory.receiving.models import Receipt
from inventory.receiving.policies import MOST

Text = serializers.CharField
Whole = serializers.IntegerField


STATUSES = Receipt.Status.values


class ExpectedLineIn(serializers.Serializer[Any]):
    sku = Text(max_length=64, help_text="Its code or an identifier.")
    quantity = Whole(min_value=1, max_value=MOST, help_text="In base units.")


class ReceiptIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["purchase_order", "advance_notice"])
    document = Text(max_length=80)
    location = Text(max_length=40, help_text="Its code.")
    sender = Text(max_length=160, required=False, default="", allow_blank=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    lines = ExpectedLineIn(many=True, allow_empty=False, max_length=5_000)  # type: ignore[call-arg]


class ReceivedLineIn(serializers.Serializer[Any]):
    sku = Text(max_length=64, help_text="Its code or an identifier.")
    accepted = Whole(min_value=0, max_value=MOST, required=False, default=0)
    damaged = Whole(min_value=0, max_value=MOST, required=False, default=0)
    missing = Whole(min_value=0, max_value=MOST, required=False, default=0)
    reason = Text(max_length=120, required=False, default="", allow_blank=True)


class ReceiveIn(serializers.Serializer[Any]):
    lines = ReceivedLineIn(many=True, allow_empty=False, max_length=5_000)  # type: ignore[call-arg]


class ReceiptReasonIn(serializers.Serializer[Any]):
    reason = Text(max_length=500, required=False, default="", allow_blank=True)


class UndoArrivalIn(serializers.Serializer[Any]):
    reason = Text(max_length=500)


class PutAwayIn(serializers.Serializer[Any]):
    lines = ExpectedLineIn(many=True, allow_empty=False, max_length=5_000)  # type: ignore[call-arg]


class ReceiptLineOut(serializers.Serializer[Any]):
    sku = Text()
    expected = Whole()
    accepted = Whole()
    damaged = Whole()
    missing = Whole(help_text="Reported missing and not turned up.")
    open = Whole(help_text="Neither here nor reported missing.")
    to_put_away = Whole()


class ReceiptOut(serializers.Serializer[Any]):
    reference = Text()
    kind = Text()
    document = Text()
    location = Text()
    sender = Text()
    status = serializers.ChoiceField(choices=STATUSES)
    due_at = serializers.DateTimeField(allow_null=True)
    announced_at = serializers.DateTimeField()
    first_received_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    version = Whole()
    lines = ReceiptLineOut(many=True)


class ArrivalOut(serializers.Serializer[Any]):
    number = Whole(help_text="From 1 within the delivery.")
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class ReceiptWholeOut(ReceiptOut):
    arrivals = ArrivalOut(many=True)


class ReceiptsOut(serializers.Serializer[Any]):
    results = ReceiptOut(many=True)
    next = Text(allow_null=True)
