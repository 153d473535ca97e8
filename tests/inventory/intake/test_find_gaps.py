"""The gap sweep finds what streams skipped, narrows it, and keeps one case per stream."""

from datetime import timedelta

import pytest

from exceptions.models import Case
from inventory.intake.models import SequenceGap, StreamMark
from inventory.intake.ranges import left_of
from inventory.intake.services import find_gaps
from tests.factories import NOON
from tests.inventory.intake.world import event, tell

GRACE = timedelta(minutes=30)


def send(world, *numbers, stream="till-1", source=None, **fields):
    source = source or world.pos
    events = [event(f"{stream}-{n}", stream=stream, sequence=n, **fields) for n in numbers]
    return tell(source, *events)


def open_gaps():
    return [
        (gap.stream, gap.first, gap.last) for gap in SequenceGap.objects.open().order_by("first")
    ]


def test_a_stream_without_holes_has_none(world):
    send(world, 3, 1, 2, 4)

    find_gaps(at=NOON)

    assert open_gaps() == []
    assert StreamMark.objects.get().upto == 4


def test_finds_what_was_skipped(world):
    send(world, 1, 2, 5, 9)

    find_gaps(at=NOON)

    assert open_gaps() == [("till-1", 3, 4), ("till-1", 6, 8)]
    assert SequenceGap.objects.first().place == world.camden.place


def test_finds_it_between_two_runs(world):
    send(world, 1, 2)
    find_gaps(at=NOON)
    send(world, 4)

    find_gaps(at=NOON)

    assert open_gaps() == [("till-1", 3, 3)]


def test_reads_each_number_once(world):
    send(world, 1, 3)
    find_gaps(at=NOON)

    find_gaps(at=NOON)

    assert len(open_gaps()) == 1


def test_streams_and_sources_are_apart(world):
    send(world, 1, 3)
    send(world, 2, stream="till-2")
    send(world, 2, source=world.wms)

    find_gaps(at=NOON)

    assert open_gaps() == [("till-1", 2, 2)]


def test_a_source_may_number_without_naming_a_stream(world):
    tell(world.pos, event("a", sequence=1), event("b", sequence=3))

    find_gaps(at=NOON)

    assert open_gaps() == [("", 2, 2)]


def test_a_late_arrival_narrows_and_closes(world):
    send(world, 1, 7)
    find_gaps(at=NOON)

    send(world, 4, 6)
    find_gaps(at=NOON)
    assert open_gaps() == [("till-1", 2, 3), ("till-1", 5, 5)]

    send(world, 5, 3, 2)
    find_gaps(at=NOON + GRACE)
    assert open_gaps() == []
    assert not Case.objects.exists()


def test_an_event_that_waits_is_not_missing(world):
    send(world, 1, 3)
    send(world, 2, quantity=0)

    find_gaps(at=NOON)

    assert open_gaps() == []


def test_the_number_of_a_malformed_event_moves_no_mark(world):
    send(world, 1)
    send(world, 2**62, quantity=0)
    find_gaps(at=NOON)
    send(world, 2)

    find_gaps(at=NOON)

    assert open_gaps() == []


def test_is_a_case_after_the_grace_and_one_per_stream(world):
    send(world, 1, 3, 5)
    find_gaps(at=NOON)
    assert not Case.objects.exists()

    find_gaps(at=NOON + GRACE)
    find_gaps(at=NOON + 2 * GRACE)

    case = Case.objects.get()
    assert (case.kind, case.occurrences) == ("sequence_gap", 1)
    assert case.title == "2 events are missing from stream till-1 of Tills"
    assert case.evidence["ranges"] == ["2 to 2", "4 to 4"]


def test_the_case_closes_when_the_last_number_arrived(world):
    send(world, 1, 3)
    find_gaps(at=NOON)
    find_gaps(at=NOON + GRACE)

    send(world, 2)
    find_gaps(at=NOON + 2 * GRACE)

    assert Case.objects.get().closed_at == NOON + 2 * GRACE


def test_a_small_window_catches_up_in_several_runs(world):
    send(world, *range(1, 8), 9)

    runs = [find_gaps(at=NOON, window=3) for _ in range(4)]

    assert runs == [3, 3, 0, 0]
    assert open_gaps() == [("till-1", 8, 8)]


@pytest.mark.parametrize(
    ("arrived", "left"),
    [
        ([], [(3, 9)]),
        ([3, 9], [(4, 8)]),
        ([5, 5, 6], [(3, 4), (7, 9)]),
        ([1, 2, 10], [(3, 9)]),
        (range(3, 10), []),
        ([4, 6, 8], [(3, 3), (5, 5), (7, 7), (9, 9)]),
    ],
)
def test_what_is_left_of_a_range(arrived, left):
    assert left_of(3, 9, arrived) == left
