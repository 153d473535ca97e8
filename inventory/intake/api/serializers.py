"""What goes in and out, for the published description. The hot endpoints render without them."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from inventory.ledger.vocabulary import Crossing, Direction, EventType, Kind, State

Text = serializers.CharField
STATES = [state.word for state in State]
TYPES = [kind.word for kind in EventType]


class EventIn(serializers.Serializer[Any]):
    """One event. Which fields a type needs stands at GET /api/v1/event-types."""

    key = Text(max_length=200, help_text="Unique within the source. The same key is posted once.")
    type = serializers.ChoiceField(choices=TYPES)
    sku = Text(max_length=64, required=False, help_text="The code or any identifier of the SKU.")
    location = Text(max_length=40, required=False, help_text="The code of the location.")
    quantity = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=1_000_000_000,
        help_text="Of `unit`. From 1; 0 for count and snapshot only.",
    )
    occurred_at = serializers.DateTimeField(help_text="ISO 8601 with offset.")
    to_location = Text(max_length=40, required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)
    to_state = serializers.ChoiceField(choices=STATES, required=False)
    direction = serializers.ChoiceField(choices=[way.word for way in Direction], required=False)
    reverses = Text(max_length=200, required=False, help_text="Of a reversal: the event's key.")
    unit = Text(max_length=20, required=False, help_text="A conversion of the SKU, such as case.")
    reference = Text(max_length=80, required=False, help_text="The document or order behind it.")
    reason = Text(max_length=120, required=False)
    stream = Text(max_length=80, required=False, help_text="What `sequence` counts within.")
    sequence = serializers.IntegerField(required=False, min_value=0)
    unit_cost = serializers.DecimalField(max_digits=14, decimal_places=4, required=False)
    attributes = serializers.DictField(required=False, help_text="Kept with the event, never read.")


class EventsIn(serializers.Serializer[Any]):
    events = EventIn(many=True, help_text="At most 5,000 in a body of at most 5 MB.")


class EventResult(serializers.Serializer[Any]):
    key = Text(allow_blank=True)
    status = serializers.ChoiceField(choices=["posted", "duplicate", "conflict", "rejected"])
    event_id = serializers.IntegerField(
        required=False,
        help_text="Of the posted event; of the first one for duplicate and conflict.",
    )
    code = Text(required=False, help_text="Stable. Why it was not posted.")
    detail = Text(required=False, help_text="What to do, in a sentence.")


class EventsOut(serializers.Serializer[Any]):
    """One result per event, in the order sent."""

    results = EventResult(many=True)
    posted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    conflict = serializers.IntegerField()
    rejected = serializers.IntegerField()


class StockRowOut(serializers.Serializer[Any]):
    sku = Text()
    location = Text()
    receiving = serializers.IntegerField()
    available = serializers.IntegerField()
    reserved = serializers.IntegerField()
    allocated = serializers.IntegerField()
    damaged = serializers.IntegerField()
    quarantined = serializers.IntegerField()
    returned = serializers.IntegerField()
    in_transit = serializers.IntegerField()
    on_order = serializers.IntegerField()
    on_hand = serializers.IntegerField(help_text="The sum of the physical states.")
    sellable = serializers.IntegerField(
        help_text="Available, less what other physical states are below zero."
    )
    as_of = serializers.DateTimeField()
    age_s = serializers.IntegerField(
        allow_null=True, help_text="Seconds since a feed of this place was last heard."
    )
    settled = serializers.BooleanField(help_text="False while the answer may still change.")


class StockOut(serializers.Serializer[Any]):
    results = StockRowOut(many=True)
    next = Text(allow_null=True, help_text="Send as `cursor` for the next page.")
    unknown = serializers.DictField(
        child=serializers.ListField(child=Text()),
        help_text="Asked for, but not known or outside the client's places, by parameter.",
    )


class MovementOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    sku = Text()
    location = Text()
    end = Text(help_text="A state of the stock, or an end outside it such as customer.")
    to_location = Text()
    to_end = Text()
    quantity = serializers.IntegerField(min_value=1)
    reference = Text(allow_blank=True)
    event_id = serializers.IntegerField()
    type = Text()
    source = Text()  # type: ignore[assignment]  # collected by the metaclass
    key = Text()
    count_id = serializers.IntegerField(
        allow_null=True, help_text="The count this row belongs to or was absorbed by."
    )


class MovementsOut(serializers.Serializer[Any]):
    """In order of recording: a reader that keeps the cursor sees every row once."""

    results = MovementOut(many=True)
    next = Text(allow_null=True, help_text="There is more now.")
    resume = Text(help_text="Ask again from here later, also when there is no more now.")


# A field called `from` cannot be an attribute of a class.
EventTypeOut: Any = inline_serializer(
    "EventType",
    {
        "type": Text(),
        "does": serializers.ChoiceField(choices=[kind.value for kind in Kind]),
        "from": serializers.ListField(child=Text(), help_text="The first one is the default."),
        "to": serializers.ListField(child=Text(), help_text="The first one is the default."),
        "kit": serializers.BooleanField(help_text="A kit explodes into its components."),
        "to_location": serializers.ChoiceField(choices=[way.value for way in Crossing]),
        "direction": serializers.BooleanField(help_text="Needs `direction`, in or out."),
        "reason": serializers.BooleanField(help_text="Should carry a reason."),
    },
)


class EventTypesOut(serializers.Serializer[Any]):
    results = serializers.ListField(child=EventTypeOut)
