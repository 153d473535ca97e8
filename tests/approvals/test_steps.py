import pytest

from accounts.models import User
from approvals.drafts import AskedStep, Draft
from approvals.errors import AlreadyVoted, LineRaised, LoweringNotAllowed, RequestDecided
from approvals.models import ApprovalRequest
from tests.approvals.policies import in_force
from tests.approvals.test_delegations import away
from tests.approvals.world import ask, fresh, told, vote
from workbench.models import Notification

Status = ApprovalRequest.Status
TWO_STEPS = Draft(steps=(AskedStep("store manager", "to"), AskedStep("ops lead", "to")))


def test_a_quorum_takes_different_people(world):
    in_force(world, Draft(steps=(AskedStep("store manager", "to", "2"),)))
    request = ask(world)
    vote(request, world.priya)

    with pytest.raises(AlreadyVoted):
        vote(request, world.priya)

    assert fresh(request).is_open
    vote(request, world.mo)
    assert fresh(request).status == Status.APPROVED
    assert len(told.done) == 1


def test_a_later_step_sees_what_the_earlier_one_lowered(world):
    in_force(world, TWO_STEPS)
    request = ask(world)
    vote(request, world.priya, lines={"A": 6})

    with pytest.raises(LineRaised, match="stands at 6"):
        vote(request, world.lena, lines={"A": 8})

    vote(request, world.lena, lines={"B": 10})
    assert told.done[0].lines == {"A": 6, "B": 10}


def test_a_later_step_never_overrides_a_rejection(world):
    in_force(world, TWO_STEPS)
    request = ask(world)
    vote(request, world.priya, "reject")

    with pytest.raises(RequestDecided, match="Priya rejected this"):
        vote(request, world.lena)

    assert fresh(request).status == Status.REJECTED
    assert [done.outcome for done in told.done] == ["rejected"]


def test_a_policy_may_forbid_lower_quantities(world):
    in_force(world, Draft(may_lower=False, steps=(AskedStep("store manager", "to"),)))
    request = ask(world)

    with pytest.raises(LoweringNotAllowed):
        vote(request, world.priya, lines={"A": 1})


def test_too_few_people_tell_those_who_set_policies_and_whoever_looks(client, world):
    in_force(world, Draft(steps=(AskedStep("store manager", "to", "2"),)))
    ada = User.objects.get(email="ada@example.com")
    Notification.objects.all().delete()

    request = ask(world, authors=[world.mo.pk])

    told_of = Notification.objects.get(user=ada)
    assert told_of.text.startswith("Too few people can decide: Knitwear weekend cover")
    client.force_login(world.priya)
    page = client.get(f"/approvals/requests/{request.pk}/").content.decode()
    assert "This step needs 2 votes of the store manager, Camden, and too few people" in page


def test_escalated_at_once_its_own_role_is_told_as_well(world):
    step = AskedStep("store manager", "to", "2", escalate_role="ops lead")
    in_force(world, Draft(steps=(step,)))
    Notification.objects.all().delete()

    ask(world, authors=[world.mo.pk])

    texts = dict(Notification.objects.values_list("user__name", "text"))
    assert texts["Priya"].startswith("Waiting for you: Knitwear")
    assert texts["Lena"].startswith("Escalated to you: Knitwear")
    assert set(texts) == {"Priya", "Lena"}


def test_escalated_to_nobody_those_who_set_policies_are_told(world):
    step = AskedStep("store manager", "to", "2", escalate_role="ops lead")
    in_force(world, Draft(steps=(step,)))
    Notification.objects.all().delete()

    ask(world, authors=[world.mo.pk, world.lena.pk])

    texts = dict(Notification.objects.values_list("user__name", "text"))
    assert texts["Ada"].startswith("Too few people can decide: Knitwear")


def test_a_deputy_hears_of_an_escalation(world):
    step = AskedStep("store manager", "to", "2", escalate_role="ops lead")
    in_force(world, Draft(steps=(step,)))
    away(world.lena, world.finn)
    Notification.objects.all().delete()

    ask(world, authors=[world.mo.pk])

    told_of = Notification.objects.get(text__startswith="Escalated to you")
    assert told_of.user == world.finn
