"""What people were told to decide is settled when there is nothing left to decide."""

import pytest

from approvals.drafts import AskedStep, Draft
from approvals.services import undo_decision, withdraw_own_request
from approvals.services.clocks import follow_changed_hours
from approvals.services.sweeping import escalate_late_steps, remind_late_steps
from tests.approvals.policies import in_force
from tests.approvals.test_clocks import asked_on_friday, closed_on
from tests.approvals.test_delegations import away
from tests.approvals.test_steps import TWO_STEPS
from tests.approvals.world import ask, later, vote
from workbench.models import Notification
from workbench.queries import unread_notifications

BOTH = Draft(steps=(AskedStep("store manager", "to", quorum="2"),))


def of(person) -> list[tuple[str, str]]:
    """What a person was told, newest first, each with what became of it."""
    rows = Notification.objects.filter(user=person)
    return list(rows.values_list("text", "settled_text"))


def unread(*people) -> list[int]:
    for person in people:
        vars(person).pop("_unread_notifications", None)
    return [unread_notifications(person) for person in people]


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        ("approve", "Approved by Priya"),
        ("reject", "Rejected by Priya"),
        ("send_back", "Sent back by Priya"),
    ],
)
def test_for_everybody_when_one_decides(world, verdict, text):
    request = ask(world)
    assert unread(world.priya, world.mo) == [1, 1]

    vote(request, world.priya, verdict)

    waits = f"Waiting for you: {request.title}"
    assert of(world.priya) == of(world.mo) == [(waits, text)]
    assert unread(world.priya, world.mo, world.omar) == [0, 0, 1]


def test_for_deputies_as_well(world):
    away(world.priya, world.lena)
    Notification.objects.all().delete()  # that they stand in
    request = ask(world)
    assert unread(world.lena) == [1]

    vote(request, world.mo)

    assert of(world.lena) == [(f"Waiting for you: {request.title}", "Approved by Mo")]
    assert unread(world.lena) == [0]


def test_for_whom_it_was_escalated_to(world):
    request = asked_on_friday(world)
    remind_late_steps(at=request.due_at)
    escalate_late_steps(at=later(60 * 24 * 365))

    vote(request, world.priya, at=later(60 * 24 * 365))

    assert [settled for _text, settled in of(world.lena)] == ["Approved by Priya"]
    assert {settled for _text, settled in of(world.mo)} == {"Approved by Priya"}
    assert len(of(world.mo)) == 2


def test_for_the_voter_alone_while_others_have_to_vote(world):
    in_force(world, BOTH)
    request = ask(world)

    vote(request, world.priya)

    assert unread(world.priya, world.mo) == [0, 1]
    vote(request, world.mo)
    assert [settled for _text, settled in of(world.mo)] == ["Approved by Mo"]


def test_step_by_step(world):
    in_force(world, TWO_STEPS)
    request = ask(world)

    vote(request, world.priya)

    assert unread(world.priya, world.mo, world.lena) == [0, 0, 1]


def test_when_it_is_withdrawn(world):
    request = ask(world)

    withdraw_own_request(request_id=request.pk, reason="", actor=world.omar, at=later(5))

    assert [settled for _text, settled in of(world.mo)] == ["Withdrawn by Omar"]
    assert unread(world.priya, world.mo) == [0, 0]


def test_and_waits_again_after_an_undo(world):
    request = ask(world)
    vote(request, world.priya)

    undo_decision(request_id=request.pk, actor=world.priya, at=later(11))

    assert unread(world.priya, world.mo) == [1, 1]
    newest, outcome = of(world.omar)
    assert newest[0].startswith("Priya took the decision")
    assert (outcome[1], unread(world.omar)) == ("Taken back by Priya", [1])


def test_of_the_next_step_when_the_one_before_waits_again(world):
    in_force(world, TWO_STEPS)
    request = ask(world)
    vote(request, world.priya)

    undo_decision(request_id=request.pk, actor=world.priya, at=later(11))

    assert [settled for _text, settled in of(world.lena)] == ["Taken back by Priya"]
    assert unread(world.priya, world.mo, world.lena) == [1, 1, 0]


def test_of_what_was_sent_back_when_it_is_asked_again(world):
    request = ask(world)
    vote(request, world.priya, "send_back")
    assert unread(world.omar) == [1]

    ask(world, at=later(20))

    assert [settled for _text, settled in of(world.omar)] == ["Asked again"]
    assert unread(world.omar, world.mo) == [0, 1]


def test_of_a_reminder_when_the_hours_changed_and_it_is_no_longer_late(world):
    request = asked_on_friday(world)
    remind_late_steps(at=request.due_at)
    closed_on(request, request.due_at.date())

    follow_changed_hours(at=request.due_at)

    assert of(world.mo) == [
        (f"Past its time: {request.title}", "No longer late"),
        (f"Waiting for you: {request.title}", ""),
    ]
