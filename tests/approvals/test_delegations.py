from datetime import timedelta

import pytest

from approvals.errors import (
    AskerDecides,
    AskerDecidesByDelegation,
    DelegationCircular,
    DelegationNotAllowed,
    DelegationOver,
    DelegationOverlaps,
    DelegationTimes,
    DelegationToOneself,
    DeputyCannotDecide,
    NotADeputy,
    NotYourStep,
)
from approvals.models import Decision, Delegation
from approvals.queries.requests import decidable_by
from approvals.services.delegations import add_delegation, end_delegation
from tests.approvals.policies import admin
from tests.approvals.world import ask, later, vote
from tests.factories import NOON
from workbench.models import Notification


def away(person, deputy, **more):
    facts = {"starts_at": NOON, "ends_at": NOON + timedelta(days=2), "note": "", "actor": person}
    return add_delegation(person=person, deputy=deputy, at=NOON, **{**facts, **more})


def test_lets_the_deputy_decide_and_says_for_whom(world):
    request = ask(world)
    away(world.priya, world.lena)

    vote(request, world.lena)

    decision = Decision.objects.get()
    assert (decision.decided_by, decision.on_behalf_of) == (world.lena, world.priya)


def test_shows_the_deputy_what_waits(world):
    request = ask(world)
    assert request not in decidable_by(world.lena, later(5))

    away(world.priya, world.lena)

    assert request in decidable_by(world.lena, later(5))
    assert request not in decidable_by(world.lena, NOON + timedelta(days=3))


def test_tells_the_deputy_when_it_begins_and_when_it_is_ended(world):
    row = away(world.priya, world.lena)
    end_delegation(delegation_id=row.pk, actor=world.priya, at=later(5))

    told = Notification.objects.filter(user=world.lena).order_by("pk")
    first, last = (one.text for one in told)
    assert first.startswith(f"You decide for {world.priya} from ")
    assert first.endswith("GMT")
    assert last == f"You no longer decide for {world.priya}"


def test_is_over_at_its_end(world):
    request = ask(world)
    away(world.priya, world.lena, ends_at=later(5))

    with pytest.raises(NotYourStep):
        vote(request, world.lena)


def test_never_decides_for_who_asked(world):
    request = ask(world, asked_by=world.priya)
    away(world.priya, world.lena)

    with pytest.raises(AskerDecidesByDelegation):
        vote(request, world.lena)
    with pytest.raises(AskerDecidesByDelegation):
        vote(request, world.lena, on_behalf_of=world.priya)

    assert request not in decidable_by(world.lena, later(5))


def test_never_decides_on_what_the_deputy_asked(world):
    request = ask(world, asked_by=world.lena)
    away(world.priya, world.lena)

    with pytest.raises(AskerDecides):
        vote(request, world.lena, on_behalf_of=world.priya)


def test_nobody_decides_for_somebody_unasked(world):
    request = ask(world)

    with pytest.raises(NotADeputy):
        vote(request, world.lena, on_behalf_of=world.priya)


def test_refuses_a_circle(world):
    away(world.priya, world.lena)
    away(world.lena, world.finn)

    with pytest.raises(DelegationCircular, match="Finn, Priya, Lena, Finn"):
        away(world.finn, world.priya)

    assert Delegation.objects.count() == 2


def test_allows_the_same_people_at_another_time(world):
    away(world.priya, world.lena)
    after = NOON + timedelta(days=2)

    away(world.lena, world.priya, starts_at=after, ends_at=after + timedelta(days=1))

    assert Delegation.objects.count() == 2


@pytest.mark.parametrize(
    ("deputy", "facts", "error"),
    [
        ("lena", {"ends_at": NOON - timedelta(days=1)}, DelegationTimes),
        ("priya", {}, DelegationToOneself),
        ("jo", {}, DeputyCannotDecide),
    ],
)
def test_refuses_what_makes_no_sense(world, deputy, facts, error):
    with pytest.raises(error):
        away(world.priya, getattr(world, deputy), **facts)

    assert not Delegation.objects.exists()


def test_refuses_two_at_one_time(world):
    away(world.priya, world.lena)

    with pytest.raises(DelegationOverlaps):
        away(world.priya, world.mo)


def test_only_oneself_or_an_admin_says_so(world):
    with pytest.raises(DelegationNotAllowed):
        away(world.priya, world.mo, actor=world.mo)

    away(world.priya, world.mo, actor=admin(world))


def test_ends_before_its_time(world):
    request = ask(world)
    row = away(world.priya, world.lena)

    end_delegation(delegation_id=row.pk, actor=world.priya, at=later(1))

    with pytest.raises(NotYourStep):
        vote(request, world.lena)
    with pytest.raises(DelegationOver):
        end_delegation(delegation_id=row.pk, actor=world.priya, at=later(2))
