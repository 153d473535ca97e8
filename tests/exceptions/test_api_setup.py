"""The desk set up by API: rules, playbooks, codes, queues and notes, for a person who may."""

import pytest

from exceptions.models import HandoverNote, Playbook, Queue, ResolutionCode, RoutingRule, RuleSet
from tests.api import said
from tests.exceptions.rules_world import make_draft, make_queue, publish, rule
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
BOTH = "cases:read rules:write"


@pytest.fixture
def post(api, ada):
    def posting(path, body=None, *, person=ada, scope=BOTH, **more):
        return api.post(path, {"on_behalf_of": person.email, **(body or {})}, scope=scope, **more)

    return posting


@pytest.fixture
def live(ada):
    return publish(rule(make_queue("rest")), actor=ada)


def test_drafts_changes_tries_and_publishes_rules(api, post, live):
    draft = post("rule-versions").json()
    path = f"rule-versions/{draft['number']}"
    kind = {"fact": "kind", "operator": "is", "choices": ["below_zero"]}
    body = {"name": "Cells", "queue": "rest", "conditions": [kind], "sla_minutes": 60}
    added = post(f"{path}/add-rule", body, version=draft["version"]).json()
    tried = api.get(f"{path}/dry-run", scope=BOTH)
    done = post(f"{path}/publish", {"note": "Cells first."}, version=added["version"])

    assert [(one["position"], one["name"]) for one in added["rules"]] == [
        (1, "Cells"), (2, "To Rest"),
    ]  # fmt: skip
    assert (tried.status_code, tried.json()["whole"]) == (200, True)
    assert (done.json()["status"], done["ETag"]) == ("published", f'"{done.json()["version"]}"')


def test_changes_moves_and_deletes_a_rule_of_a_draft(post, ada):
    queue = make_queue("rest")
    draft = make_draft(rule(queue, name="One"), rule(queue, name="Two"), actor=ada)
    one = draft.rules.get(name="One")
    path = f"rule-versions/{draft.pk}/rules/{one.pk}"

    renamed = post(f"{path}/change", {"name": "First", "queue": "rest"}, version=draft.version)
    moved = post(f"{path}/move", {"position": 2}, version=renamed.json()["version"])
    gone = post(f"{path}/delete", version=moved.json()["version"])

    assert [row["name"] for row in moved.json()["rules"]] == ["Two", "First"], moved.content
    assert [row["name"] for row in gone.json()["rules"]] == ["Two"]


@pytest.mark.parametrize(
    ("version", "refusal"), [(None, (422, "version_not_said")), (9, (409, "draft_changed"))]
)
@pytest.mark.parametrize("verb", ["publish", "discard"])
def test_changes_no_draft_nobody_saw(post, ada, verb, version, refusal):
    draft = make_draft(rule(make_queue("rest")), actor=ada)

    answer = post(f"rule-versions/{draft.pk}/{verb}", {"note": "So."}, version=version)

    assert said(answer) == refusal
    assert RuleSet.objects.get(pk=draft.pk).status == "draft"


def test_keeps_playbooks_with_their_steps(api, post):
    steps = [{"title": "Look", "required": True, "evidence": "note"}]
    made = post("playbooks", {"key": "look", "name": "Look first", "steps": steps}).json()
    again = {"name": "Look twice", "steps": made["steps"]}

    stale = post("playbooks/look/change", again, version=9)
    changed = post("playbooks/look/change", again, version=made["version"])

    assert said(stale) == (409, "setting_changed")
    assert changed.json()["steps"] == made["steps"], changed.content
    assert api.get("playbooks/look", scope=BOTH)["ETag"] == f'"{changed.json()["version"]}"'


