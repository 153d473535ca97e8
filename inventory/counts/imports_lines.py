"""What was counted, from a file: one shelf of one count, posted at the end of the import."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from inventory.counts.errors import CountIsOver
from inventory.counts.models import Count, CountLine
from inventory.counts.services import CountedLine, finish_part, put_lines
from inventory.counts.services.lines import MOST_LINES, MOST_UNITS, line_problems, part_for
from workbench.imports.fields import Field, Kind
from workbench.imports.kinds import Batch, Checked, ImportKind, Option, Problem

MOST_CHOICES = 200
FIELDS = (
    Field("sku", "SKU", required=True, max_length=64, example="MK-2041-NVY-M",
          hint=gettext_lazy("Its code or a barcode."), aliases=("sku code", "code", "item", "ean")),
    Field("quantity", "Quantity", Kind.INTEGER, required=True, minimum=0, maximum=MOST_UNITS,
          example="24", hint=gettext_lazy("In base units; 0 for none."),
          aliases=("qty", "counted", "units", "count")),
    Field("counted_at", "Counted at", Kind.MOMENT, example="2026-11-21T06:00+00:00",
          hint=gettext_lazy("When it was counted. Empty: at the moment of the import."),
          aliases=("time", "date", "at")),
)  # fmt: skip


def open_counts(user: User) -> list[tuple[str, str]]:
    """Counts that wait to be counted, soonest due first."""
    counts = Count.objects.visible_to(user).to_count().select_related("location__place")
    return [
        (count.reference, f"{count}, {count.location.name}")
        for count in counts.order_by("due_at")[:MOST_CHOICES]
    ]


def completeness(_user: User) -> list[tuple[str, str]]:
    return [
        ("no", _("Only what the file names was counted")),
        ("yes", _("Everything listed was looked for; what the file lacks is zero")),
    ]


def check(batch: Batch) -> Checked:
    """Everything that is wrong with the file, against the shelf it is for."""
    count = _count(batch)
    found = line_problems(part=part_for(count, None), lines=_lines(batch), at=batch.at)
    problems = [Problem(batch.rows[one.index].number, one.field, one.text) for one in found]
    return Checked(problems, {"new": len(batch.rows) - len({one.row for one in problems})})


def apply(batch: Batch) -> dict[str, int]:
    """Count the lines, finish the shelf, post what agrees; what differs waits for a reviewer."""
    count = _count(batch)
    part = part_for(count, None)
    put_lines(
        reference=count.reference,
        number=part.number,
        lines=_lines(batch),
        actor=batch.actor,
        at=batch.at,
    )
    finish_part(
        part_id=part.pk,
        is_complete=batch.options.get("complete") == "yes",
        version=None,
        actor=batch.actor,
        at=batch.at,
    )
    posted = count.lines.filter(status=CountLine.Status.POSTED).count()
    return {"posted": posted, "review": count.lines.count() - posted}


def _count(batch: Batch) -> Count:
    reference = batch.options.get("count", "")
    counts = Count.objects.visible_to(batch.actor).with_reference(reference)
    count = counts.select_related("location__place").first()
    if count is None or count.status not in Count.TO_COUNT:
        raise CountIsOver(reference=reference, status=_("no longer open"))
    return count


def _lines(batch: Batch) -> list[CountedLine]:
    return [CountedLine(row["sku"], row["quantity"], row["counted_at"]) for row in batch.rows]


COUNT_LINES = ImportKind(
    key="count-lines",
    label=gettext_lazy("Counted lines"),
    about=gettext_lazy(
        "What was counted on one shelf of an open count. The shelf is finished with it."
    ),
    permission="counts.count",
    fields=FIELDS,
    check=check,
    apply=apply,
    options=(
        Option("count", gettext_lazy("Count"), open_counts),
        Option("complete", gettext_lazy("What the file lacks"), completeness),
    ),
    page_url_name="inventory:import",
    result_url_name="inventory:counts",
    # One shelf, one moment: all of it or nothing.
    chunk=MOST_LINES,
)
