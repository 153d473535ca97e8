"""Counts as other systems send and read them."""

from typing import Any

from rest_framework import serializers

from inventory.counts.models import Count, CountLine, CountPart
from inventory.counts.services.lines import MOST_LINES

Text = serializers.CharField
STATUSES = Count.Status.values
LINE_STATUSES = CountLine.Status.values
SHELF_STATUSES = CountPart.Status.values


class ShelfIn(serializers.Serializer[Any]):
    name = Text(max_length=120)
    skus = serializers.ListField(
        child=Text(max_length=64), required=False, max_length=MOST_LINES,
        help_text="Codes or identifiers the shelf lists; without, whatever is found is counted.",
    )  # fmt: skip


class CountIn(serializers.Serializer[Any]):
    location = Text(max_length=40)
    title = Text(max_length=120)
    due_at = serializers.DateTimeField(required=False)
    reason = Text(max_length=300, required=False, allow_blank=True)
    shelves = ShelfIn(many=True)


class CountedLineIn(serializers.Serializer[Any]):
    sku = Text(max_length=64, help_text="Code or identifier.")
    quantity = serializers.IntegerField(help_text="In base units, 0 included.")
    counted_at = serializers.DateTimeField(required=False)


class LinesIn(serializers.Serializer[Any]):
    shelf = serializers.IntegerField(
        required=False, min_value=1, help_text="Its number; without, the first open one."
    )
    lines = CountedLineIn(many=True)


class FinishIn(serializers.Serializer[Any]):
    shelf = serializers.IntegerField(required=False, min_value=1)
    complete = serializers.BooleanField(
        default=False, help_text="Everything was looked for: what is listed and missing is zero."
    )


class CancelIn(serializers.Serializer[Any]):
    reason = Text(max_length=300)


class ShelfOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = Text()
    round = serializers.IntegerField()
    listed = serializers.BooleanField()
    status = serializers.ChoiceField(choices=SHELF_STATUSES)


class CountLineOut(serializers.Serializer[Any]):
    sku = Text()
    status = serializers.ChoiceField(choices=LINE_STATUSES)
    counted = serializers.IntegerField()
    counted_at = serializers.DateTimeField()
    book = serializers.IntegerField(
        allow_null=True, help_text="By the books at that moment; null while the line is counted."
    )
    difference = serializers.IntegerField(allow_null=True)
    why = Text(help_text="Why it did not post by itself: variance, moved, store, unpriced.")


class CountOut(serializers.Serializer[Any]):
    reference = Text()
    title = Text()
    location = Text()
    status = serializers.ChoiceField(choices=STATUSES)
    origin = serializers.ChoiceField(choices=Count.Origin.values)
    due_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()
    shelves = ShelfOut(many=True)


class CountWithLinesOut(CountOut):
    lines = CountLineOut(many=True)


class CountsOut(serializers.Serializer[Any]):
    results = CountOut(many=True)
    next = Text(allow_null=True)
