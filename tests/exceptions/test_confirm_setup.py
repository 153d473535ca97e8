"""What has consequences asks first: what, how many, what follows; the button says the verb."""

import pytest

from exceptions.models import RuleSet
from exceptions.services.rules import change_rule, draft_rules
from tests.exceptions.desk import make_case
from tests.exceptions.rules_world import make_draft, make_queue, publish, rule, utc
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def dialog(client, page, name) -> str:
    text = client.get(page).content.decode()
    return text.split(f'<dialog id="{name}"')[1].split("</dialog>")[0]


def asked_to_publish(client, draft, **typed) -> str:
    page = f"/exceptions/rules/drafts/{draft.pk}/publish/"
    told = {"note": "Night", "version": draft.version, "ask": "yes"} | typed
    return client.post(page, told).content.decode().split('<dialog id="confirm-publish"')[1]


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        ("2026-11-20T18:00", "From 18:00 today, Europe/London."),
        ("2026-11-23T06:30", "From Mon 23 Nov 06:30, Europe/London."),
    ],
)
def test_publishing_rules_says_from_when(as_ada, ada, begins, said, monkeypatch):
    monkeypatch.setattr("exceptions.views.rule_drafts.now", lambda: NOON)
    draft = make_draft(rule(make_queue("urgent")), actor=ada)

    asked = asked_to_publish(as_ada, draft, effective_from=begins)

    assert said in asked
    assert RuleSet.objects.get(pk=draft.pk).status == "draft"


def test_publishing_rules_says_how_many_and_what_happens_to_open_cases(as_ada, ada, camden):
    make_case(camden)
    draft = make_draft(rule(make_queue("urgent")), actor=ada)

    asked = asked_to_publish(as_ada, draft)

    assert "From now on." in asked
    assert "1 rule decides." in asked
    assert "1 open case keeps the rule that took it." in asked
    assert 'form="publish">Publish these rules</button>' in asked


def test_a_changed_rule_is_one_that_differs(as_ada, ada):
    queue = make_queue("urgent")
    publish(rule(queue, name="All", sla_minutes=60), actor=ada)
    draft = draft_rules(actor=ada, at=NOON)
    change_rule(
        draft_id=draft.pk,
        rule_id=draft.rules.get().pk,
        content=rule(queue, name="All", sla_minutes=30),
        version=draft.version,
        actor=ada,
        at=NOON,
    )

    asked = asked_to_publish(as_ada, RuleSet.objects.get(pk=draft.pk))

    assert "1 rule differs from those it was drafted from." in asked


def test_deleting_a_rule_carries_the_version_of_the_draft(as_ada, ada):
    draft = make_draft(rule(make_queue("urgent")), actor=ada)
    one = draft.rules.get()

    asked = dialog(as_ada, f"/exceptions/rules/drafts/{draft.pk}/", f"delete-{one.pk}")

    assert f'name="version" value="{draft.version}"' in asked
    assert "the last rule must" in asked
    assert "Delete the rule</button>" in asked


def test_discarding_a_draft_says_what_stays(as_ada, ada):
    draft = make_draft(rule(make_queue("urgent")), actor=ada)

    asked = dialog(as_ada, f"/exceptions/rules/drafts/{draft.pk}/", "discard")

    assert "The rules in force stay." in asked


def test_withdrawing_rules_says_what_goes_on(as_ada, ada):
    rules = publish(rule(make_queue("urgent")), actor=ada)
    RuleSet.objects.filter(pk=rules.pk).update(effective_from=utc(2100, 1, 1))

    asked = dialog(as_ada, f"/exceptions/rules/versions/{rules.pk}/", "withdraw")

    assert "Its 1 rule never decides. The rules in force go on." in asked
    assert "Withdraw these rules</button>" in asked


def test_retiring_a_queue_says_how_many_cases_wait_in_it(as_ada, camden):
    queue = make_queue("mine")
    case = make_case(camden)
    type(case).objects.filter(pk=case.pk).update(queue=queue)

    asked = dialog(as_ada, "/exceptions/queues/mine/", "retire")

    assert "1 open case waits in it and stays until it is over." in asked
