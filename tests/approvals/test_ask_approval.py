import pytest

from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.errors import AlreadyAsked
from approvals.models import ApprovalRequest
from tests.approvals.policies import OVER_1500, USUAL, in_force, publish, save_again
from tests.approvals.world import ask, fresh, later, told, vote
from tests.factories import NOON
from workbench.models import Notification

Status = ApprovalRequest.Status
FINANCE_OVER_5000 = AskedStep(
    "finance", "to", conditions=(AskedCondition("value", "over", "5000"),)
)


def test_is_decided_by_the_usual_role_while_no_policy_is_published(world):
    request = ask(world)

    (step,) = request.steps.all()
    assert (step.role, step.place, step.quorum) == ("store manager", world.camden, 1)
    told_people = set(Notification.objects.values_list("user__name", flat=True))
    assert told_people == {"Priya", "Mo"}


def test_is_bound_to_the_version_in_force(world):
    first = in_force(world)
    request = ask(world)

    publish(world, save_again(world, first.policy, Draft(steps=USUAL.steps)), at=later(5))

    assert fresh(request).policy_version == first
    assert [step.role for step in request.steps.all()] == ["store manager"]


def test_passes_by_itself_below_every_band_and_the_domain_acts(world):
    in_force(world)

    request = ask(world, worth="1500")

    assert (request.status, request.automatic, request.sampled) == (Status.APPROVED, True, False)
    assert told.done[0].automatic
    assert told.done[0].actor is None
    assert not request.steps.exists()


@pytest.mark.parametrize(("percent", "drawn"), [("0", False), ("100", True)])
def test_draws_what_passes_by_itself_for_review(world, percent, drawn):
    in_force(world, Draft("GBP", "", percent, True, OVER_1500, USUAL.steps))

    assert ask(world, worth="20").sampled is drawn


def test_asks_when_a_fact_is_not_known(world):
    in_force(world)

    request = ask(world, facts={"value": None})

    assert request.status == Status.WAITING


def test_leaves_out_steps_whose_condition_does_not_hold(world):
    in_force(world, Draft("GBP", "", "0", True, OVER_1500, (*USUAL.steps, FINANCE_OVER_5000)))

    request = ask(world)

    assert [step.needed for step in request.steps.all()] == [True, False]
    vote(request, world.priya)
    assert fresh(request).status == Status.APPROVED


def test_does_not_count_before_its_moment(world):
    draft = in_force(world, at=NOON)
    newer = save_again(world, draft.policy, Draft("GBP", "", "0", True, (), USUAL.steps))
    publish(world, newer, begins=later(60))

    assert ask(world, worth="20", at=later(59)).automatic
    assert not ask(world, code="two", worth="20", at=later(60)).automatic


def test_refuses_a_second_request_about_what_waits(world):
    ask(world)

    with pytest.raises(AlreadyAsked):
        ask(world)


def test_escalates_at_once_what_nobody_could_decide(world):
    step = AskedStep("store manager", "to", escalate_role="ops lead")
    in_force(world, Draft(steps=(step,)))
    world.mo.groups.clear()

    request = ask(world, asked_by=world.priya)
    vote(request, world.lena)

    assert fresh(request).status == Status.APPROVED
