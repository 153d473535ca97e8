"""What the sources of the crash run send, from one seed: facts, then the order they arrive in.

Facts are those of the ledger's model, so the model can say what stock must be at every moment.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.inventory.ledger.facts import payload
from tests.inventory.ledger.model import Fact, Line

SOURCES = ["till", "web", "wms"]
WEIGHTS = [70, 20, 10]
SKUS = [f"SKU-{number:02}" for number in range(12)]
KIT = "SET-01"
LOCATIONS = [f"STORE-{number}" for number in range(6)]
MINUTES = 1_440
RECIPES = {KIT: [Line("SKU-00", 2, 0, MINUTES + 1), Line("SKU-01", 1, 0, MINUTES + 1)]}

# type: weight, from, to; the ends are spelt out so that the model needs no table.
MOVES = [
    ("sale", 40, "available", "customer"),
    ("receipt", 14, "supplier", "available"),
    ("reserve", 6, "available", "reserved"),
    ("allocate", 4, "reserved", "allocated"),
    ("ship", 4, "allocated", "customer"),
    ("sale_void", 3, "customer", "available"),
    ("transfer_ship", 4, "available", "in_transit"),
    ("transfer_receive", 4, "in_transit", "available"),
    ("return_receive", 3, "customer", "returned"),
    ("inspect_pass", 2, "returned", "available"),
    ("damage", 2, "available", "damaged"),
    ("write_off", 1, "damaged", "scrap"),
]
COUNTED = ["shelf", "shelf", "shelf", "available", "damaged", "returned"]

CALL = 12


@dataclass(frozen=True)
class Shape:
    """How many deliveries, and what part of them is trouble."""

    deliveries: int = 20_000
    duplicates: float = 0.30
    out_of_order: float = 0.20
    late_around_counts: float = 0.02
    malformed: float = 0.005
    counts: float = 0.05
    reversals: float = 0.03


@dataclass(frozen=True)
class Story:
    facts: list[Fact]
    malformed: list[dict[str, Any]]
    # One call after the other: a source and what it sends together.
    calls: list[tuple[str, list[dict[str, Any]]]]
    # How many deliveries of each kind of trouble there are.
    figures: dict[str, int]


def tell(seed: int, shape: Shape = Shape()) -> Story:
    """The whole story of a seed."""
    random = Random(seed)
    distinct = round(shape.deliveries * (1 - shape.duplicates))
    broken = round(shape.deliveries * shape.malformed)
    facts = _facts(random, distinct - broken, shape)
    arriving, figures = _arrivals(random, facts, shape)
    malformed = [_malformed(random, number) for number in range(broken)]
    stream = [(fact.source, payload(fact)) for fact in arriving]
    for event in malformed:
        stream.insert(random.randrange(len(stream)), ("till", event))
    repeats = shape.deliveries - len(stream)
    _repeat(random, stream, repeats)
    figures |= {"deliveries": len(stream), "duplicates": repeats, "malformed": broken}
    return Story(facts, malformed, list(_calls(stream)), figures)


def _facts(random: Random, number: int, shape: Shape) -> list[Fact]:
    cells = [(sku, location) for sku in SKUS for location in LOCATIONS]
    facts = [
        Fact(random.choice(SOURCES), f"open-{sku}-{location}", "opening", random.randrange(60), sku,
             location, to="available", quantity=random.randrange(1, 90))
        for sku, location in cells
    ]  # fmt: skip
    reversals = round(number * shape.reversals)
    counts = round(number * shape.counts)
    facts += [_count(random, n) for n in range(counts)]
    facts += [_move(random, n) for n in range(number - reversals - len(facts))]
    undone = random.sample([fact for fact in facts if fact.type != "opening"], reversals)
    facts += [
        Fact(fact.source, f"undo-{fact.key}", "reversal", fact.at, reverses=fact.key)
        for fact in undone
    ]
    return facts


def _key(random: Random, word: str, number: int) -> str:
    """Keys whose order says nothing about time."""
    return f"{random.randrange(16**6):06x}-{word}-{number}"


def _move(random: Random, number: int) -> Fact:
    kinds = [move[0] for move in MOVES]
    _, _, frm, to = MOVES[kinds.index(random.choices(kinds, [m[1] for m in MOVES])[0])]
    kind = next(move[0] for move in MOVES if (move[2], move[3]) == (frm, to))
    sku = KIT if kind in ("sale", "ship") and random.random() < 0.05 else random.choice(SKUS)
    crosses = kind == "transfer_ship"
    return Fact(
        random.choices(SOURCES, WEIGHTS)[0], _key(random, kind, number), kind,
        random.randrange(MINUTES), sku, random.choice(LOCATIONS), frm=frm, to=to,
        to_location=random.choice(LOCATIONS) if crosses else "",
        quantity=random.randrange(1, 25 if kind == "receipt" else 6),
    )  # fmt: skip


def _count(random: Random, number: int) -> Fact:
    return Fact(
        random.choices(SOURCES, WEIGHTS)[0], _key(random, "count", number), "count",
        random.randrange(MINUTES), random.choice(SKUS), random.choice(LOCATIONS),
        to=random.choice(COUNTED), quantity=random.randrange(0, 60),
    )  # fmt: skip


# --- arrival ----------------------------------------------------------------------------------


def _arrivals(random: Random, facts: list[Fact], shape: Shape) -> tuple[list[Fact], dict[str, int]]:
    """In order of time, but for those that come late: at random, or just behind a count they precede.

    A late one moves back by what it missed; a late count too, behind events it had seen.
    """
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.type == "reversal", fact.key))
    place = {(fact.source, fact.key): float(n) for n, fact in enumerate(ordered)}
    behind_count = _behind_counts(
        random, ordered, round(shape.deliveries * shape.late_around_counts)
    )
    for fact, count in behind_count:
        place[fact.source, fact.key] = place[count.source, count.key] + random.uniform(1, 400)
    others = [fact for fact in ordered if fact not in {late for late, _ in behind_count}]
    late = random.sample(others, round(shape.deliveries * shape.out_of_order))
    for fact in late:
        place[fact.source, fact.key] += random.uniform(200, 4_000)
    arriving = sorted(ordered, key=lambda fact: place[fact.source, fact.key])
    late_counts = sum(fact.type == "count" for fact in late)
    return arriving, {
        "out of order": len(late),
        "late around counts": len(behind_count),
        "late counts": late_counts,
    }


def _behind_counts(random: Random, ordered: list[Fact], number: int) -> list[tuple[Fact, Fact]]:
    """Events of a counted cell that occurred in the hour before (or with) its count."""
    counts: dict[tuple[str, str], list[Fact]] = {}
    for fact in ordered:
        if fact.type == "count":
            counts.setdefault((fact.sku, fact.location), []).append(fact)
    pairs = []
    for fact in ordered:
        later = [c for c in counts.get((fact.sku, fact.location), ()) if 0 <= c.at - fact.at <= 60]
        if later and fact.type not in ("count", "opening", "reversal"):
            pairs.append((fact, later[0]))
    return random.sample(pairs, min(number, len(pairs)))


def _repeat(random: Random, stream: list[tuple[str, dict[str, Any]]], repeats: int) -> None:
    """Send again, at once or much later, what was sent before."""
    for _ in range(repeats):
        first = random.randrange(len(stream))
        again = min(len(stream), first + 1 + int(random.expovariate(1 / 300)))
        stream.insert(again, stream[first])


def _calls(
    stream: list[tuple[str, dict[str, Any]]],
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Stretches of the stream, each split by source: what one client sends in one call."""
    for start in range(0, len(stream), CALL * len(SOURCES)):
        stretch = stream[start : start + CALL * len(SOURCES)]
        for source in SOURCES:
            events = [event for name, event in stretch if name == source]
            if events:
                yield source, events


