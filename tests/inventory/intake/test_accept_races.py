"""Calls at the same moment lose nothing and count nothing twice, whichever comes first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from inventory.intake.errors import NothingToReplay
from inventory.intake.models import EventConflict, Tally, WaitingEvent
from inventory.intake.services import replay_waiting, settle_leftovers
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, event, reversal, tell
from tests.inventory.ledger.racing import PATIENCE_S, Holding

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with a connection of its own, all starting together."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=PATIENCE_S)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [
            future.result(timeout=PATIENCE_S) for future in [pool.submit(run, w) for w in works]
        ]


def replay_or_say(ids: list[int], actor: User) -> str:
    """How many were posted; whoever comes second is told that nothing waits any more."""
    try:
        done = replay_waiting(waiting_ids=ids, actor=actor, at=NOON + MINUTE)
    except NothingToReplay as refused:
        return type(refused).__name__
    return str(done.counts["posted"])


def test_the_same_malformed_event_many_times_at_once_is_one_row(transactional_world):
    world = transactional_world
    bad = event("a", quantity=0)

    at_once(*(lambda: tell(world.pos, bad) for _ in range(8)))

    row = WaitingEvent.objects.get()
    assert row.repeats == 8
    assert row.occurrences.count() == 8
    assert Tally.objects.count() == 8


def test_two_calls_with_the_same_bad_events_in_other_order_block_nobody(transactional_world):
    world = transactional_world
    bad = [event(f"k{n}", quantity=0) for n in range(50)]

    for _ in range(5):
        at_once(lambda: tell(world.pos, *bad), lambda: tell(world.pos, *reversed(bad)))

    assert set(WaitingEvent.objects.values_list("repeats", flat=True)) == {10}


def test_two_other_contents_of_one_key_at_once_are_one_posted_and_one_conflict(transactional_world):
    world = transactional_world

    answers = at_once(
        lambda: tell(world.pos, event("a", quantity=1)),
        lambda: tell(world.pos, event("a", quantity=2)),
    )

    assert sorted(one[0].status for one in answers) == ["conflict", "posted"]
    assert EventConflict.objects.count() == 1


@pytest.mark.parametrize("reversal_first", [True, False])
def test_a_reversal_and_its_event_on_their_way_together_meet(transactional_world, reversal_first):
    world = transactional_world
    works = [lambda: tell(world.pos, reversal("r", "a")), lambda: tell(world.pos, event("a"))]
    first, second = works if reversal_first else reversed(works)

    with Holding(first):
        second()
    settle_leftovers(at=NOON + MINUTE)

    assert world.stock() == 0
    assert not WaitingEvent.objects.open().exists()


def test_a_malformed_delivery_beside_its_correction_does_not_wait_forever(transactional_world):
    world = transactional_world

    with Holding(lambda: tell(world.pos, event("a"))):
        tell(world.pos, event("a", quantity=0))
    settle_leftovers(at=NOON + MINUTE)

    assert WaitingEvent.objects.get().status == "superseded"


def test_a_replay_and_the_sources_own_repeat_at_once_post_once(transactional_world):
    world = transactional_world
    omar = make_person("Omar", role="ops agent", scope=world.network)
    keys = [f"k{n}" for n in range(20)]
    events = [event(key, sku="VASE", quantity=1) for key in keys]
    tell(world.pos, *events)
    world.add_sku("VASE")
    ids = list(WaitingEvent.objects.values_list("pk", flat=True))

    at_once(
        lambda: replay_or_say(ids, omar),
        lambda: tell(world.pos, *reversed(events), at=NOON + MINUTE),
    )

    assert world.stock("VASE") == 20
    settle_leftovers(at=NOON + MINUTE)
    assert not WaitingEvent.objects.open().exists()


def test_two_people_replaying_the_same_events_post_them_once(transactional_world):
    world = transactional_world
    omar = make_person("Omar", role="ops agent", scope=world.network)
    tell(world.pos, event("a", sku="VASE"))
    world.add_sku("VASE")
    ids = list(WaitingEvent.objects.values_list("pk", flat=True))

    answers = at_once(*(lambda: replay_or_say(ids, omar) for _ in range(2)))

    assert sorted(answers) == ["1", "NothingToReplay"]
    assert world.stock("VASE") == 10
