"""Keep telling: what was held for later, and then days like the last ones, at a chosen pace.

Stores gather half an hour and send a batch, each at its own minute; the web shop speaks at once. What
is told anew is a sale of the last days under a new key, now, of what there is to sell; what was sold is
brought again (`goods.py`), and a little goes wrong (`troubles.py`). The data page says so.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Sum

from demo.goods import Goods, Till, chain_of
from demo.loading import tell
from demo.models import LaterTold, Unit
from demo.telling import Cell, Teller
from demo.troubles import Troubles
from exceptions.models import Case
from inventory.ledger.models import Event, Source
from inventory.ledger.vocabulary import EventType, State

SAMPLE = 3_000
REPEATED = 0.01
LATE = 0.02
# A healthy source speaks a little before it would be missed.
IN_TIME = 0.9
# Each is heard first within so long.
SOON = timedelta(minutes=4)
# Of what is told; the rest brings the goods in, takes them back, claims and counts.
SALES = 0.7
# The source of a till, in every unit, and the one whose customers send goods back.
TILL, RETURNING = "pos", "accounts"
RETURNED = 0.05
# How often a till says with its sales what the shelf holds, and of how many SKUs.
CLAIMING, CLAIMED = 0.15, 3
# Where a claim differed somebody looks again; a silent source is mended after so many minutes.
LOOKED_AT_AGAIN = timedelta(minutes=60)
SILENT = (14, 22)
ROUND = timedelta(minutes=5)
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
    goods: Goods
    spoke: bool = False
    # The only one of its source: when it is silent, so is the source.
    alone: bool = False
    repeats: list[dict[str, Any]] = field(default_factory=list)

    @property
    def word(self) -> str:
        return self.source.code.rpartition("-")[2]


class Replay:
    """Feeds what is due each time `tick` is called; about `per_minute` events over all voices."""

    def __init__(self, *, per_minute: float, seed: int, at: datetime) -> None:
        self.random = Random(seed)  # noqa: S311 a seed, not a secret
        self.per_minute = per_minute
        self.teller = Teller(at=at)
        self.troubles = Troubles(random=self.random, at=at)
        self.voices: list[Voice] = []
        self.goods: dict[int, Goods] = {}
        self.round_at = at + ROUND

    def tick(self, at: datetime) -> int:
        """Tell everything due by now; answers how many events were told."""
        self.troubles.at = at
        self._learn(at)
        told = self._tell_held(at)
        for voice in self.voices:
            if voice.next_at <= at:
                told += self._speak(voice, at)
        self._go_round(at)
        return told

    def _tell_held(self, at: datetime) -> int:
        due = list(LaterTold.objects.filter(due_at__lte=at).order_by("due_at", "pk")[:2_000])
        sources = {source.code: source for source in Source.objects.all()} if due else {}
        by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in due:
            by_source[one.source].append(self.teller.numbered(one.source, one.payload))
        for code, payloads in by_source.items():
            tell(sources[code], payloads, at=at)
        LaterTold.objects.filter(pk__in=[one.pk for one in due]).delete()
        return len(due)

    def _go_round(self, at: datetime) -> None:
        """Now and then somebody looks whether the books can be true."""
        if at < self.round_at or not self.per_minute:
            return
        self.round_at = at + ROUND
        for goods in self.goods.values():
            LaterTold.objects.bulk_create(
                goods.bring_short(at) + goods.counted(at) + goods.unwanted(at)
            )

    def _learn(self, at: datetime) -> None:
        """Find the voices of units that became ready since the last tick."""
        ready = Unit.objects.filter(status=Unit.Status.READY).exclude(pk__in=self.goods)
        for unit in ready.select_related("network"):
            goods = Goods(chain_of(unit), self.teller, self.troubles, self.random)
            self.goods[unit.pk] = goods
            heard = {voice.source.pk for voice in self.voices}
            for source in Source.objects.filter(code__startswith=f"{unit.code}-").exclude(
                pk__in=heard
            ):
                self.voices += self._voices(source, goods, at)

    def _voices(self, source: Source, goods: Goods, at: datetime) -> list[Voice]:
        """The first of a source hands in at once what it gathered, the others soon after: each is
        missed when silent. From then on each has its own minute.
        """
        lines = self._taken_in(source) or self._said(source)
        every = timedelta(minutes=source.interval_minutes) * IN_TIME
        return [
            Voice(
                source,
                stream,
                said,
                every,
                at + (self.random.random() * min(every, SOON) if place else timedelta()),
                at - every,
                goods,
                alone=len(lines) == 1,
            )
            for place, (stream, said) in enumerate(sorted(lines.items()))
        ]

    def _said(self, source: Source) -> Lines:
        """What the source sold in its last days, by stream."""
        recent = Event.objects.filter(source=source, type=EventType.SALE).order_by("-id")
        lines: Lines = defaultdict(list)
        rows = recent.values_list("stream", "sku__code", "location__place__code", "quantity")
        for stream, sku, location, quantity in rows[:SAMPLE]:
            lines[stream].append((sku, location, quantity))
        return lines

    def _taken_in(self, source: Source) -> Lines:
        """Of a till whose data set has deliveries and no sales: single pieces of what its stores took
        in, of what came much more often."""
        unit, _dash, word = source.code.rpartition("-")
        taken = Event.objects.filter(
            source__code=f"{unit}-stores", type=EventType.TRANSFER_RECEIVE, to_state=State.AVAILABLE
        )
        lines: Lines = defaultdict(list)
        if word != TILL:
            return lines
        cell = ("stream", "sku__code", "location__place__code")
        for *row, quantity in taken.order_by().values_list(*cell).annotate(n=Sum("quantity")):
            stream, sku, location = row
            lines[stream] += [(sku, location, 1)] * quantity
        return lines

    def _speak(self, voice: Voice, at: datetime) -> int:
        """One batch: what this voice sold since it last spoke, what it says twice, what it claims."""
        said = self._sales(voice, at)
        later = self._after(voice, said, at)
        if said:
            said, mended = self.troubles.befall(said)
            later += [voice.goods.held(voice.source.code, at + lag, one) for lag, one in mended]
        said += voice.repeats
        voice.repeats = [one for one in said if self.random.random() < REPEATED]
        voice.heard_to, voice.next_at = (
            at,
            at + voice.every * (1 if voice.spoke else self.random.random()),
        )
        voice.spoke = True
        if voice.alone and voice.source.interval_minutes and self.troubles.strikes("silence"):
            voice.next_at += timedelta(minutes=self.random.uniform(*SILENT))
        if said:
            tell(voice.source, said, at=at)
        claims = self._claims(voice, at)
        if claims:
            tell(voice.source, claims, at=at)
        cells = [(one["sku"], one["location"]) for one in said if one["type"] == "sale"]
        later += voice.goods.bring(cells, at, till=Till(voice.source.code, voice.stream))
        LaterTold.objects.bulk_create(later)
        return len(said) + len(claims)

    def _sales(self, voice: Voice, at: datetime) -> list[dict[str, Any]]:
        """Lines of the last days, of what there is: nobody buys from an empty shelf."""
        minutes = max((at - voice.heard_to).total_seconds() / 60, 0.2)
        share = self.per_minute * SALES / max(len(self.voices), 1)
        quantity = min(int(minutes * share + self.random.random()), 500) if voice.lines else 0
        lines = [self.random.choice(voice.lines) for _ in range(quantity)]
        left = voice.goods.available([(sku, location) for sku, location, _pieces in lines])
        sales = []
        for sku, location, pieces in lines:
            sold = min(pieces, left[sku, location])
            if sold > 0:
                left[sku, location] -= sold
                sales.append(self._sale(voice, (sku, location), sold, at))
        return sales

    def _sale(self, voice: Voice, cell: Cell, pieces: int, at: datetime) -> dict[str, Any]:
        occurred = at - self.random.random() * (at - voice.heard_to)
        if self.random.random() < LATE:
            occurred -= timedelta(hours=self.random.uniform(1, 26))
        sale = self.teller.payload(EventType.SALE, cell, pieces, occurred, stream=voice.stream)
        voice.goods.note(sale)
        return self.teller.numbered(voice.source.code, sale)

    def _after(self, voice: Voice, sales: list[dict[str, Any]], at: datetime) -> list[LaterTold]:
        """What customers send back of this, later."""
        if voice.word != RETURNING:
            return []
        return [
            one
            for sale in sales
            if self.random.random() < RETURNED
            for one in voice.goods.returned(sale, voice.source.code, at)
        ]

    def _claims(self, voice: Voice, at: datetime) -> list[dict[str, Any]]:
        """What a till says its shelves hold: what is there, but for a rare miscount."""
        if voice.word != TILL or not voice.lines or not self.per_minute:
            return []
        some = CLAIMED if self.random.random() < CLAIMING else 0
        cells = [self.random.choice(voice.lines)[:2] for _ in range(some)]
        again = self._to_look_at_again(voice, at)
        asked = {*cells, *again}
        shelves = voice.goods.shelves(asked)
        wrong = next((cell for cell in cells if cell in shelves and cell not in again), None)
        if wrong and self.troubles.strikes("wrong claim"):
            shelves[wrong] += self.random.choice((-2, -1, 1, 2, 3))
        return [
            self.teller.numbered(
                voice.source.code,
                self.teller.payload(EventType.SNAPSHOT, cell, held, at, stream=voice.stream),
            )
            for cell, held in sorted(shelves.items())
            if held >= 0 and cell in asked
        ]

    def _to_look_at_again(self, voice: Voice, at: datetime) -> set[Cell]:
        """Where the last claim differed, and that was a while ago."""
        places = {location for _sku, location, _pieces in voice.lines}
        cases = Case.objects.open().filter(
            kind="snapshot_difference",
            evidence__source=voice.source.code,
            place__code__in=places,
            opened_at__lte=at - LOOKED_AT_AGAIN,
        )
        seen = [case.evidence for case in cases.only("evidence")]
        return {(one["sku"], one["location"]) for one in seen}
