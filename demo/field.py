"""How sources behave in the field: batches, late ones, repeats, a few malformed ones.

A delivery has the moment it arrives: the end of its source's interval, later for a few. What arrives is
told in that order, so that events of different sources and late ones come out of order, as they do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from demo.forms import DemoSource, Told

REPEATED = 0.01
# Most late ones come within the hour, a few after hours: who opens the demo shall see them come.
LATE = 0.006
LATEST = timedelta(hours=12)
MOSTLY_SOON = 6
# One number in so many is lost on the way: a gap.
LOST_NUMBER = 0.00002
MALFORMED_PER_UNIT = 2
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
FACTS = (
    "to_location",
    "state",
    "to_state",
    "direction",
    "reference",
    "reason",
    "unit_cost",
    "stream",
    "attributes",
)


Mistake = Callable[[dict[str, Any]], dict[str, Any]]


class Arrival(NamedTuple):
    """One payload arriving from one source."""

    at: datetime
    source: str
    payload: dict[str, Any]


def payload_of(told: Told, shift: timedelta) -> dict[str, Any]:
    """The event as its source would send it to the API."""
    payload: dict[str, Any] = {
        "key": told.key,
        "type": told.type,
        "sku": told.sku,
        "location": told.location,
        "quantity": told.quantity,
        "occurred_at": (told.occurred_at + shift).isoformat(timespec="microseconds"),
    }
    payload.update((name, told.extra[name]) for name in FACTS if name in told.extra)
    return payload


def arrivals(
    told: Iterable[Told], sources: Iterable[DemoSource], *, shift: timedelta, seed: int
) -> list[Arrival]:
    """Everything that was told, in the order in which it arrives, with repeats and malformed ones."""
    random = Random(seed)  # noqa: S311 a seed, not a secret
    interval = {source.code: timedelta(minutes=source.batch_minutes) for source in sources}
    numbers: Counter[tuple[str, str]] = Counter()
    arriving: list[Arrival] = []
    for one in told:
        payload = payload_of(one, shift)
        stream = payload.get("stream")
        if stream:
            numbers[one.source, stream] += 2 if random.random() < LOST_NUMBER else 1
            payload["sequence"] = numbers[one.source, stream]
        at = _arrival(one.occurred_at, interval[one.source]) + shift
        if random.random() < LATE:
            at += random.random() ** MOSTLY_SOON * LATEST
        arriving.append(Arrival(at, one.source, payload))
        if random.random() < REPEATED:
            arriving.append(Arrival(at + timedelta(minutes=30), one.source, payload))
    spoiled = random.sample(arriving, min(MALFORMED_PER_UNIT, len(arriving)))
    arriving += spoil(spoiled, random.sample(MISTAKES, len(spoiled)))
    arriving.sort(key=lambda one: one.at)
    return arriving


def _arrival(occurred_at: datetime, interval: timedelta) -> datetime:
    """The end of the interval an event falls into."""
    if not interval:
        return occurred_at
    return EPOCH + ((occurred_at - EPOCH) // interval + 1) * interval


def spoil(sample: list[Arrival], mistakes: list[Mistake]) -> Iterator[Arrival]:
    """The mistakes senders make, each under a key of its own."""
    for index, (one, mistake) in enumerate(zip(sample, mistakes, strict=True)):
        payload = {**one.payload, "key": f"{one.payload['key']}-x{index}"}
        payload.pop("sequence", None)
        yield Arrival(one.at, one.source, mistake(payload))


def _unknown_sku(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "sku": payload["sku"] + "X"}


def _half_a_piece(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "quantity": 0.5}


def _no_offset(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "occurred_at": payload["occurred_at"][:19]}


def _unknown_unit(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "unit": "PK6"}


def _unknown_place(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "location": payload["location"] + "-B"}


MISTAKES = (_unknown_sku, _no_offset, _half_a_piece, _unknown_unit, _unknown_place)
