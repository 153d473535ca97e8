"""A dismissed event will not be posted; its repeats are counted, and it can wait again."""

import pytest

from inventory.intake import errors
from inventory.intake.models import WaitingEvent
from inventory.intake.services import dismiss_waiting, reopen_waiting
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, event, tell
from tests.trail import audit_actions, audit_entries


@pytest.fixture
def omar(world):
    return make_person("Omar", role="ops agent", scope=world.network)


@pytest.fixture
def waiting(world):
    tell(world.pos, event("a", quantity=0))
    return WaitingEvent.objects.get()


def dismiss(row, actor, reason="A test of the till."):
    return dismiss_waiting(waiting_id=row.pk, reason=reason, actor=actor, at=NOON + MINUTE)


def test_closes_it_with_its_reason(waiting, omar):
    dismiss(waiting, omar)

    row = WaitingEvent.objects.get()
    assert (row.status, row.note, row.closed_by) == ("dismissed", "A test of the till.", omar)
    assert row.closed_at == NOON + MINUTE
    assert audit_actions(row) == ["inventory.waiting_event.dismissed"]
    assert audit_entries(row)[0].reason == "A test of the till."


def test_its_repeats_are_counted_and_wait_no_more(world, waiting, omar):
    dismiss(waiting, omar)

    results = tell(world.pos, event("a", quantity=0), at=NOON + 2 * MINUTE)

    row = WaitingEvent.objects.get()
    assert (results[0].status, row.status, row.repeats) == ("rejected", "dismissed", 2)


def test_other_content_of_its_key_still_posts(world, waiting, omar):
    dismiss(waiting, omar)

    assert tell(world.pos, event("a"))[0].status == "posted"
    assert WaitingEvent.objects.get().status == "dismissed"


def test_can_wait_again(waiting, omar):
    dismiss(waiting, omar)

    reopen_waiting(waiting_id=waiting.pk, actor=omar, at=NOON + 2 * MINUTE)

    row = WaitingEvent.objects.get()
    assert (row.status, row.note, row.closed_by, row.closed_at) == ("open", "", None, None)
    assert audit_actions(row)[-1] == "inventory.waiting_event.reopened"


def test_reopening_refuses_what_was_not_dismissed(waiting, omar):
    with pytest.raises(errors.WaitingEventNotDismissed):
        reopen_waiting(waiting_id=waiting.pk, actor=omar, at=NOON)


@pytest.mark.parametrize("reason", ["", "  "])
def test_refuses_without_a_reason(waiting, omar, reason):
    with pytest.raises(errors.ReasonMissing):
        dismiss(waiting, omar, reason)

    assert WaitingEvent.objects.get().status == "open"


def test_refuses_twice(waiting, omar):
    dismiss(waiting, omar)

    with pytest.raises(errors.WaitingEventClosed) as refused:
        dismiss(waiting, omar)

    assert "dismissed" in refused.value.sentence


def test_refuses_a_place_that_is_not_ones_own(world, waiting):
    sam = make_person("Sam", role="ops agent", scope=world.york.place)

    with pytest.raises(errors.IntakeRowUnknown):
        dismiss(waiting, sam)


def test_refuses_a_role_without_the_right(world, waiting):
    with pytest.raises(errors.FixNotAllowed):
        dismiss(waiting, make_person("Tove", role="auditor", scope=world.network))
