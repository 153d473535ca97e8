"""Tallies become minutes, and the raw rows go."""

from datetime import timedelta

import pytest
from django.db import connections

from inventory.intake.models import FeedHeard, MinuteTally, Tally
from inventory.intake.services import forget_old_minutes, roll_up_tallies
from tests.factories import NOON
from tests.inventory.intake.world import MINUTE, event, make_world, tell

SECOND = timedelta(seconds=1)


def test_adds_the_calls_of_a_minute(world):
    tell(world.pos, event("a"), event("b", quantity=0), at=NOON + 5 * SECOND)
    tell(world.pos, event("a"), event("c"), at=NOON + 50 * SECOND)
    tell(world.pos, event("d"), at=NOON + 61 * SECOND)

    assert roll_up_tallies() == 3

    first, second = MinuteTally.objects.order_by("minute")
    assert (first.received, first.posted, first.duplicate, first.rejected) == (4, 2, 1, 1)
    assert (first.minute, second.minute) == (NOON, NOON + MINUTE)
    assert sum(first.lag_counts) == 2
    assert first.lag_max_s == 3650
    assert not Tally.objects.exists()


def test_adds_to_a_minute_that_is_there(world):
    tell(world.pos, event("a"), at=NOON)
    roll_up_tallies()
    tell(world.pos, event("b"), at=NOON + SECOND)
    roll_up_tallies()

    minute = MinuteTally.objects.get()
    assert (minute.received, sum(minute.lag_counts)) == (2, 2)


def test_keeps_sources_and_clients_apart(world):
    tell(world.pos, event("a"))
    tell(world.pos, event("b"), client="other")
    tell(world.wms, event("a"))

    roll_up_tallies()

    assert MinuteTally.objects.count() == 3


def test_notes_when_each_feed_was_last_heard(world):
    tell(world.pos, event("a"), at=NOON + MINUTE)
    tell(world.pos, event("b", location="YORK"), at=NOON)

    roll_up_tallies()

    heard = {feed.location_id: feed.last_heard_at for feed in FeedHeard.objects.all()}
    assert heard == {
        None: NOON + MINUTE,
        world.camden.pk: NOON + MINUTE,
        world.york.pk: NOON,
    }


def test_takes_no_more_than_asked(world):
    for key in "abc":
        tell(world.pos, event(key))

    assert [roll_up_tallies(limit=2) for _ in range(3)] == [2, 1, 0]


def test_forgets_what_is_older_than_35_days(world):
    tell(world.pos, event("a"))
    roll_up_tallies()

    assert forget_old_minutes(at=NOON + timedelta(days=35)) == 0
    assert forget_old_minutes(at=NOON + timedelta(days=36)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_count_nothing_twice():
    world = make_world()
    tell(world.pos, event("a"))
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT id FROM intake_tally FOR UPDATE")
            assert roll_up_tallies() == 0
            cursor.execute("ROLLBACK")
    finally:
        other.close()

    assert roll_up_tallies() == 1