def _malformed(random: Random, number: int) -> dict[str, Any]:
    """One event nobody can post, each broken in its own way."""
    event = {
        "key": f"broken-{number}",
        "type": "sale",
        "sku": random.choice(SKUS),
        "location": random.choice(LOCATIONS),
        "quantity": 1,
        "occurred_at": "2026-11-20T10:00:00+00:00",
    }
    return event | random.choice(
        [
            {"sku": "NOT-OURS"},
            {"location": "NOWHERE"},
            {"quantity": "ten"},
            {"quantity": -1},
            {"quantity": 0},
            {"quantity": 10**12},
            {"occurred_at": "3000-01-01T00:00:00+00:00"},
            {"occurred_at": "2026-11-20 10:00"},
            {"occurred_at": None},
            {"type": "teleport"},
            {"state": "on_order"},
        ]
    )


# --- files for the client processes -------------------------------------------------------------


def write_calls(calls: list[tuple[str, list[dict[str, Any]]]], file: Path) -> None:
    file.write_text("\n".join(json.dumps(call) for call in calls))


def read_calls(file: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    return [tuple(json.loads(line)) for line in file.read_text().splitlines()]


def sorted_calls(story: Story) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every fact once, in the order of the books, reversals behind what they undo."""
    facts = sorted(
        story.facts,
        key=lambda f: (f.at, f.type == "reversal", f.type in ("count", "opening"), f.source, f.key),
    )
    calls: list[tuple[str, list[dict[str, Any]]]] = []
    for fact in facts:
        if not calls or calls[-1][0] != fact.source or len(calls[-1][1]) == 500:
            calls.append((fact.source, []))
        calls[-1][1].append(payload(fact))
    return calls
