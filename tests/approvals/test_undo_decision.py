import pytest

from accounts.models import User
from approvals.drafts import Draft
from approvals.errors import (
    DecidedSince,
    DecisionNotYours,
    NotADeputy,
    NothingToUndo,
    NotYourStep,
)
from approvals.models import ApprovalRequest, Decision
from approvals.services import undo_decision
from approvals.services.delegations import end_delegation
from tests.approvals.policies import in_force
from tests.approvals.test_delegations import away
from tests.approvals.test_steps import TWO_STEPS
from tests.approvals.world import PickingStarted, ask, fresh, later, told, vote
from tests.trail import audit_actions
from workbench.models import Notification, Outgoing
from workbench.services.outgoing import send_next

Status = ApprovalRequest.Status


def undo(request, actor):
    return undo_decision(request_id=request.pk, actor=actor, at=later(11))


def test_waits_again_by_an_opposite_row(world):
    request = ask(world)
    vote(request, world.priya, lines={"A": 6})

    undo(request, world.priya)

    assert fresh(request).status == Status.WAITING
    assert [row.verdict for row in Decision.objects.all()] == ["approve", "undo"]
    assert told.undone[0].outcome == "approved"
    assert audit_actions(request)[-1] == "approvals.request.undone"
    vote(request, world.mo)
    assert told.done[-1].lines == {"A": 8, "B": 12}


def test_calls_back_what_was_not_sent_yet(world):
    request = ask(world)
    vote(request, world.priya)
    message = Outgoing.objects.get()
    assert message.due_at == later(10) + (message.due_at - message.queued_at)
    assert (message.due_at - message.queued_at).total_seconds() == 10

    undo(request, world.priya)

    assert Outgoing.objects.get().status == Outgoing.Status.CALLED_BACK
    told_last = Notification.objects.filter(user=world.omar).latest("pk")
    assert told_last.text == "Priya took the decision on TR-knitwear back, so it waits again"


def test_after_it_was_sent_puts_it_right_by_another_mail_once(world):
    request = ask(world)
    vote(request, world.priya)
    send_next(clock=lambda: later(20))

    undo(request, world.priya)
    vote(request, world.priya)
    undo(request, world.priya)

    took_back = "Priya took the decision on TR-knitwear back, so it waits again"
    assert [(one.status, one.subject) for one in Outgoing.objects.order_by("pk")] == [
        ("sent", "Priya approved TR-knitwear"),
        ("called_back", took_back),
        ("called_back", "Priya approved TR-knitwear"),
        ("waiting", took_back),
    ]


def test_about_a_vote_that_was_followed_by_another_says_that_this_one_stands(world):
    request = ask(world)
    vote(request, world.priya)

    with pytest.raises(DecidedSince, match="that decision stands"):
        undo_decision(request_id=request.pk, version=1, actor=world.priya, at=later(11))

    assert fresh(request).status == Status.APPROVED


def test_needs_the_right_the_vote_was_given_with(world):
    request = ask(world)
    vote(request, world.priya)
    world.priya.groups.clear()

    with pytest.raises(NotYourStep):
        undo(request, User.objects.get(pk=world.priya.pk))

    assert fresh(request).status == Status.APPROVED
    assert told.undone == []


def test_of_a_deputy_needs_the_absence_to_last(world):
    absence = away(world.priya, world.lena)
    request = ask(world)
    vote(request, world.lena, on_behalf_of=world.priya)
    end_delegation(delegation_id=absence.pk, actor=world.priya, at=later(10))

    with pytest.raises(NotADeputy):
        undo(request, world.lena)

    assert fresh(request).status == Status.APPROVED


def test_is_refused_once_the_domain_has_begun(world):
    request = ask(world)
    vote(request, world.priya)
    told.begun = True

    with pytest.raises(PickingStarted):
        undo(request, world.priya)

    assert fresh(request).status == Status.APPROVED
    assert Decision.objects.count() == 1


def test_is_refused_once_the_next_step_has_decided(world):
    in_force(world, TWO_STEPS)
    request = ask(world)
    vote(request, world.priya)
    vote(request, world.lena)

    with pytest.raises(DecisionNotYours, match="Lena"):
        undo(request, world.priya)


def test_takes_back_a_step_that_the_next_has_not_decided(world):
    in_force(world, TWO_STEPS)
    request = ask(world)
    vote(request, world.priya)

    undo(request, world.priya)

    first, second = request.steps.all()
    assert (first.passed_at, second.begun_at) == (None, None)
    assert told.undone == []


def test_is_refused_without_a_decision(world):
    request = ask(world)

    with pytest.raises(NothingToUndo):
        undo(request, world.priya)


def test_an_empty_draft_of_a_policy_lets_everything_pass(world):
    in_force(world, Draft())

    assert ask(world).automatic
