"""Closing a gap says that the missing numbers will not come."""

import pytest

from exceptions.models import Case
from inventory.intake import errors
from inventory.intake.models import SequenceGap
from inventory.intake.services import close_gap, find_gaps
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, event, tell
from tests.trail import audit_actions


@pytest.fixture
def omar(world):
    return make_person("Omar", role="ops agent", scope=world.network)


@pytest.fixture
def gap(world):
    tell(world.pos, *(event(str(n), stream="till-1", sequence=n) for n in (1, 3)))
    find_gaps(at=NOON)
    find_gaps(at=NOON + 60 * MINUTE)
    return SequenceGap.objects.get()


def close(row, actor, reason="The till was replaced."):
    return close_gap(gap_id=row.pk, reason=reason, actor=actor, at=NOON + 61 * MINUTE)


def test_closes_it_and_the_case_of_its_stream(gap, omar):
    close(gap, omar)

    row = SequenceGap.objects.get()
    assert (row.closed_by, row.note) == (omar, "The till was replaced.")
    assert Case.objects.get().closing_note == "The till was replaced."
    assert audit_actions(row) == ["inventory.sequence_gap.closed"]


def test_stays_closed(gap, omar):
    close(gap, omar)

    find_gaps(at=NOON + 90 * MINUTE)

    assert not SequenceGap.objects.open().exists()


def test_refuses_twice(gap, omar):
    close(gap, omar)

    with pytest.raises(errors.GapClosed):
        close(gap, omar)


def test_refuses_without_a_reason(gap, omar):
    with pytest.raises(errors.ReasonMissing):
        close(gap, omar, "")

    assert SequenceGap.objects.open().exists()


def test_refuses_a_place_that_is_not_ones_own(world, gap):
    with pytest.raises(errors.IntakeRowUnknown):
        close(gap, make_person("Sam", role="ops agent", scope=world.york.place))


def test_refuses_a_role_without_the_right(world, gap):
    with pytest.raises(errors.FixNotAllowed):
        close(gap, make_person("Tove", role="auditor", scope=world.network))
