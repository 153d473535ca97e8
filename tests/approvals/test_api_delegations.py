"""Absences by API: said for a named person, of people in the client's places."""

from datetime import timedelta

import pytest

from approvals.models import Delegation
from audit.models import Entry
from kernel.clock import now
from tests.api import said
from tests.factories import make_person

pytestmark = pytest.mark.django_db
BOTH = "delegations:read delegations:write"


@pytest.fixture
def away(api, world):
    def telling(speaker, *, deputy=None, scope=BOTH, place=None, **more):
        begin = now() + timedelta(hours=1)
        body = {
            "on_behalf_of": speaker.email,
            "deputy": deputy and deputy.email,
            "starts_at": begin.isoformat(),
            "ends_at": (begin + timedelta(days=7)).isoformat(),
            **more,
        }
        return api.post("delegations", body, scope=scope, place=place)

    return telling


def test_says_who_is_away_and_ends_it_early(api, away, world):
    made = away(world.priya, deputy=world.mo)
    number = made.json()["number"]
    listed = api.get("delegations", scope=BOTH).json()["results"]
    body = {"on_behalf_of": world.priya.email}
    ended = api.post(f"delegations/{number}/end", body, scope=BOTH)
    again = api.post(f"delegations/{number}/end", body, scope=BOTH)

    assert made.status_code == 201, made.content
    assert [(row["person"], row["deputy"]) for row in listed] == [
        (world.priya.email, world.mo.email)
    ]
    assert ended.json()["ended_at"] is not None
    assert (again.status_code, again.json()["code"]) == (409, "delegation_over")
    assert api.get("delegations", scope=BOTH).json()["results"] == []


def test_an_admin_says_it_of_others_and_nobody_else_does(away, world):
    ada = make_person("Ada", role="admin", scope=world.network)

    refused = away(world.mo, person=world.priya.email)
    done = away(ada, person=world.priya.email)

    assert said(refused) == (403, "delegation_not_allowed")
    assert (done.status_code, Delegation.objects.get().person) == (201, world.priya)


def test_refuses_what_the_screen_refuses(away, world):
    away(world.priya, deputy=world.mo)

    circle = away(world.mo, deputy=world.priya)

    assert said(circle) == (422, "delegation_circular")


def test_people_of_other_places_are_not_there(api, away, world):
    number = away(world.priya).json()["number"]
    here = {"scope": BOTH, "place": world.leeds}

    listed = api.get("delegations", **here).json()["results"]
    ended = api.post(f"delegations/{number}/end", {"on_behalf_of": world.priya.email}, **here)
    made = away(world.mo, place=world.leeds)

    assert (listed, ended.status_code, made.status_code) == ([], 404, 422)
    assert Delegation.objects.count() == 1


def test_needs_the_scope(away, world):
    assert said(away(world.priya, scope="delegations:read")) == (403, "missing_scope")


def test_the_trail_names_the_person_and_the_client_that_acted_for_them(away, world):
    away(world.priya)

    entry = Entry.objects.filter(action="approvals.delegation.added").latest("pk")

    assert (entry.actor, entry.agent[:7]) == (world.priya, "client:")
