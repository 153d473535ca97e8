"""What was counted, from a file: shelves of one count, each finished and posted with the import."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from inventory.counts.errors import CountIsOver, LinesUnfit
from inventory.counts.fitting import shelves_named
from inventory.counts.models import Count, CountLine, CountPart
from inventory.counts.policies import check_start
from inventory.counts.services import CountedLine, finish_part, put_lines
from inventory.counts.services.lines import (
    MOST_LINES,
    MOST_UNITS,
    line_problems,
    shelves_of,
)
from kernel.errors import refusal
from workbench.imports.fields import Field, Kind
from workbench.imports.kinds import Batch, Checked, ImportKind, Option, Problem, Row

MOST_CHOICES = 200
FIELDS = (
    Field("sku", "SKU", required=True, max_length=64, example="MK-2041-NVY-M",
          hint=gettext_lazy("Its code or a barcode."), aliases=("sku code", "code", "item", "ean")),
    Field("quantity", "Quantity", Kind.INTEGER, required=True, minimum=0, maximum=MOST_UNITS,
          example="24", hint=gettext_lazy("In base units; 0 for none."),
          aliases=("qty", "counted", "units", "count")),
    Field("shelf", "Shelf", max_length=120, example="Wall B",
          hint=gettext_lazy("Its name or number. Empty where the count has one open shelf."),
          aliases=("shelf number", "part", "area", "bay", "aisle")),
    Field("counted_at", "Counted at", Kind.MOMENT, example="2026-11-21T06:00+00:00",
          hint=gettext_lazy(
              "When it was counted, not before the count was made. Empty: when it is imported."
          ),
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
    """Everything that is wrong with the file, against the shelves it is for."""
    count = _count(batch)
    by_shelf, problems = _shelves(count, batch)
    for part, rows in by_shelf.items():
        if refused := refusal(check_start, count, part, actor=batch.actor):
            problems.append(Problem(rows[0].number, "shelf", refused.sentence))
        found = line_problems(part=part, lines=_lines(rows), at=batch.at)
        problems += [Problem(rows[one.index].number, one.field, one.text) for one in found]
    if len(batch.rows) > MOST_LINES:
        text = _(
            "A file holds at most %(most)s lines, so that all of it is counted or nothing. Split it."
        )
        most = {"most": f"{MOST_LINES:,}"}
        problems.append(Problem(batch.rows[MOST_LINES].number, "sku", text % most))
    problems.sort(key=lambda one: one.row)
    return Checked(problems, {"new": len(batch.rows) - len({one.row for one in problems})})


def apply(batch: Batch) -> dict[str, int]:
    """Count the lines, finish their shelves, post what agrees; what differs waits for a reviewer."""
    count = _count(batch)
    by_shelf, problems = _shelves(count, batch)
    if problems:
        # It was checked: a shelf was finished or asked for since, so that the file must say which.
        first, number = problems[0], len(problems)
        raise LinesUnfit(problems=problems, n=f"{number:,}", line=first.row, why=first.text)
    for part, rows in by_shelf.items():
        put_lines(
            reference=count.reference,
            number=part.number,
            lines=_lines(rows),
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


def _shelves(count: Count, batch: Batch) -> tuple[dict[CountPart, list[Row]], list[Problem]]:
    """The rows by the shelf they name, and what is wrong with a name; the only open one needs none."""
    parts = shelves_of(count)
    opened = [part for part in parts if part.is_open] or parts
    found: dict[CountPart, list[Row]] = defaultdict(list)
    problems = []
    for row in batch.rows:
        part = _named(row["shelf"] or "", parts, opened)
        if part is None:
            problems.append(Problem(row.number, "shelf", _which(row["shelf"], opened)))
        else:
            found[part].append(row)
    return found, problems


def _named(text: str, parts: list[CountPart], opened: list[CountPart]) -> CountPart | None:
    """A shelf by its name, an open one first, else by its number; without either the only open one."""
    if not text:
        return opened[0] if len(opened) == 1 else None
    for among in (opened, parts):
        called = [part for part in among if part.name.casefold() == text.casefold()]
        if len(called) == 1:
            return called[0]
    return next((part for part in parts if str(part.number) == text), None)


def _which(text: str | None, opened: list[CountPart]) -> str:
    words = {"text": (text or "")[:40], "shelves": shelves_named(opened)}
    if text:
        return (
            _("“%(text)s” names no shelf of this count, or several. Write one of: %(shelves)s.")
            % words
        )
    return (
        _("This is empty, and the count has several open shelves. Write one of: %(shelves)s.")
        % words
    )


def _count(batch: Batch) -> Count:
    reference = batch.options.get("count", "")
    counts = Count.objects.visible_to(batch.actor).with_reference(reference)
    count = counts.select_related("location__place").first()
    if count is None or count.status not in Count.TO_COUNT:
        raise CountIsOver(reference=reference, status=_("no longer open"))
    return count


def _lines(rows: list[Row]) -> list[CountedLine]:
    """A cell that does not fit is told by the import; the rest of its line is looked at all the same."""
    return [
        CountedLine(row["sku"] or "", row["quantity"] or 0, row["counted_at"], row.number)
        for row in rows
    ]


COUNT_LINES = ImportKind(
    key="count-lines",
    label=gettext_lazy("Counted lines"),
    about=gettext_lazy(
        "What was counted on the shelves of an open count. Each shelf the file names is finished with it."
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
    checks_gaps=True,
    # All of it or nothing, at one moment.
    chunk=MOST_LINES,
)
