"""A draft that was overtaken says so on its page and over the API, and how to go on."""

import pytest

from exceptions.models import RuleSet
from exceptions.services.rules import add_rule, change_rule, draft_rules, publish_rules
from tests.api import said
from tests.exceptions.rules_world import kind_is, make_queue, publish, rule
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db
BOTH = "cases:read rules:write"


@pytest.fixture
def queue(db):
    return make_queue("urgent")


@pytest.fixture
def ben(network):
    return make_person("Ben", role="admin", scope=network)


@pytest.fixture
def mine(queue, ada, ben):
    """Ada's draft; Ben's, made from the same rules, is in force. Both changed the limit of “Gaps”."""
    publish(rule(queue, kind_is("gap"), name="Gaps"), rule(queue, name="Rest"), actor=ada)
    mine, theirs = draft_rules(actor=ada, at=NOON), draft_rules(actor=ben, at=NOON)
    add = {"content": rule(queue, kind_is("feed_late"), name="Late feeds"), "position": 1}
    add_rule(draft_id=theirs.pk, version=1, actor=ben, at=NOON, **add)
    for draft, minutes, version, actor in ((theirs, 60, 2, ben), (mine, 30, 1, ada)):
        changed = rule(queue, kind_is("gap"), name="Gaps", sla_minutes=minutes)
        told = {"rule_id": draft.rules.get(name="Gaps").pk, "content": changed}
        change_rule(draft_id=draft.pk, version=version, actor=actor, at=NOON, **told)
    told = {"note": "Feeds first.", "effective_from": None, "version": 3}
    publish_rules(draft_id=theirs.pk, actor=ben, at=NOON, **told)
    return RuleSet.objects.get(pk=mine.pk)


def clash(mine) -> str:
    return f"rule-{mine.rules.get(name='Gaps').line_number}"


def test_its_page_offers_both_ways_on_and_no_publishing(client, ada, mine):
    client.force_login(ada)

    shown = client.get(f"/exceptions/rules/drafts/{mine.pk}/").content.decode()

    assert "“Feeds first”" in shown
    assert "Ben published rules" in shown
    assert f'href="/exceptions/rules/drafts/{mine.pk}/update/"' in shown
    assert 'data-dialog="again"' in shown
    assert 'aria-disabled="true" aria-describedby="why-publish"' in shown


def test_a_page_open_meanwhile_is_refused_with_the_same_words(client, ada, mine):
    client.force_login(ada)
    typed = {"note": "Mine", "version": mine.version}

    answer = client.post(f"/exceptions/rules/drafts/{mine.pk}/publish/", typed)

    assert answer.status_code == 409
    assert "Bring the draft up to date, or start again." in answer.content.decode()
    assert RuleSet.objects.get(pk=mine.pk).status == "draft"


def test_what_both_changed_is_asked_with_nothing_chosen(client, ada, mine):
    client.force_login(ada)
    path = f"/exceptions/rules/drafts/{mine.pk}/update/"

    shown = client.get(path).content.decode()
    left_open = client.post(path, {"version": mine.version})
    done = client.post(path, {"version": mine.version, clash(mine): "draft"}, follow=True)

    assert "As the draft says: Gaps" in shown
    assert "checked" not in shown
    assert left_open.status_code == 422
    assert "Choose which one to keep." in left_open.content.decode()
    assert "The draft is up to date." in done.content.decode()
    assert list(mine.rules.values_list("name", "sla_minutes")) == [
        ("Late feeds", None), ("Gaps", 30), ("Rest", None),
    ]  # fmt: skip


def test_begins_again_from_its_page(client, ada, mine):
    client.force_login(ada)

    answer = client.post(
        f"/exceptions/rules/drafts/{mine.pk}/again/", {"version": mine.version}, follow=True
    )

    assert f"Draft {mine.pk} put away, and a new one begun." in answer.content.decode()
    assert RuleSet.objects.get(status="draft").based_on == RuleSet.objects.last_to_decide()


def test_the_api_refuses_names_and_takes_the_choice(api, ada, mine):
    def post(verb, **body):
        body["on_behalf_of"] = ada.email
        return api.post(f"rule-versions/{mine.pk}/{verb}", body, scope=BOTH, version=mine.version)

    published = post("publish", note="Mine")
    undecided = post("update")
    done = post("update", keep={clash(mine): "published"})

    assert said(published) == (409, "draft_outdated")
    assert said(undecided) == (409, "rules_clash")
    assert [(one["name"], one["sla_minutes"]) for one in done.json()["rules"]] == [
        ("Late feeds", None), ("Gaps", 60), ("Rest", None),
    ]  # fmt: skip
