"""Whole lines at once, from a file or another system: all that is wrong is said together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.catalog.queries.scans import Scanned, scanned_codes
from inventory.counts.actors import Actor
from inventory.counts.errors import LinesMissing, LinesUnfit, PartUnknown, TooManyLines
from inventory.counts.locks import lock_count
from inventory.counts.models import Count, CountPart, CountScan, CountSession
from inventory.counts.policies import check_start
from inventory.counts.services.scanning import totals_of
from inventory.counts.services.sessions import session_of

MOST_LINES = 20_000
MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class CountedLine:
    """So many of a SKU were counted at a moment; `at` is None for now."""

    code: str
    quantity: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with one line, by its place in the list."""

    index: int
    field: str
    text: str


def line_problems(
    *, part: CountPart, lines: Sequence[CountedLine], at: datetime
) -> list[LineProblem]:
    """Everything that keeps lines from being counted on a shelf, in their order."""
    names = scanned_codes([line.code for line in lines])
    listed = set(part.listed.values_list("sku_id", flat=True)) if part.is_listed else None
    network_id = part.count.location.place.network_id
    problems: list[LineProblem] = []
    first: dict[int, int] = {}
    for index, line in enumerate(lines):
        found = names.get(line.code)
        text = _sku_problem(line, found, listed, network_id)
        if found and not text and found.sku_id in first:
            text = _("%(sku)s stands in line %(line)s already. Keep one of them.") % {
                "sku": found.code, "line": first[found.sku_id] + 1,
            }  # fmt: skip
        if text:
            problems.append(LineProblem(index, "sku", text))
        elif found:
            first[found.sku_id] = index
        problems += _number_problems(index, line, at)
    return problems


def _sku_problem(
    line: CountedLine, found: Scanned | None, listed: set[int] | None, network_id: int
) -> str:
    if found is None:
        return _("“%(code)s” names no SKU. Correct it.") % {"code": line.code[:40]}
    if found.network_id != network_id:
        return _("%(sku)s is not of this network. Leave it out.") % {"sku": found.code}
    if found.is_kit:
        return _("%(sku)s is a kit. Count what is in it.") % {"sku": found.code}
    if listed is not None and found.sku_id not in listed:
        return _("%(sku)s is not of this shelf. Leave it out.") % {"sku": found.code}
    return ""


def _number_problems(index: int, line: CountedLine, at: datetime) -> list[LineProblem]:
    found = []
    if not 0 <= line.quantity <= MOST_UNITS:
        text = _("It must be a whole number from 0 to 1,000,000.")
        found.append(LineProblem(index, "quantity", text))
    if line.at is not None and line.at > at:
        text = _("It lies in the future. Send when it was counted.")
        found.append(LineProblem(index, "counted_at", text))
    return found


@transaction.atomic
def put_lines(
    *,
    reference: str,
    number: int | None,
    lines: Sequence[CountedLine],
    actor: Actor,
    at: datetime,
) -> Count:
    """Say what was counted on a shelf, one line per SKU; without a number on the first open one.

    A line sets the actor's number of its SKU there, zero included, and may be sent again corrected
    until the shelf is finished. Refuses, in this order: CountUnknown, PartUnknown, CountingNotAllowed,
    CountIsOver, PartFinished, RecountBySomebodyElse, LinesMissing, TooManyLines, LinesUnfit.
    """
    count = lock_count(reference, actor=actor)
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
    """The shelf of a number, else the first open one. Raises PartUnknown."""
    parts = count.parts.select_related("finished_by", "count__location__place").order_by("number")
    opened = [part for part in parts if part.is_open]
    if number is None and opened:
        return opened[0]
    for part in parts:
        if part.number == (number or 1):
            return part
    raise PartUnknown


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
                at=line.at or at,
                received_at=at,
            )
            for line in lines
        ],
        batch_size=2000,
    )
