"""Judge what is counted: near enough posts, what differs or moved waits for somebody else's eyes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Max, Min, Sum

from inventory.catalog.queries import costs_at
from inventory.counts.actors import Actor, user_of
from inventory.counts.models import (
    ClassRule,
    Count,
    CountLine,
    CountPart,
    CountScan,
    LineCounter,
    PartSku,
)
from inventory.counts.queries.rules import classes_of, rules_for
from inventory.counts.services.posting import post_lines
from inventory.counts.services.settling import save_lines, step_on
from inventory.ledger.queries.shelves import Seen, Shelf, lock_shelves, shelves_at

Why = CountLine.Why


@dataclass(slots=True)
class Tally:
    """What the finished parts of one round say of one SKU."""

    quantity: int
    first_at: datetime
    last_at: datetime
    # (person's id, client's name) of everybody who counted it.
    counters: set[tuple[int | None, str]] = field(default_factory=set)


def settle_ready(*, count: Count, actor: Actor, at: datetime) -> list[CountLine]:
    """Judge every SKU whose parts are finished and that is not judged yet; post what may.

    The caller holds the count. Levels are locked before the books are read, so nothing moves between
    the judgement and the posting.
    """
    judged: list[CountLine] = []
    for round_number in range(1, count.round + 1):
        tallies = ready_tallies(count, round_number)
        if tallies:
            judged += _settle(count, round_number, tallies, actor=actor, at=at)
    step_on(count=count, at=at)
    return judged


def _settle(
    count: Count, round_number: int, tallies: Mapping[int, Tally], *, actor: Actor, at: datetime
) -> list[CountLine]:
    lines = _judge(count, round_number, tallies, at=at)
    to_post = [line for line in lines if line.why == Why.NOTHING]
    post_lines(count=count, lines=to_post, actor=user_of(actor), by=None, at=at)
    for line in lines:
        if line.why != Why.NOTHING:
            line.look_at(why=line.why)
    new = [line for line in lines if line.pk is None]
    save_lines([line for line in lines if line.pk is not None])
    CountLine.objects.bulk_create(new)
    _note_counters(lines, tallies, round_number)
    return lines


def ready_tallies(count: Count, round_number: int) -> dict[int, Tally]:
    """SKU -> what was counted, for SKUs that no open part of the round has a say in."""
    parts = [part for part in count.parts.all() if part.round == round_number]
    opened = [part for part in parts if part.is_open]
    if any(not part.is_listed for part in opened):
        # Anything may still be found on a free shelf.
        return {}
    closed = [part for part in parts if not part.is_open]
    tallies = _scanned(closed)
    _not_found(closed, tallies)
    waiting = PartSku.objects.filter(part__in=opened).values_list("sku_id", flat=True)
    for sku_id in {*waiting, *_judged(count, round_number)}:
        tallies.pop(sku_id, None)
    return tallies


def _scanned(parts: Sequence[CountPart]) -> dict[int, Tally]:
    scans = CountScan.objects.filter(
        part__in=parts, standing=CountScan.Standing.OK, sku__isnull=False
    )
    rows = (
        scans.order_by()
        .values_list("sku_id", "session__counter_id", "session__client")
        .annotate(Sum("quantity"), Min("at"), Max("at"))
    )
    tallies: dict[int, Tally] = {}
    for sku_id, counter_id, client, quantity, first_at, last_at in rows:
        tally = tallies.setdefault(sku_id, Tally(0, first_at, last_at))
        tally.quantity += quantity
        tally.first_at = min(tally.first_at, first_at)
        tally.last_at = max(tally.last_at, last_at)
        tally.counters.add((counter_id, client))
    return tallies


def _not_found(parts: Iterable[CountPart], tallies: dict[int, Tally]) -> None:
    """What every part that lists it was completely searched for, in vain, is zero."""
    by_part = {part.pk: part for part in parts}
    searched: dict[int, list[CountPart]] = defaultdict(list)
    for part_id, sku_id in PartSku.objects.filter(part__in=by_part).values_list(
        "part_id", "sku_id"
    ):
        if sku_id not in tallies:
            searched[sku_id].append(by_part[part_id])
    for sku_id, found in searched.items():
        if all(part.is_complete for part in found):
            ends = [part.finished_at for part in found if part.finished_at]
            who = {(part.finished_by_id, part.finished_by_client) for part in found}
            tallies[sku_id] = Tally(0, max(ends), max(ends), who)


def _judged(count: Count, round_number: int) -> set[int]:
    lines = CountLine.objects.filter(count=count)
    settled = lines.exclude(status__in=[CountLine.Status.COUNTING, CountLine.Status.RECOUNT])
    later = lines.filter(round__gt=round_number)
    # What this round found is why they are counted again.
    again = lines.filter(round=round_number, status=CountLine.Status.RECOUNT)
    rows = (settled, later, again)
    return {sku_id for found in rows for sku_id in found.values_list("sku_id", flat=True)}


def _judge(
    count: Count, round_number: int, tallies: Mapping[int, Tally], *, at: datetime
) -> list[CountLine]:
    """Lines of these SKUs with what the books say, not saved yet; `why` says what was found."""
    lock_shelves(count.location_id, list(tallies))
    seen = [Seen(sku_id, each.first_at, each.last_at) for sku_id, each in tallies.items()]
    shelves = shelves_at(count.location_id, seen)
    known = {line.sku_id: line for line in count.lines.filter(sku_id__in=list(tallies))}
    context = _Context(count, list(tallies), at)
    lines = []
    for sku_id, tally in sorted(tallies.items()):
        line = known.get(sku_id) or CountLine(count=count, sku_id=sku_id)
        _fill(line, tally, shelves[sku_id], round_number, at)
        context.weigh(line, shelves[sku_id])
        lines.append(line)
    return lines


def _fill(line: CountLine, tally: Tally, shelf: Shelf, round_number: int, at: datetime) -> None:
    if line.pk is not None and round_number > line.round:
        line.counted_before = line.counted
    line.round = round_number
    line.counted = max(0, tally.quantity)
    line.first_at, line.last_at = tally.first_at, tally.last_at
    line.book, line.promised, line.judged_at = shelf.book, shelf.promised, at


def _note_counters(
    lines: Sequence[CountLine], tallies: Mapping[int, Tally], round_number: int
) -> None:
    """Who counted what; nobody stands in two rounds of one line (the database refuses it)."""
    rows = [
        LineCounter(line=line, counter_id=counter_id, client=client, round=round_number)
        for line in lines
        for counter_id, client in sorted(tallies[line.sku_id].counters, key=str)
    ]
    known = set(
        LineCounter.objects.filter(line__in=lines, round=round_number).values_list(
            "line_id", "counter_id", "client"
        )
    )
    LineCounter.objects.bulk_create(
        [row for row in rows if (row.line_id, row.counter_id, row.client) not in known]
    )


class _Context:
    """What a line is weighed against: the class of its SKU, the rule of the class, its cost."""

    def __init__(self, count: Count, sku_ids: Sequence[int], at: datetime) -> None:
        self.is_own = count.origin == Count.Origin.STORE
        self.rules: dict[str, ClassRule] = rules_for(count.location.place)
        self.classes = classes_of(count.location_id, sku_ids)
        self.costs: dict[int, Decimal] = costs_at(sku_ids, at)

    def weigh(self, line: CountLine, shelf: Shelf) -> None:
        rule = self.rules[self.classes.get(line.sku_id, "C")]
        line.unit_cost = self.costs.get(line.sku_id)
        line.tolerance = rule.allowed(line.book)
        line.why = self._why(line, shelf, rule)

    def _why(self, line: CountLine, shelf: Shelf, rule: ClassRule) -> str:
        if shelf.moves:
            return Why.MOVED
        if abs(line.difference) > line.tolerance:
            return Why.VARIANCE
        if rule.value is not None and line.difference:
            if line.value is None:
                return Why.UNPRICED
            if abs(line.value) > rule.value:
                return Why.VARIANCE
        return Why.STORE if self.is_own and line.difference else Why.NOTHING
