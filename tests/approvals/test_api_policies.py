"""Policies by API: read by who sees them, changed for a named person who may manage them."""

import pytest

from approvals.models import Policy, PolicyVersion
from tests.api import said
from tests.approvals.policies import admin, in_force, make_draft
from tests.approvals.world import KEY, ask

pytestmark = pytest.mark.django_db
READ, WRITE = "approvals:read", "approvals:read policies:write"
DRAFT = {
    "currency": "GBP",
    "confirm_limit": "5000.00",
    "sample_percent": 10,
    "conditions": [{"fact": "value", "operator": "over", "value": "1500.00"}],
    "steps": [
        {
            "role": "store manager",
            "place": "to",
            "due_hours": "0.50",
            "conditions": [{"fact": "crosses", "operator": "is", "value": "yes"}],
        }
    ],
}


@pytest.fixture
def ada(world):
    return admin(world).email


def test_lists_policies_and_shows_each_version(api, world):
    version = in_force(world)

    listed = api.get("policies?kind=" + KEY, scope=READ).json()["results"]
    one = api.get(f"policies/{version.policy_id}/versions/1", scope=READ)

    assert [(row["name"], row["in_force"], row["draft"]) for row in listed] == [
        ("Transfers over £1,500", 1, None)
    ]
    assert one.json()["conditions"] == [{"fact": "value", "operator": "over", "value": "1500.00"}]
    assert one.json()["steps"][0]["due_hours"] == "4.00"
    assert one["ETag"] == f'"{version.version}"'


def test_makes_drafts_and_publishes_one(api, world, ada):
    asked = {"on_behalf_of": ada, "kind": KEY, "name": "Losses", "place": "SOUTH"}
    made = api.post("policies", asked, scope=WRITE).json()
    path = f"policies/{made['number']}"
    saved = api.post(f"{path}/save-draft", {"on_behalf_of": ada, **DRAFT}, scope=WRITE, version=1)
    body = {"on_behalf_of": ada, "note": "Agreed."}
    published = api.post(f"{path}/publish", body, scope=WRITE, version=saved.json()["version"])

    assert saved.status_code == 200, saved.content
    assert {name: saved.json()[name] for name in ("currency", "confirm_limit", "conditions")} == {
        name: DRAFT[name] for name in ("currency", "confirm_limit", "conditions")
    }
    assert published.json()["status"] == "published", published.content
    assert api.get(path, scope=READ).json()["in_force"] == 1
    assert PolicyVersion.objects.get(policy=made["number"]).published_by.email == ada


def test_what_is_read_can_be_sent_back_as_it_is(api, world, ada):
    policy = in_force(world).policy
    path = f"policies/{policy.pk}"

    draft = api.post(f"{path}/draft", {"on_behalf_of": ada}, scope=WRITE).json()
    again = api.post(
        f"{path}/save-draft", {"on_behalf_of": ada, **draft}, scope=WRITE, version=draft["version"]
    ).json()

    same = ("currency", "confirm_limit", "sample_percent", "may_lower", "conditions", "steps")
    assert {name: again[name] for name in same} == {name: draft[name] for name in same}


def test_shows_what_the_draft_would_have_done(api, world):
    ask(world)
    draft = make_draft(world)

    answer = api.get(f"policies/{draft.policy_id}/effect", scope=READ)

    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"total", "asked", "passing", "moved", "changes", "examples"}


def test_ends_and_discards(api, world, ada):
    policy = in_force(world).policy
    path = f"policies/{policy.pk}"
    draft = api.post(f"{path}/draft", {"on_behalf_of": ada}, scope=WRITE).json()

    gone = api.post(f"{path}/discard", {"on_behalf_of": ada}, scope=WRITE, version=draft["version"])
    body = {"on_behalf_of": ada, "reason": "No longer needed."}
    stale = api.post(f"{path}/retire", body, scope=WRITE, version=2)
    over = api.post(f"{path}/retire", body, scope=WRITE, version=1)

    assert (stale.status_code, stale.json()["code"]) == (409, "policy_changed")
    assert (gone.json()["draft"], over.json()["in_force"]) == (None, None)


@pytest.mark.parametrize(
    ("verb", "body", "version", "refusal"),
    [
        ("save-draft", DRAFT, None, (422, "version_not_said")),
        ("save-draft", DRAFT, 9, (409, "draft_changed")),
        ("publish", {"note": "Agreed."}, 9, (409, "draft_changed")),
        ("discard", {}, 9, (409, "draft_changed")),
    ],
)
def test_never_changes_a_draft_nobody_saw(api, world, ada, verb, body, version, refusal):
    draft = make_draft(world)
    path = f"policies/{draft.policy_id}/{verb}"

    answer = api.post(path, {"on_behalf_of": ada, **body}, scope=WRITE, version=version)

    assert said(answer) == refusal
    assert PolicyVersion.objects.get(pk=draft.pk).status == "draft"


def test_the_person_must_be_able_to_manage_policies(api, world):
    body = {"on_behalf_of": world.priya.email, "kind": KEY, "name": "Losses"}

    answer = api.post("policies", body, scope=WRITE)

    assert said(answer) == (403, "policies_not_allowed")
    assert not Policy.objects.filter(name="Losses").exists()


def test_a_client_of_one_place_sets_nothing_for_everywhere(api, world, ada):
    body = {"on_behalf_of": ada, "kind": KEY, "name": "Losses"}

    answer = api.post("policies", body, scope=WRITE, place=world.region)

    assert said(answer) == (403, "whole_network_needed")
    assert not Policy.objects.filter(name="Losses").exists()


def test_policies_of_other_places_are_not_there(api, world, ada):
    draft = make_draft(world, place=world.camden)
    path = f"policies/{draft.policy_id}"

    answers = [
        *(api.get(one, scope=READ, place=world.leeds) for one in (path, f"{path}/effect")),
        api.post(f"{path}/publish", {"on_behalf_of": ada}, scope=WRITE, place=world.leeds),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_needs_the_scope(api, world):
    draft = make_draft(world)

    answer = api.post(f"policies/{draft.policy_id}/retire", scope=READ)

    assert said(answer) == (403, "missing_scope")
