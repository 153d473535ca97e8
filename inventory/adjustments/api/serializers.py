"""Adjustments as other systems read and ask for them."""

from typing import Any

from rest_framework import serializers

from inventory.adjustments.models import Adjustment
from inventory.adjustments.policies import MOST, MOST_LINES

Text = serializers.CharField
Whole = serializers.IntegerField


class AdjustmentLineIn(serializers.Serializer[Any]):
    sku = Text(max_length=64, help_text="Its code or an identifier.")
    quantity = Whole(min_value=1, max_value=MOST, help_text="In base units.")
    state = Text(
        max_length=12,
        required=False,
        default="",
        allow_blank=True,
        help_text="Empty: the first state of the reason.",
    )


class AdjustmentIn(serializers.Serializer[Any]):
    location = Text(max_length=40, help_text="Its code.")
    reason = Text(max_length=40, help_text="The code of a reason.")
    note = Text(max_length=500, required=False, default="", allow_blank=True)
    lines = AdjustmentLineIn(many=True, allow_empty=False, max_length=MOST_LINES)  # type: ignore[call-arg]


class AdjustmentReasonIn(serializers.Serializer[Any]):
    reason = Text(max_length=500, required=False, default="", allow_blank=True)


class AdjustmentLineOut(serializers.Serializer[Any]):
    sku = Text()
    state = Text()
    quantity = Whole()
    approved = Whole(allow_null=True)


class AdjustmentOut(serializers.Serializer[Any]):
    reference = Text()
    location = Text()
    reason = Text()
    note = Text()
    status = serializers.ChoiceField(choices=Adjustment.Status.values)
    held_because = Text()
    version = Whole()
    lines = AdjustmentLineOut(many=True)


class AdjustmentsOut(serializers.Serializer[Any]):
    results = AdjustmentOut(many=True)
    next = Text(allow_null=True)
