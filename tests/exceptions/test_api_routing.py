"""Queues and rules over the API."""

import pytest

from accounts.services import create_client
from exceptions.rule_policies import ConditionContent
from tests.exceptions.rules_world import kind_is, make_queue, office_hours, publish, rule
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, ada):
    def reading(path, *, place=None, scope="cases:read"):
        facts = {"name": "bi", "source_code": "bi", "actor": ada, "at": NOON}
        token = create_client(place=place, scopes=[scope], **facts)[1]
        return client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})

    return reading


def test_names_a_queue_with_its_hours_and_chain(read, lena):
    make_queue("mine", lena, calendar=office_hours(), warn_minutes=15)

    row = read("queues?code=mine").json()["results"][0]

    assert (row["key"], row["team"], row["calendar"]) == ("mine", "team-mine", "Office")
    assert (row["warn_minutes"], row["escalation"]) == (15, [])


def test_a_client_of_one_place_reads_the_queues_of_that_place(read, camden, york):
    make_queue("cam", place=camden)
    make_queue("yor", place=york)

    rows = read("queues", place=camden).json()["results"]

    assert [row["key"] for row in rows] == ["cam"]


def test_reads_the_rules_in_force_in_their_order(read, ada):
    queue = make_queue("mine")
    live = publish(rule(queue, kind_is("gap"), sla_minutes=60), rule(queue, name="Rest"), actor=ada)

    body = read("rules").json()

    assert (body["version"], body["next"]) == (live.pk, None)
    first, last = body["results"]
    assert (first["position"], first["queue"], first["sla_minutes"]) == (1, "mine", 60)
    assert first["conditions"][0]["choices"] == ["gap"]
    assert last["conditions"] == []


def test_names_no_place_outside_of_the_clients_own(read, ada, camden, york):
    queue = make_queue("mine")
    there = ConditionContent("place", "within", place=york)
    publish(rule(queue, there, name="There"), rule(queue), actor=ada)

    condition = read("rules", place=camden).json()["results"][0]["conditions"][0]

    assert (condition["place"], condition["words"]) == (None, "")


@pytest.mark.parametrize("path", ["queues", "rules"])
def test_refuses_a_client_without_the_scope(read, path):
    assert read(path, scope="stock:read").status_code == 403
