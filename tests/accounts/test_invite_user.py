from datetime import timedelta

import pytest
from django.core import mail

from accounts import errors
from accounts.models import Invitation, RightsChange, User
from accounts.services import invite_user
from accounts.tokens import digest_of
from tests.factories import NOON
from tests.trail import audit_entries


def invite(actor, place, **changes):
    facts = {
        "email": " Sam@Example.com ",
        "name": "Sam Okafor",
        "roles": ["ops agent"],
        "places": [place],
        "at": NOON,
    }
    return invite_user(actor=actor, **{**facts, **changes})


def test_adds_a_person_who_may_come_in_by_a_link(ada, network):
    invitation, secret = invite(ada, network)

    person = User.objects.get(email="sam@example.com")
    assert (person.is_active, person.roles) == (False, {"ops agent"})
    assert list(person.place_scopes.values_list("place", flat=True)) == [network.pk]
    assert invitation.digest == digest_of(secret)
    assert invitation.expires_at == NOON + timedelta(days=7)
    entry = audit_entries(person)[0]
    assert (entry.action, entry.actor) == ("accounts.user.invited", ada)
    kinds = list(RightsChange.objects.filter(person=person).values_list("kind", flat=True))
    assert sorted(kinds) == ["places", "roles"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"email": "sam"}, errors.EmailMissing),
        ({"name": " "}, errors.EmailMissing),
        ({"roles": []}, errors.NoRoleChosen),
        ({"roles": ["king"]}, errors.UnknownRole),
        ({"places": []}, errors.NoPlaceChosen),
        ({"email": "ADA@example.com"}, errors.EmailTaken),
    ],
)
def test_refuses_what_does_not_fit(ada, network, changes, refusal):
    with pytest.raises(refusal):
        invite(ada, network, **changes)

    assert User.objects.count() == 1
    assert not Invitation.objects.exists()


def test_refuses_a_place_outside_the_actors(ada, abroad):
    with pytest.raises(errors.PlaceOutsideScope):
        invite(ada, abroad)

    assert User.objects.count() == 1


def test_refuses_people_without_the_right(priya, camden):
    with pytest.raises(errors.RightMissing):
        invite(priya, camden)


def test_sends_the_link_from_the_screen(client, ada, network):
    client.force_login(ada)
    form = {"email": "sam@example.com", "name": "Sam", "roles": ["ops agent"], "places": "UK"}

    answer = client.post("/accounts/users/invite/", form)

    person = User.objects.get(email="sam@example.com")
    assert answer["Location"] == f"/accounts/users/{person.pk}/"
    letter = mail.outbox[0]
    assert letter.to == ["sam@example.com"]
    assert "http://testserver/invitation/" in letter.body


def test_tells_every_wrong_field_on_the_screen(client, ada, network, abroad):
    client.force_login(ada)

    answer = client.post("/accounts/users/invite/", {"email": "sam", "places": "FR, NOWHERE"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "None of your places has the code FR, NOWHERE." in page
    assert "There is a problem" in page
    assert not mail.outbox
