"""Transfers as other systems send and read them."""

from typing import Any

from rest_framework import serializers

from inventory.transfers.models import Shipment, Shortage, Transfer

Text = serializers.CharField
Whole = serializers.IntegerField


class TransferLineIn(serializers.Serializer[Any]):
    sku = Text(max_length=64, help_text="The code or any identifier of a SKU.")
    quantity = Whole(min_value=0, max_value=1_000_000)


class TransferIn(serializers.Serializer[Any]):
    """A draft."""

    to = Text(max_length=40, help_text="The code of the receiving location.")
    reason = serializers.ChoiceField(choices=Transfer.Reason.values)
    lines = TransferLineIn(many=True)
    note = Text(max_length=500, required=False, allow_blank=True, default="")
    needed_by = serializers.DateField(required=False, allow_null=True, default=None)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of the language."""
        return {
            "from": Text(max_length=40, help_text="The code of the sending location."),
            **super().get_fields(),
        }


class TransferPackIn(serializers.Serializer[Any]):
    lines = TransferLineIn(many=True)
    carrier = Text(max_length=80, required=False, allow_blank=True, default="")
    tracking = Text(max_length=80, required=False, allow_blank=True, default="")
    parcels = Whole(min_value=1, max_value=999, required=False, default=1)
    due_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ShipmentShipIn(serializers.Serializer[Any]):
    """What is not said stays as it was packed."""

    carrier = Text(max_length=80, required=False, allow_blank=True)
    tracking = Text(max_length=80, required=False, allow_blank=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)


class TransferShipIn(TransferPackIn):
    """What leaves at once is told as what is packed."""


class TransferArrivedIn(serializers.Serializer[Any]):
    sku = Text(max_length=64)
    accepted = Whole(min_value=0, max_value=1_000_000, required=False, default=0)
    damaged = Whole(min_value=0, max_value=1_000_000, required=False, default=0)
    missing = Whole(min_value=0, max_value=1_000_000, required=False, default=0)
    reason = Text(max_length=120, required=False, allow_blank=True, default="")


class TransferReceiveIn(serializers.Serializer[Any]):
    shipment = Whole(min_value=1, help_text="The number of the shipment.")
    lines = TransferArrivedIn(many=True)


class TransferReasonIn(serializers.Serializer[Any]):
    reason = Text(max_length=500)


class TransferFoundIn(TransferReasonIn):
    place = serializers.CharField(
        max_length=40, help_text="The code of the destination or of the origin."
    )
    lines = TransferLineIn(many=True, allow_empty=False)


class TransferCloseShortIn(TransferReasonIn):
    not_found = serializers.BooleanField(
        default=False,
        help_text="The pieces were not found where the books say: each SKU is a short pick.",
    )


class TransferCancelIn(TransferReasonIn):
    back = TransferLineIn(
        many=True,
        required=False,
        help_text="What of the goods in transit is back at the origin; the others are missing.",
    )


class TransferLineOut(serializers.Serializer[Any]):
    sku = Text()
    asked = Whole()
    approved = Whole(allow_null=True)
    allocated = Whole()
    shipped = Whole()
    accepted = Whole()
    damaged = Whole()
    missing = Whole(help_text="Said to be missing; still in transit.")
    lost = Whole()
    returned = Whole(help_text="Back at the origin.")
    in_transit = Whole()


class TransferShipmentOut(serializers.Serializer[Any]):
    number = Whole()
    reference = Text()
    status = serializers.ChoiceField(choices=Shipment.Status.values)
    carrier = Text()
    tracking = Text()
    receipt = Text()
    shipped_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)


class TransferOut(serializers.Serializer[Any]):
    reference = Text()
    status = serializers.ChoiceField(choices=Transfer.Status.values)
    waits_for = Text()
    to = Text()
    reason = Text()
    note = Text()
    needed_by = serializers.DateField(allow_null=True)
    copied_from = serializers.CharField(allow_null=True, help_text="The transfer it is a copy of.")
    created_at = serializers.DateTimeField()
    version = Whole()
    lines = TransferLineOut(many=True)
    shipments = TransferShipmentOut(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"from": Text(), **super().get_fields()}


class ShortageLineOut(serializers.Serializer[Any]):
    sku = Text()
    claimed = Whole()


class TransferShortageOut(serializers.Serializer[Any]):
    reference = Text()
    shipment = Whole(help_text="The number of the shipment.")
    status = Text(help_text=f"One of: {', '.join(Shortage.Status.values)}.")
    note = Text()
    reported_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    lines = ShortageLineOut(many=True)


class TransferShortagesOut(serializers.Serializer[Any]):
    results = TransferShortageOut(many=True)
    next = Text(allow_null=True)


class TransfersOut(serializers.Serializer[Any]):
    results = TransferOut(many=True)
    next = Text(allow_null=True)
