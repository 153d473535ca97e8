"""Two connections at once: one outcome, and the other is told why."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts.models import Team
from approvals.drafts import AskedStep, Draft
from approvals.errors import NothingWaits, PolicyChanged, RequestDecided, RequestWithdrawn
from approvals.locks import lock_subject
from approvals.models import ApprovalRequest, Decision
from approvals.services import withdraw_request
from approvals.services.policies import new_draft, retire_policy
from approvals.services.sweeping import escalate_late_steps, remind_late_steps
from approvals.services.telling import STEP
from kernel.errors import DomainError
from tests.approvals.policies import USUAL, admin, in_force, publish, save_again
from tests.approvals.test_api_approvals import call
from tests.approvals.world import KEY, ask, fresh, later, make_world, told, vote
from tests.factories import NOON
from tests.inventory.intake.calls import make_token
from tests.inventory.ledger.racing import PATIENCE_S, Holding, behind
from workbench.models import Notification

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run each on its own connection, all begun together; what each answered or refused."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=PATIENCE_S)
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [
            future.result(timeout=PATIENCE_S) for future in [pool.submit(run, act) for act in acts]
        ]


def test_two_approvers_make_one_decision():
    world = make_world()
    request = ask(world)

    answers = at_once(
        lambda: vote(request, world.priya, version=1), lambda: vote(request, world.mo, version=1)
    )

    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert [type(error) for error in refused] == [RequestDecided]
    assert Decision.objects.count() == len(told.done) == 1


def test_withdrawing_over_the_api_what_somebody_votes_on_right_now():
    world = make_world()
    in_force(world, Draft(steps=(AskedStep("store manager", "to", "2"),)))
    request = ask(world)
    token = make_token(scopes=("approvals:read", "transfers:approve"), place=world.network)
    body = {"on_behalf_of": world.omar.email, "reason": "Not needed."}

    answer = behind(
        lambda: vote(request, world.priya),
        lambda: call(token, request, "withdraw", body, **{"If-Match": '"1"'}),
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "request_changed")
    assert fresh(request).is_open


def test_approving_against_withdrawing_has_one_outcome():
    world = make_world()
    request = ask(world)
    team = Team.objects.get()

    @transaction.atomic
    def withdraw():
        lock_subject(KEY, str(team.pk))
        return withdraw_request(
            kind=KEY, subject_id=team.pk, reason="", actor=world.omar, at=later(9)
        )

    answers = at_once(lambda: vote(request, world.priya, version=1), withdraw)

    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert len(refused) == 1
    withdrawn = fresh(request).status == ApprovalRequest.Status.WITHDRAWN
    assert isinstance(refused[0], RequestWithdrawn if withdrawn else NothingWaits)
    assert Decision.objects.count() == len(told.done) == (0 if withdrawn else 1)


@pytest.mark.parametrize("sweep", [remind_late_steps, escalate_late_steps])
def test_nobody_is_told_of_a_step_that_is_being_rejected(sweep):
    world = make_world()
    step = AskedStep(
        "store manager", "to", due_hours="2", escalate_role="ops lead", escalate_hours="1"
    )
    in_force(world, Draft(steps=(step,)))
    request = ask(world)
    late = later(7 * 24 * 60)

    with Holding(lambda: vote(request, world.priya, "reject", at=late)):
        assert sweep(at=late) == 0
    assert sweep(at=late) == 0

    assert not Notification.objects.filter(subject_type=STEP, settled_at=None).exists()


def test_what_another_publishes_over_is_neither_drafted_nor_ended_unseen():
    world = make_world()
    row = in_force(world)
    draft = save_again(world, row.policy, USUAL)
    told = {"policy_id": row.policy_id, "version": row.number, "actor": admin(world), "at": NOON}

    drafting = behind(lambda: publish(world, draft), lambda: new_draft(**told))
    ending = behind(
        lambda: publish(world, save_again(world, row.policy, USUAL)),
        lambda: retire_policy(**told | {"version": draft.number}, reason="Not needed"),
    )

    assert [type(answer) for answer in (drafting, ending)] == [PolicyChanged, PolicyChanged]
