import pytest

from accounts.models import Team
from approvals.errors import (
    AskerDecides,
    AuthorDecides,
    AuthorDecidesByDelegation,
    LineRaised,
    LineUnknown,
    LoweringNotAllowed,
    NothingApproved,
    NotYourStep,
    ReasonCodeMissing,
    ReasonMissing,
    RequestChanged,
    RequestDecided,
    RequestNotFound,
    RequestWithdrawn,
    SubjectChanged,
    VerdictUnknown,
)
from approvals.models import ApprovalRequest, Decision
from approvals.queries.requests import decidable_by
from approvals.services import decide, withdraw_request
from tests.approvals.test_delegations import away
from tests.approvals.world import KEY, ask, fresh, later, make_kind, told, vote
from tests.factories import NOON
from tests.trail import audit_actions

Status = ApprovalRequest.Status


def test_approves_and_lets_the_domain_act_once(world):
    request = ask(world)

    vote(request, world.priya)

    assert fresh(request).status == Status.APPROVED
    (done,) = told.done
    assert (done.outcome, done.lines, done.actor) == ("approved", {"A": 8, "B": 12}, world.priya)
    assert audit_actions(request) == ["approvals.request.asked", "approvals.request.approved"]


def test_keeps_lower_quantities_with_the_decision(world):
    request = ask(world)

    vote(request, world.priya, lines={"A": 6, "B": 12})

    assert told.done[0].lines == {"A": 6, "B": 12}
    decision = Decision.objects.get()
    assert [(row.line.key, row.quantity) for row in decision.lines.all()] == [("A", 6)]
    assert request.lines.get(key="A").quantity == 8


def test_rejects_with_a_reason(world):
    request = ask(world)

    vote(request, world.priya, "reject", reason_code="other", reason="Sale is over.")

    assert fresh(request).status == Status.REJECTED
    assert told.done[0].outcome == "rejected"
    assert Decision.objects.get().reason == "Sale is over."


def test_sends_back(world):
    request = ask(world)

    vote(request, world.priya, "send_back", reason_code="wrong_quantity")

    assert fresh(request).status == Status.SENT_BACK
    assert told.done[0].outcome == "sent_back"


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"verdict": "maybe"}, VerdictUnknown),
        ({"verdict": "reject", "reason_code": ""}, ReasonCodeMissing),
        ({"verdict": "reject", "reason_code": "nonsense"}, ReasonCodeMissing),
        ({"verdict": "send_back", "reason_code": "other"}, ReasonMissing),
        ({"version": 9}, RequestChanged),
        ({"lines": {"Z": 1}}, LineUnknown),
        ({"lines": {"A": 9}}, LineRaised),
        ({"lines": {"A": 0, "B": 0}}, NothingApproved),
    ],
)
def test_refuses_and_writes_nothing(world, facts, error):
    request = ask(world)

    with pytest.raises(error):
        vote(request, world.priya, **facts)

    assert fresh(request).status == Status.WAITING
    assert not Decision.objects.exists()
    assert told.done == []


def test_refuses_the_person_who_asked(world):
    request = ask(world, asked_by=world.priya)

    with pytest.raises(AskerDecides):
        vote(request, world.priya)

    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["jo", "lena", "omar"])
def test_refuses_who_does_not_hold_the_role_there(world, name):
    request = ask(world, asked_by=None)

    with pytest.raises(NotYourStep):
        vote(request, getattr(world, name))


def test_counts_a_role_that_was_lost_since_the_page_opened(world):
    request = ask(world)
    assert world.priya.may("approvals.decide")
    world.priya.groups.clear()

    with pytest.raises(NotYourStep):
        vote(request, world.priya)


def test_refuses_what_is_decided_and_says_by_whom(world):
    request = ask(world)
    vote(request, world.priya)

    with pytest.raises(RequestDecided, match="Priya approved this at 12:10") as refused:
        vote(request, world.mo, version=1)

    assert "Nothing is left to do" in refused.value.sentence
    assert len(told.done) == 1


def test_refuses_a_subject_that_changed_after_it_was_shown(world):
    request = ask(world)
    told.versions[request.subject_id] = 2

    with pytest.raises(SubjectChanged):
        vote(request, world.priya)


def test_refuses_what_was_withdrawn(world):
    request = ask(world)
    team = Team.objects.get()
    withdraw_request(kind=KEY, subject_id=team.pk, reason="Changed.", actor=world.omar, at=later(5))

    with pytest.raises(RequestWithdrawn, match=r"withdrawn at 12:05\. Changed\."):
        vote(request, world.priya, version=1)


def test_refuses_lower_quantities_where_the_kind_takes_none(world):
    request = ask(world)
    make_kind(lowers=False)

    with pytest.raises(LoweringNotAllowed):
        vote(request, world.priya, lines={"A": 6})


def test_refuses_a_request_that_is_not_there(world):
    with pytest.raises(RequestNotFound):
        decide(
            request_id=4711,
            verdict="approve",
            lines={},
            reason_code="",
            reason="",
            version=1,
            actor=world.priya,
            at=NOON,
        )


def test_is_refused_to_whoever_wrote_part_of_it_and_to_their_deputy(world):
    request = ask(world, authors=[world.priya.pk])
    away(world.priya, world.lena)

    with pytest.raises(AuthorDecides):
        vote(request, world.priya)
    with pytest.raises(AuthorDecidesByDelegation, match="Priya wrote part of what is asked"):
        vote(request, world.lena)

    assert request not in decidable_by(world.priya, later(10))
    assert request not in decidable_by(world.lena, later(10))
    vote(request, world.mo)
    assert Decision.objects.get().authors == sorted([world.omar.pk, world.priya.pk])
