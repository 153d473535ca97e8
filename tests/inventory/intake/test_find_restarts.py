"""A stream whose numbers begin again is noticed, once."""

from exceptions.models import Case
from inventory.intake.services import find_restarts
from tests.factories import NOON
from tests.inventory.intake.world import event, tell


def send(world, prefix, *numbers, stream="till-1"):
    tell(world.pos, *[event(f"{prefix}-{n}", stream=stream, sequence=n) for n in numbers])


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