def test_keeps_resolution_codes(post):
    made = post("resolution-codes", {"key": "lent", "label": "Lent out"})
    changed = post("resolution-codes/lent/change", {"label": "Lent"}, version=1)
    retired = post("resolution-codes/lent/retire", version=2)
    restored = post("resolution-codes/lent/restore", version=3)

    assert [one.status_code for one in (made, changed, retired, restored)] == [201, 200, 200, 200]
    assert retired.json()["retired_at"] is not None
    assert ResolutionCode.objects.get(key="lent").label == "Lent"


def test_keeps_queues(api, post, lena):
    chain = [{"to": "person", "person": lena.email, "after_minutes": 30}]
    made = post("queues", {"key": "night", "name": "Night", "escalation": chain})
    changed = post("queues/night/change", {"name": "Late"}, version=1)
    retired = post("queues/night/retire", version=2)

    assert made.status_code == 201, made.content
    assert made.json()["escalation"] == [{"after_minutes": 30, "to": "person", "by_email": False}]
    assert (changed.json()["name"], changed.json()["escalation"]) == ("Late", [])
    assert retired.json()["retired_at"] is not None
    assert api.get("queues/night", scope=BOTH)["ETag"] == '"3"'


def test_leaves_a_note_for_a_lead_and_reads_it(api, post, lena, omar):
    make_queue("rest")
    body = {"text": "The scanner in bay 2 is broken."}

    refused = post("queues/rest/leave-note", body, person=omar, scope="cases:write")
    left = post("queues/rest/leave-note", body, person=lena, scope="cases:write")
    read = api.get("handover-notes", scope="cases:read").json()["results"]

    assert said(refused) == (403, "leading_not_allowed")
    assert (left.status_code, read) == (201, [left.json()])
    assert HandoverNote.objects.get().written_by == lena


def test_a_client_reads_notes_of_its_own_queues_only(api, post, lena, camden, york):
    make_queue("cam", place=camden)
    body = {"text": "Seven boxes left."}

    far = post("queues/cam/leave-note", body, person=lena, scope="cases:write", place=york)
    post("queues/cam/leave-note", body, person=lena, scope="cases:write", place=camden)
    read = api.get("handover-notes", scope="cases:read", place=york).json()["results"]

    assert (far.status_code, read) == (404, [])


def test_nobody_of_another_network_acts_or_is_named(api, post, network):
    """For the client it is somebody unknown, whatever the person may do there."""
    make_queue("rest")
    abroad = make_place("FR")
    luc = make_person("Luc", role="ops lead", scope=abroad)
    here, body = {"scope": "cases:read cases:write", "place": network}, {"text": "Bonjour."}

    foreign = post("queues/rest/leave-note", body, person=luc, **here)
    nobody = api.post("queues/rest/leave-note", {**body, "on_behalf_of": "no@body.example"}, **here)
    post("queues/rest/leave-note", body, person=luc, scope="cases:write", place=abroad)
    (read,) = api.get("handover-notes", **here).json()["results"]

    assert said(foreign) == said(nobody) == (422, "person_unknown")
    assert (read["text"], read["written_by"]) == ("Bonjour.", None)


SETTING = [
    ("rule-versions", {}),
    ("playbooks", {"key": "look", "name": "Look", "steps": []}),
    ("resolution-codes", {"key": "lent", "label": "Lent"}),
    ("queues", {"key": "night", "name": "Night"}),
]


@pytest.mark.parametrize(("path", "body"), SETTING)
def test_is_set_by_who_may_for_the_whole_network(post, camden, omar, path, body):
    models = (Playbook, Queue, ResolutionCode, RoutingRule, RuleSet)
    before = [model.objects.count() for model in models]

    person = post(path, body, person=omar)
    admin = post(path, body, person=make_person("Nora", role="admin", scope=camden))
    client = post(path, body, place=camden)
    scope = post(path, body, scope="cases:read cases:write")

    assert said(person) == (403, "rules_not_allowed")
    assert said(admin) == (403, "rules_outside_scope")
    assert said(client) == (403, "whole_network_needed")
    assert said(scope) == (403, "missing_scope")
    assert [model.objects.count() for model in models] == before
