"""Adjustments as other systems read and ask for them."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from inventory.adjustments.models import Adjustment, Reason
from inventory.adjustments.policies import MOST, MOST_LINES
from workbench.api.people import ForPersonIn
from workbench.api.scans import UnknownCodeOut

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


class AdjustmentChangeIn(serializers.Serializer[Any]):
    """What is not said stays."""

    reason = Text(max_length=40, required=False, help_text="The code of a reason.")
    note = Text(max_length=500, required=False, allow_blank=True)


class AdjustmentSetLineIn(AdjustmentLineIn):
    quantity = Whole(min_value=0, max_value=MOST, help_text="In base units; 0 takes it away.")


class ReasonChangeIn(ForPersonIn):
    label = Text(max_length=80)  # type: ignore[assignment]  # collected likewise
    effect = serializers.ChoiceField(choices=Reason.Effect.values)
    states = serializers.ListField(
        child=Text(max_length=12), min_length=1, max_length=20, help_text="The first is offered."
    )
    needs_note = serializers.BooleanField(default=False)
    needs_photo = serializers.BooleanField(default=False)
    band = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        help_text="Up to this value it passes without anybody being asked.",
    )
    position = Whole(min_value=0, max_value=32_000, default=100)
    is_active = serializers.BooleanField(default=True)


class ReasonIn(ReasonChangeIn):
    code = Text(max_length=40)
    is_active = None  # type: ignore[assignment]  # a new one is


class ReasonOut(serializers.Serializer[Any]):
    code = Text()
    version = Whole()
    label = Text()  # type: ignore[assignment]  # collected likewise
    effect = serializers.ChoiceField(choices=Reason.Effect.values)
    states = serializers.ListField(child=Text())
    needs_note = serializers.BooleanField()
    needs_photo = serializers.BooleanField()
    band = Text(help_text="A decimal, in the network's currency.")
    position = Whole()
    is_active = serializers.BooleanField()


class ReasonsOut(serializers.Serializer[Any]):
    results = ReasonOut(many=True)
    next = Text(allow_null=True)


class AdjustmentReasonIn(serializers.Serializer[Any]):
    reason = Text(max_length=500, required=False, default="", allow_blank=True)


class AdjustmentLineOut(serializers.Serializer[Any]):
    sku = Text()
    state = Text()
    quantity = Whole()
    approved = Whole(allow_null=True)


class AdjustmentUnknownOut(serializers.Serializer[Any]):
    results = UnknownCodeOut(many=True)
    next = Text(allow_null=True)


class AdjustmentOut(serializers.Serializer[Any]):
    reference = Text()
    location = Text()
    reason = Text()
    note = Text()
    status = serializers.ChoiceField(choices=Adjustment.Status.values)
    value = Text(allow_null=True, help_text="At cost when it was submitted; null before.")
    currency = Text()
    held_because = Text()
    version = Whole()
    lines = AdjustmentLineOut(many=True)


class AdjustmentsOut(serializers.Serializer[Any]):
    results = AdjustmentOut(many=True)
    next = Text(allow_null=True)
