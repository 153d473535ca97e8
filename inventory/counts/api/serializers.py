"""Counts as other systems send and read them."""

from typing import Any

from rest_framework import serializers

from inventory.counts.models import Count, CountLine, CountPart, CountScan
from inventory.counts.services.lines import MOST_LINES
from inventory.counts.services.scanning import MOST, MOST_SCANS
from workbench.api.people import ForPersonIn

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
    counted_at = serializers.DateTimeField(
        required=False, help_text="Not before anybody was asked to count; without, now."
    )


class ByPersonIn(serializers.Serializer[Any]):
    on_behalf_of = serializers.EmailField(
        required=False, help_text="The person who counted; else the client itself did."
    )


class LinesIn(ByPersonIn):
    shelf = serializers.IntegerField(
        required=False,
        min_value=1,
        help_text="Its number; not needed where the count has one open shelf.",
    )
    lines = CountedLineIn(many=True)


class FinishIn(ByPersonIn):
    shelf = serializers.IntegerField(
        required=False,
        min_value=1,
        help_text="Its number; not needed where the count has one open shelf.",
    )
    complete = serializers.BooleanField(
        default=False, help_text="Everything was looked for: what is listed and missing is zero."
    )


class CancelIn(serializers.Serializer[Any]):
    reason = Text(max_length=300)


class ScanIn(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Of the device: the same scan again counts once.")
    code = Text(max_length=80, help_text="As it was scanned.")
    quantity = serializers.IntegerField(
        min_value=-MOST,
        max_value=MOST,
        required=False,
        default=1,
        help_text="Times it was scanned.",
    )
    at = serializers.DateTimeField(help_text="When, by the clock of the device.")


class ScansIn(ByPersonIn):
    sent_at = serializers.DateTimeField(
        required=False,
        help_text="Now, by the clock of the device: how far it is off is corrected in every scan."
        " Without, the last scan of a clock that is ahead was made now.",
    )
    scans = ScanIn(many=True, allow_empty=False, max_length=MOST_SCANS)  # type: ignore[call-arg]


class ScanAnswerOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = Text(help_text="ok, attention or wrong.")
    code = serializers.ChoiceField(
        choices=CountScan.Standing.choices, help_text="What became of it; all but ok are kept."
    )
    title = Text()
    detail = Text()
    count = serializers.IntegerField(allow_null=True, help_text="What one has of it here.")


class ScansAnswerOut(serializers.Serializer[Any]):
    results = ScanAnswerOut(many=True)


class SetQuantityIn(ByPersonIn):
    sku = Text(max_length=64, help_text="Code or identifier.")
    quantity = serializers.IntegerField(min_value=0, max_value=MOST)
    id = serializers.UUIDField(required=False, help_text="Of the correction: again counts once.")


class RecountIn(ForPersonIn):
    lines = serializers.ListField(
        child=Text(max_length=64), required=False, max_length=MOST_LINES,
        help_text="Codes of SKUs to review; without, every line that waits.",
    )  # fmt: skip


class ApproveLinesIn(RecountIn):
    note = Text(max_length=300, required=False, allow_blank=True, default="")


class KeepBooksIn(RecountIn):
    reason = Text(max_length=300)


class SettleCodeIn(ForPersonIn):
    note = Text(max_length=300)


class KeptCodeOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    shelf = serializers.IntegerField()
    code = Text()
    why = Text()
    sku = Text(allow_null=True)
    quantity = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    status = Text(help_text="open or settled.")
    note = Text()
    settled_at = serializers.DateTimeField(allow_null=True)


class KeptCodesOut(serializers.Serializer[Any]):
    results = KeptCodeOut(many=True)
    next = Text(allow_null=True)


class PlanChangeIn(ForPersonIn):
    """What is not said stays."""

    is_active = serializers.BooleanField(required=False)
    lines = serializers.IntegerField(
        min_value=0, max_value=5_000, required=False, help_text="In one count; 0: none."
    )
    every_days = serializers.IntegerField(min_value=1, max_value=365, required=False)
    on_below_zero = serializers.BooleanField(required=False)
    on_snapshot = serializers.BooleanField(required=False)
    short_picks = serializers.IntegerField(
        min_value=0, max_value=100, required=False, help_text="0: never."
    )


class PlanIn(ForPersonIn):
    place = Text(max_length=40, help_text="Its code.")
    is_active = serializers.BooleanField(required=False, default=True)
    lines = serializers.IntegerField(min_value=0, max_value=5_000, required=False, default=40)
    every_days = serializers.IntegerField(min_value=1, max_value=365, required=False, default=1)
    on_below_zero = serializers.BooleanField(required=False, default=True)
    on_snapshot = serializers.BooleanField(required=False, default=True)
    short_picks = serializers.IntegerField(min_value=0, max_value=100, required=False, default=2)


class PlanOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    place = Text()
    version = serializers.IntegerField()
    is_active = serializers.BooleanField()
    lines = serializers.IntegerField()
    every_days = serializers.IntegerField()
    on_below_zero = serializers.BooleanField()
    on_snapshot = serializers.BooleanField()
    short_picks = serializers.IntegerField()


class PlansOut(serializers.Serializer[Any]):
    results = PlanOut(many=True)
    next = Text(allow_null=True)


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
        allow_null=True,
        help_text="By the books at that moment; null while the line is counted, and until it"
        " is decided to all but clients with `counts:approve`.",
    )
    difference = serializers.IntegerField(allow_null=True)
    why = Text(help_text="Why it did not post by itself: variance, moved, store, unpriced.")
    late_moves = serializers.IntegerField(
        help_text="Movements between the first and the last scan that were told after it had posted."
    )


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
