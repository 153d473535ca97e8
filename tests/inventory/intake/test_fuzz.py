"""Thousands of mutated events: no call fails, every event is posted, known, a conflict or waits."""

import json
import random
from collections import Counter

import pytest
from django.db.models import Sum

from inventory.intake.models import EventConflict, Tally, WaitingEvent
from inventory.ledger.models import Event
from tests.inventory.intake.calls import make_token, post_events
from tests.inventory.intake.world import event, reversal, tell

SEEDS = (1, 2, 3)
CALLS, PER_CALL = 20, 60
FIELDS = [
    "key",
    "type",
    "sku",
    "location",
    "quantity",
    "occurred_at",
    "to_location",
    "state",
    "to_state",
    "direction",
    "reverses",
    "unit",
    "reference",
    "reason",
    "stream",
    "sequence",
    "unit_cost",
    "attributes",
    "nonsense",
]
WORDS = (
    "", " ", "MUG", "mug", "CAMDEN", "YORK", "sale", "count", "reversal", "available", "on_order",
    "in", "out", "case", "k1", "k2", "k3", "x" * 201, "é中😀", "1", "-1", "null", "' OR 1=1 --",
    "2026-11-20T10:00:00Z", "2026-11-20", "2026-11-20T10:00:00", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "2026-02-30T10:00:00Z", "\t\n", "\\", '"', "\u2028", "%s", "{0}",
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 3.0, 1.5, 1e308, -0.0, 10**9, 10**9 + 1, 2**31, 2**63, 2**64, 10**300, 0.1, 1e-320,
)  # fmt: skip


def value(rng, depth=0):
    kinds = [
        lambda: rng.choice(WORDS),
        lambda: rng.choice(NUMBERS),
        lambda: rng.choice([None, True, False]),
        lambda: {rng.choice(WORDS): value(rng, depth + 1) for _ in range(rng.randrange(3))},
        lambda: [value(rng, depth + 1) for _ in range(rng.randrange(3))],
    ]
    return rng.choice(kinds[: 3 if depth > 3 else 5])()


def mutated(rng, number):
    if rng.random() < 0.03:
        return value(rng)
    usual = [
        event(
            f"k{rng.randrange(number + 2)}", rng.choice(["sale", "receipt", "count", "snapshot"])
        ),
        reversal(f"r{number}", f"k{rng.randrange(number + 2)}"),
    ]
    one = rng.choice(usual)
    for _ in range(rng.choice([0, 0, 1, 1, 2, 5])):
        field = rng.choice(FIELDS)
        one[field] = value(rng)
        if rng.random() < 0.3:
            del one[field]
    return one


@pytest.mark.parametrize("seed", SEEDS)
def test_over_http_nothing_fails_and_nothing_is_lost(world, seed):
    rng, token, counts = random.Random(seed), make_token(), Counter()
    for call in range(CALLS):
        events = [mutated(rng, call * PER_CALL + n) for n in range(PER_CALL)]
        answer = post_events(token, json.dumps({"events": events}, ensure_ascii=rng.random() < 0.5))
        assert answer.status_code == 200, (seed, call, answer.content[:500])
        results = answer.json()["results"]
        assert len(results) == PER_CALL
        counts += Counter(result["status"] for result in results)

    assert_all_accounted_for(counts)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_never_was_json_is_kept_too(world, seed):
    rng, counts = random.Random(seed), Counter()
    broken = ["\x00", "a\x00b", "\ud800", float("nan"), float("inf"), b"bytes", {1: 2}, object()]
    for call in range(CALLS // 2):
        events = [mutated(rng, call * 30 + n) for n in range(30)]
        for one in events:
            if isinstance(one, dict) and rng.random() < 0.3:
                one[rng.choice(FIELDS)] = rng.choice(broken)
        counts += Counter(result.status for result in tell(world.pos, *events))

    assert_all_accounted_for(counts)


def assert_all_accounted_for(counts):
    assert set(counts) == {"posted", "duplicate", "conflict", "rejected"}
    # A reversal that waited for its event was kept first and posted later: it is in both.
    early = WaitingEvent.objects.filter(status="posted", code="reverses_unknown").count()
    kept = WaitingEvent.objects.aggregate(n=Sum("repeats"))["n"]
    assert Event.objects.count() + kept == counts["posted"] + counts["rejected"] + early
    assert EventConflict.objects.aggregate(n=Sum("repeats"))["n"] == counts["conflict"]
    assert Tally.objects.aggregate(n=Sum("received"))["n"] == counts.total()
