"""An absence from its beginning to its end, as people see it: who decides, for whom, and who no longer."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from approvals.models import Decision, Delegation
from approvals.services.sweeping import settle_ended_absences
from tests.approvals.policies import admin
from tests.approvals.test_delegations import away
from tests.approvals.world import ask, fresh, make_world, vote
from tests.clock import Clock
from tests.factories import NOON, make_person
from tests.trail import audit_entries
from workbench.models import Notification

DAY = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch, NOON)


@pytest.fixture
def world(db, clock):
    return make_world()


def sign_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(person, deputy, starts_at=NOON + DAY, ends_at=NOON + 3 * DAY) -> dict[str, str]:
    times = {"starts_at": starts_at, "ends_at": ends_at}
    people = {"person": person.email, "deputy": deputy.email if deputy else ""}
    return people | {name: f"{at:%Y-%m-%dT%H:%M}" for name, at in times.items()}


def add(client, *said, **more):
    return client.post("/approvals/delegations/new/", typed(*said, **more), follow=True)


def page(client, request) -> str:
    return client.get(f"/approvals/requests/{request.pk}/").content.decode()


def approve(client, request):
    sent = {"version": str(fresh(request).version)}
    return client.post(f"/approvals/requests/{request.pk}/approve/", sent, follow=True)


def test_an_auditor_reads_who_decides_for_whom_and_changes_nothing(world):
    away(world.priya, world.lena)
    tove = sign_in(make_person("Tove", role="auditor", scope=world.network))

    text = tove.get("/approvals/delegations/").content.decode()

    assert world.priya.name in text
    assert world.lena.name in text
    assert "Add absence" not in text
    assert "End the absence of" not in text
    assert tove.get("/approvals/delegations/new/").status_code == 403


NOT_HERS = "This step needs the role store manager at Camden, and you do not hold it there."


def test_the_deputy_decides_while_it_lasts_and_not_before_or_after(world, clock):
    said = add(sign_in(admin(world)), world.priya, world.lena).content.decode()
    first, second = ask(world, code="one"), ask(world, code="two")
    assert "Lena decides for Priya meanwhile." in said
    assert NOT_HERS in page(sign_in(world.lena), first)

    clock.set(NOON + 2 * DAY)
    assert "You decide for Priya, who is away." in page(sign_in(world.lena), first)
    approve(sign_in(world.lena), first)

    clock.set(NOON + 4 * DAY)
    assert NOT_HERS in page(sign_in(world.lena), second)
    assert approve(sign_in(world.lena), second).status_code == 403
    assert (fresh(first).status, fresh(second).status) == ("approved", "waiting")
    assert "Lena for Priya" in page(sign_in(world.priya), first)
    assert audit_entries(first)[-1].after["on_behalf_of"] == world.priya.pk


def test_what_the_deputy_was_told_is_settled_when_it_is_over(world, clock):
    away(world.priya, world.lena, ends_at=NOON + DAY)
    ask(world)
    told = Notification.objects.filter(user=world.lena, subject_type="approvals.requeststep")
    assert settle_ended_absences(at=NOON + timedelta(hours=1)) == 0

    assert settle_ended_absences(at=NOON + DAY) == 1
    assert settle_ended_absences(at=NOON + DAY) == 0

    assert told.get().settled_text == "The absence of Priya is over"
    mine = Notification.objects.filter(user=world.mo).get()
    assert mine.settled_at is None


@pytest.mark.parametrize(
    ("deputy", "sentence"),
    [
        ("priya", "and it leads back to Lena"),
        ("jo", "Jo holds no role that decides, so cannot stand in."),
        ("lena", "nobody decides for themselves"),
    ],
)
def test_says_why_somebody_cannot_stand_in(world, deputy, sentence):
    away(world.priya, world.lena, ends_at=NOON + 5 * DAY)

    answer = add(sign_in(world.lena), world.lena, getattr(world, deputy))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Delegation.objects.count() == 1


def test_says_that_two_would_overlap(world):
    away(world.priya, world.lena, ends_at=NOON + 2 * DAY)

    answer = add(sign_in(world.priya), world.priya, world.mo)

    assert answer.status_code == 422
    assert "Priya already has an absence in that time." in answer.content.decode()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"asked_by": "lena"}, "You asked for this, so somebody else must decide."),
        ({"authors": "lena"}, "You wrote part of what is asked here"),
        ({"asked_by": "priya"}, "Priya asked for this"),
        ({"authors": "priya"}, "Priya wrote part of what is asked here"),
    ],
)
def test_nobody_decides_on_their_own_through_a_deputy(world, clock, facts, sentence):
    away(world.priya, world.lena)
    name, who = next(iter(facts.items()))
    person = getattr(world, who)
    request = ask(world, **{name: [person.pk] if name == "authors" else person})

    text = page(sign_in(world.lena), request)
    approve(sign_in(world.lena), request)

    assert sentence in text
    assert 'aria-disabled="true"' in text
    assert not Decision.objects.exists()


def test_a_deputy_who_lost_the_role_meanwhile_decides_no_more(world, clock):
    away(world.priya, world.mo)
    request = ask(world)
    world.mo.groups.set(world.omar.groups.all())
    mo = User.objects.get(pk=world.mo.pk)

    text = page(sign_in(mo), request)
    refused = approve(sign_in(mo), request)

    assert NOT_HERS in text
    assert refused.status_code == 403
    assert fresh(request).is_open


def test_two_absent_people_may_have_one_deputy_who_votes_once(world, clock):
    away(world.priya, world.lena)
    away(world.mo, world.lena)
    request = ask(world)

    vote(request, world.lena, on_behalf_of=world.mo)

    assert Decision.objects.get().on_behalf_of == world.mo
    assert fresh(request).status == "approved"
