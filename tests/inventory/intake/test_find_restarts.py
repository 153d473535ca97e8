"""A stream whose numbers begin again is noticed, once."""

from exceptions.models import Case
from exceptions.queries import open_fingerprints
from exceptions.services import close_case
from inventory.intake.services import find_gaps, find_restarts
from tests.factories import NOON
from tests.inventory.intake.world import MINUTE, event, tell


def send(world, prefix, *numbers, stream="till-1", minutes=-60):
    """Numbered events that happened so many minutes from noon."""
    moment = (NOON + minutes * MINUTE).isoformat()
    events = [
        event(f"{prefix}-{n}", stream=stream, sequence=n, occurred_at=moment) for n in numbers
    ]
    tell(world.pos, *events)


def test_opens_a_case_that_says_where_it_began_again(world):
    send(world, "old", 1, 2, 3, 4)
    send(world, "new", 1, 2)

    assert find_restarts(at=NOON) == 1

    case = Case.objects.get(kind="stream_restarted")
    assert case.title == "The numbers of till-1 from Tills began again at 1"
    assert (case.place, case.evidence["used_twice"]) == (world.camden.place, 2)


def test_says_it_once_while_the_case_is_open(world):
    send(world, "old", 1, 2, 3)
    send(world, "new", 2)
    find_restarts(at=NOON)
    send(world, "new", 1)

    assert find_restarts(at=NOON) == 0
    assert Case.objects.get(kind="stream_restarted").occurrences == 1


def test_late_and_repeated_numbers_are_no_restart(world):
    send(world, "old", 1, 4)
    send(world, "old", 2, 4)

    assert find_restarts(at=NOON) == 0


def test_streams_are_told_apart(world):
    send(world, "a", 1, 2)
    send(world, "b", 1, 2, stream="till-2")

    assert find_restarts(at=NOON) == 0


def test_a_run_below_the_old_one_is_noticed_before_any_number_comes_twice(world):
    send(world, "old", 5000, 5001)
    find_gaps(at=NOON)
    find_restarts(at=NOON)
    for number in (1, 2, 3):
        send(world, "new", number, minutes=-30 + number)

    assert find_restarts(at=NOON) == 1

    assert Case.objects.get(kind="stream_restarted").title.endswith("began again at 1")


def test_older_events_that_come_late_are_no_restart(world):
    send(world, "old", 5000, 5001)
    find_gaps(at=NOON)
    find_restarts(at=NOON)
    send(world, "late", 1, 2, 3, 4, minutes=-90)

    assert find_restarts(at=NOON) == 0


def test_a_big_batch_from_elsewhere_hides_nothing(world):
    send(world, "old", 1, 2, 3)
    find_restarts(at=NOON)
    send(world, "new", 1)
    send(world, "other", *range(1, 40), stream="till-2")

    assert find_restarts(at=NOON, most=5) == 1


def test_reads_each_event_once(world):
    send(world, "old", 1, 2)
    send(world, "new", 1)
    find_restarts(at=NOON)
    close_case(
        fingerprint=open_fingerprints(kind="stream_restarted")[0], at=NOON, note="A mistake."
    )

    assert find_restarts(at=NOON) == 0
