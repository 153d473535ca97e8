"""Whole lines at once, from a file or another system: all that is wrong is said together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.catalog.queries.scans import Scanned, scanned_codes
from inventory.counts.actors import Actor
from inventory.counts.errors import (
    LinesMissing,
    LinesUnfit,
    PartUnknown,
    ShelfNotNamed,
    TooManyLines,
)
from inventory.counts.fitting import Fit, Standing, latest_of, shelves_named
from inventory.counts.locks import lock_count
from inventory.counts.models import Count, CountPart, CountScan, CountSession
from inventory.counts.policies import check_start
from inventory.counts.services.scanning import totals_of
from inventory.counts.services.sessions import session_of
from inventory.counts.services.settling import count_on_lines

MOST_LINES = 20_000
MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class CountedLine:
    """So many of a SKU were counted at a moment; `at` is None for now."""

    code: str
    quantity: int
    at: datetime | None = None
    # Where it stands, as its sender counts; 0 for its place in the list.
    number: int = 0


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with one line, by its place in the list; `code` is stable."""

    index: int
    field: str
    code: str
    text: str


def line_problems(
    *, part: CountPart, lines: Sequence[CountedLine], at: datetime
) -> list[LineProblem]:
    """Everything that keeps lines from being counted on a shelf, in their order."""
    names = scanned_codes([line.code for line in lines])
    fit = Fit(part)
    settled = fit.settled({found.sku_id for found in names.values()})
    problems: list[LineProblem] = []
    first: dict[int, int] = {}
    for index, line in enumerate(lines):
        found = names.get(line.code)
        code, text = _sku_problem(line, found, fit)
        if found and not text and found.sku_id in settled:
            text = _("%(sku)s is posted or decided already. Leave it out.") % {"sku": found.code}
            code = "sku_settled"
        if found and not text and found.sku_id in first:
            code, text = _twice(found, first[found.sku_id])
        if text:
            problems.append(LineProblem(index, "sku", code, text))
        elif found:
            first[found.sku_id] = line.number or index + 1
        problems += _number_problems(index, line, fit, at)
    return problems


def _sku_problem(line: CountedLine, found: Scanned | None, fit: Fit) -> tuple[str, str]:
    if found is None:
        text = _("“%(code)s” names no SKU. Correct it.") % {"code": line.code[:40]}
        return "sku_unknown", text
    words = {"sku": found.code}
    if found.network_id != fit.network_id:
        text = _("%(sku)s is not of this network. Leave it out.")
        return "sku_of_another_network", text % words
    fits = fit.standing(sku_id=found.sku_id, network_id=found.network_id, is_kit=found.is_kit)
    if fits == Standing.KIT:
        return "kit_not_counted", _("%(sku)s is a kit. Count what is in it.") % words
    if fits == Standing.FOREIGN:
        return "sku_not_of_shelf", _("%(sku)s is not of this shelf. Leave it out.") % words
    return "", ""


def _twice(found: Scanned, line: int) -> tuple[str, str]:
    words = {"sku": found.code, "line": line}
    text = _("%(sku)s stands in line %(line)s already. Keep one of them.")
    return "sku_twice", text % words


def _number_problems(index: int, line: CountedLine, fit: Fit, at: datetime) -> list[LineProblem]:
    found = []
    if not 0 <= line.quantity <= MOST_UNITS:
        text = _("It must be a whole number from 0 to 1,000,000.")
        found.append(LineProblem(index, "quantity", "quantity_out_of_range", text))
    if line.at is not None and line.at > latest_of(at):
        text = _("It lies in the future. Send when it was counted.")
        found.append(LineProblem(index, "counted_at", "counted_in_the_future", text))
    if line.at is not None and fit.is_early(line.at):
        moment = fit.countable_from.astimezone(UTC).isoformat(timespec="minutes")
        text = _("It lies before anybody was asked to count here, %(moment)s. Correct the time.")
        text %= {"moment": moment}
        found.append(LineProblem(index, "counted_at", "counted_before_the_count", text))
    return found


@transaction.atomic
def put_lines(
    *,
    reference: str,
    number: int | None,
    lines: Sequence[CountedLine],
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Count:
    """Say what was counted on a shelf, one line per SKU; without a number on the only open one.

    A line sets the actor's number of its SKU there, zero included, and may be sent again corrected
    until the shelf is finished. `seen` is the version of the count that was shown. Refuses, in this
    order: CountUnknown, CountChanged, ShelfNotNamed, PartUnknown, CountingNotAllowed, CountIsOver,
    PartFinished, RecountBySomebodyElse, LinesMissing, TooManyLines, LinesUnfit.
    """
    count = lock_count(reference, actor=actor, seen=seen)
    part = part_for(count, number)
    check_start(count, part, actor=actor)
    if not lines:
        raise LinesMissing
    if len(lines) > MOST_LINES:
        raise TooManyLines(limit=f"{MOST_LINES:,}")
    problems = line_problems(part=part, lines=lines, at=at)
    if problems:
        raise LinesUnfit(
            problems=problems,
            n=f"{len({one.index for one in problems}):,}",
            line=problems[0].index + 1,
            why=problems[0].text,
        )
    session = session_of(count=count, part=part, actor=actor, at=at)
    _write(session, part, lines, actor=actor, at=at)
    return count


def part_for(count: Count, number: int | None) -> CountPart:
    """The shelf of a number, else the only open one. Raises ShelfNotNamed, PartUnknown."""
    parts = shelves_of(count)
    opened = [part for part in parts if part.is_open]
    if number is None and len(opened) > 1:
        raise ShelfNotNamed(reference=count.reference, shelves=shelves_named(opened))
    if number is None and opened:
        return opened[0]
    for part in parts:
        if part.number == (number or 1):
            return part
    raise PartUnknown


def shelves_of(count: Count) -> list[CountPart]:
    """Every shelf of a count, by number, with what judging a line of it reads."""
    parts = count.parts.select_related("finished_by", "count__location__place")
    return list(parts.order_by("number"))


def _write(
    session: CountSession,
    part: CountPart,
    lines: Sequence[CountedLine],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    names: Mapping[str, Scanned] = scanned_codes([line.code for line in lines])
    ids = {found.sku_id for found in names.values()}
    before = totals_of(part=part, actor=actor, sku_ids=ids)
    fit = Fit(part)
    count_on_lines(count=part.count, sku_ids=ids)
    CountScan.objects.bulk_create(
        [
            CountScan(
                id=uuid4(),
                session=session,
                part=part,
                sku_id=names[line.code].sku_id,
                code=line.code[:80],
                kind=CountScan.Kind.LINE,
                quantity=line.quantity - before.get(names[line.code].sku_id, 0),
                at=fit.dated(line.at or at, at=at),
                received_at=at,
            )
            for line in lines
        ],
        batch_size=2000,
    )
