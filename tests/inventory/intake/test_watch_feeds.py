"""A source that falls silent is a case until it is heard again."""

from datetime import timedelta

from exceptions.models import Case
from inventory.intake.models import FeedHeard
from inventory.intake.services import roll_up_tallies, watch_feeds
from tests.factories import NOON
from tests.inventory.intake.world import event, tell

HALF_HOUR = timedelta(minutes=30)


def heard(source, *events, at=NOON):
    tell(source, *events, at=at)
    roll_up_tallies()


def test_one_that_spoke_in_time_is_not_late(world):
    heard(world.pos, event("a"))

    assert watch_feeds(at=NOON + HALF_HOUR) == 0


def test_what_is_heard_but_not_rolled_up_yet_counts(world):
    heard(world.pos, event("a"))
    tell(world.pos, event("b"), at=NOON + 2 * HALF_HOUR)

    late = [watch_feeds(at=NOON + times * HALF_HOUR) for times in (3, 4)]

    assert late == [0, 1]


def test_one_that_never_spoke_is_not_missed(world):
    assert watch_feeds(at=NOON) == 0


def test_one_past_its_interval_is_a_case_once(world):
    heard(world.pos, event("a"), event("b", location="YORK"))

    late = [watch_feeds(at=NOON + minutes * HALF_HOUR) for minutes in (2, 3)]

    case = Case.objects.get()
    assert late == [1, 1]
    assert (case.kind, case.occurrences, case.place) == ("feed_late", 1, world.network)
    assert case.title == "Tills has sent nothing for 1h 00m"


def test_one_that_speaks_of_one_place_is_that_places_case(world):
    heard(world.pos, event("a"))

    watch_feeds(at=NOON + 2 * HALF_HOUR)

    assert Case.objects.get().place == world.camden.place


def test_the_case_closes_when_it_is_heard(world):
    heard(world.pos, event("a"))
    watch_feeds(at=NOON + 2 * HALF_HOUR)

    heard(world.pos, at=NOON + 3 * HALF_HOUR)
    watch_feeds(at=NOON + 3 * HALF_HOUR)

    case = Case.objects.get()
    assert case.closed_at == NOON + 3 * HALF_HOUR
    assert case.closing_note == "Heard again at 2026-11-20 13:30 UTC."


def test_an_interval_of_zero_expects_nothing(world):
    world.pos.interval_minutes = 0
    world.pos.save(update_fields=["interval_minutes"])
    heard(world.pos, event("a"))

    assert watch_feeds(at=NOON + 100 * HALF_HOUR) == 0


def test_a_rejected_event_speaks_for_its_source_not_for_the_place_it_names(world):
    heard(world.pos, event("a", quantity=0))

    assert [feed.location for feed in FeedHeard.objects.all()] == [None]
