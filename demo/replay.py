"""Keep telling: what was held for today, and then days like the last ones, at a chosen pace.

Stores gather half an hour and send a batch, each at its own minute; the web shop speaks at once. What
is told anew is a sale of the last days under a new key, now: the data page says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db.models import Max, Sum

from demo.field import Arrival, spoil
from demo.loading import tell
from demo.models import LaterTold, Unit
from inventory.ledger.models import Event, Source
from inventory.ledger.vocabulary import EventType, State

SAMPLE = 3_000
REPEATED = 0.01
LATE = 0.02
MALFORMED = 0.0004
# A healthy source speaks a little before it would be missed.
IN_TIME = 0.9
# The one kind of event that is told anew: it needs no partner and no document.
TOLD_ANEW = EventType.SALE
# The source of a till, in every unit.
TILL = "pos"
# Stream -> SKU, location and quantity of each line.
Lines = dict[str, list[tuple[str, str, int]]]


@dataclass(slots=True)
class Voice:
    """One stream of one source: what it may say, and when it speaks next."""

    source: Source
    stream: str
    lines: list[tuple[str, str, int]]
    every: timedelta
    next_at: datetime
    heard_to: datetime
    numbers: Iterator[int] | None = None
    # Each line may be said once: pieces of a delivery that can be sold.
    once: bool = False
    repeats: list[dict[str, Any]] = field(default_factory=list)


class Replay:
    """Feeds what is due each time `tick` is called; about `per_minute` events over all voices."""

    def __init__(self, *, per_minute: float, seed: int, at: datetime) -> None:
        self.random = Random(seed)  # noqa: S311 a seed, not a secret
        self.per_minute = per_minute
        self.run = at.strftime("%y%m%d%H%M%S")
        self.counter = count(1)
        self.voices: list[Voice] = []
        self.units: set[int] = set()

    def tick(self, at: datetime) -> int:
        """Tell everything due by now; answers how many events were told."""
        self._learn(at)
        told = self._tell_held(at)
        for voice in self.voices:
            if voice.next_at <= at:
                told += self._speak(voice, at)
        return told

    def _tell_held(self, at: datetime) -> int:
        due = list(LaterTold.objects.filter(due_at__lte=at).order_by("due_at")[:2_000])
        sources = {source.code: source for source in Source.objects.all()} if due else {}
        by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in due:
            by_source[one.source].append(one.payload)
        for code, payloads in by_source.items():
            tell(sources[code], payloads, at=at)
        LaterTold.objects.filter(pk__in=[one.pk for one in due]).delete()
        return len(due)

    def _learn(self, at: datetime) -> None:
        """Find the voices of units that became ready since the last tick."""
        ready = Unit.objects.filter(status=Unit.Status.READY).exclude(pk__in=self.units)
        for unit in ready:
            self.units.add(unit.pk)
            heard = {voice.source.pk for voice in self.voices}
            for source in Source.objects.filter(code__startswith=f"{unit.code}-").exclude(
                pk__in=heard
            ):
                self.voices += self._voices(source, at)

    def _voices(self, source: Source, at: datetime) -> list[Voice]:
        """The first of a source hands in at once what it gathered: it is missed when silent."""
        derived = self._taken_in(source)
        lines = derived or self._said(source)
        every = timedelta(minutes=source.interval_minutes) * IN_TIME
        return [
            Voice(
                source,
                stream,
                said,
                every,
                at + (self.random.random() * every if place else timedelta()),
                at if place else at - every,
                self._numbers(source, stream),
                once=bool(derived),
            )
            for place, (stream, said) in enumerate(sorted(lines.items()))
        ]

    def _said(self, source: Source) -> Lines:
        """What the source sold in its last days, by stream."""
        recent = Event.objects.filter(source=source, type=TOLD_ANEW).order_by("-id")
        lines: Lines = defaultdict(list)
        rows = recent.values_list("stream", "sku__code", "location__place__code", "quantity")
        for stream, sku, location, quantity in rows[:SAMPLE]:
            lines[stream].append((sku, location, quantity))
        return lines

    def _taken_in(self, source: Source) -> Lines:
        """Of a till whose data set has deliveries and no sales: single pieces, half of what its stores
        took in, less what it has sold of them."""
        unit, _dash, word = source.code.rpartition("-")
        taken = Event.objects.filter(
            source__code=f"{unit}-stores", type=EventType.TRANSFER_RECEIVE, to_state=State.AVAILABLE
        )
        lines: Lines = defaultdict(list)
        if word != TILL:
            return lines
        cell = ("stream", "sku__code", "location__place__code")
        sold = {
            tuple(row): quantity
            for *row, quantity in Event.objects.filter(source=source, type=TOLD_ANEW)
            .order_by()
            .values_list(*cell)
            .annotate(n=Sum("quantity"))
        }
        for *row, quantity in taken.order_by().values_list(*cell).annotate(n=Sum("quantity")):
            stream, sku, location = row
            left = quantity // 2 - sold.get(tuple(row), 0)
            lines[stream] += [(sku, location, 1)] * max(0, left)
        return lines

    def _numbers(self, source: Source, stream: str) -> Iterator[int] | None:
        if not stream:
            return None
        last = Event.objects.filter(source=source, stream=stream).aggregate(last=Max("sequence"))
        return count((last["last"] or 0) + 1)

    def _speak(self, voice: Voice, at: datetime) -> int:
        """One batch: what this voice heard since it last spoke, and what it says twice."""
        minutes = max((at - voice.heard_to).total_seconds() / 60, 0.2)
        share = self.per_minute / max(len(self.voices), 1)
        quantity = min(int(minutes * share + self.random.random()), 500)
        if voice.once:
            quantity = min(quantity, len(voice.lines))
        said = [self._line(voice, at) for _ in range(quantity)]
        said += voice.repeats
        voice.repeats = [one for one in said if self.random.random() < REPEATED]
        voice.heard_to, voice.next_at = at, at + voice.every
        if said:
            tell(voice.source, said, at=at)
        return len(said)

    def _line(self, voice: Voice, at: datetime) -> dict[str, Any]:
        number = self.random.randrange(len(voice.lines))
        sku, location, quantity = voice.lines.pop(number) if voice.once else voice.lines[number]
        occurred = at - self.random.random() * (at - voice.heard_to)
        if self.random.random() < LATE:
            occurred -= timedelta(hours=self.random.uniform(1, 26))
        payload: dict[str, Any] = {
            "key": f"replay-{self.run}-{next(self.counter)}",
            "type": TOLD_ANEW.word,
            "sku": sku,
            "location": location,
            "quantity": quantity,
            "occurred_at": occurred.isoformat(timespec="microseconds"),
            "attributes": {"derived": "a day like the last ones"},
        }
        if voice.numbers:
            payload |= {"stream": voice.stream, "sequence": next(voice.numbers)}
        if self.random.random() < MALFORMED:
            return next(spoil([Arrival(at, voice.source.code, payload)])).payload
        return payload
