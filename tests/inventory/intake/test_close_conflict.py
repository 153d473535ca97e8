"""Closing a conflict lets the posted event stand, and its case with it."""

import pytest

from exceptions.models import Case
from inventory.intake import errors
from inventory.intake.models import EventConflict
from inventory.intake.services import close_conflict
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, event, tell
from tests.trail import audit_actions


@pytest.fixture
def omar(world):
    return make_person("Omar", role="ops agent", scope=world.network)


@pytest.fixture
def conflicts(world):
    tell(world.pos, event("a"), event("a", quantity=11), event("a", quantity=12))
    return list(EventConflict.objects.order_by("pk"))


def close(row, actor, reason="The first one is right."):
    return close_conflict(conflict_id=row.pk, reason=reason, actor=actor, at=NOON + MINUTE)


def test_closes_the_case_with_the_last_open_content(world, conflicts, omar):
    close(conflicts[0], omar)
    assert Case.objects.open().exists()

    close(conflicts[1], omar)

    case = Case.objects.get()
    assert (case.closing_note, case.closed_by) == ("The first one is right.", omar)
    assert audit_actions(conflicts[1]) == ["inventory.event_conflict.closed"]
    assert world.stock() == 10


def test_a_repeat_of_settled_content_opens_nothing(world, conflicts, omar):
    for row in conflicts:
        close(row, omar)

    tell(world.pos, event("a", quantity=11), at=NOON + 2 * MINUTE)

    assert not Case.objects.open().exists()
    assert sorted(EventConflict.objects.values_list("repeats", flat=True)) == [1, 2]


def test_refuses_twice(conflicts, omar):
    close(conflicts[0], omar)

    with pytest.raises(errors.ConflictClosed):
        close(conflicts[0], omar)


def test_refuses_without_a_reason(conflicts, omar):
    with pytest.raises(errors.ReasonMissing):
        close(conflicts[0], omar, " ")

    assert EventConflict.objects.open().count() == 2


def test_refuses_a_place_that_is_not_ones_own(world, conflicts):
    with pytest.raises(errors.IntakeRowUnknown):
        close(conflicts[0], make_person("Sam", role="ops agent", scope=world.york.place))


def test_refuses_a_role_without_the_right(world, conflicts):
    with pytest.raises(errors.FixNotAllowed):
        close(conflicts[0], make_person("Tove", role="auditor", scope=world.network))
