"""Two admins at one form: the second sees who was faster, yours and now, and may keep theirs."""

import re

import pytest

from exceptions.models import Playbook, Queue, ResolutionCode, RoutingRule
from tests.exceptions.rules_world import make_draft, make_queue, rule
from tests.factories import make_person

pytestmark = pytest.mark.django_db
BANNER = "Ben changed this"
KEEP = "Keep mine and save"
PAGES = ["/exceptions/queues/stock/", "/exceptions/playbooks/delivery/", "/exceptions/codes/loss/"]
NAMES = {Queue: "name", Playbook: "name", ResolutionCode: "label"}


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def ben(network):
    return make_person("Ben", role="admin", scope=network)


def shown(client, page) -> dict[str, object]:
    """What the form of a page sends when nothing is changed."""
    answer = client.get(page)
    known = {bound.html_name: bound.value() for bound in answer.context["form"]}
    empty = (value is None or value is False or value == [] for value in known.values())
    said = {name: known[name] for name, left in zip(known, empty, strict=True) if not left}
    return said | {"version": answer.context["version"]}


def change(client, person, page, **said):
    """Somebody else saves the form meanwhile."""
    client.force_login(person)
    assert client.post(page, shown(client, page) | said).status_code == 302


def name_of(page, **said):
    field = "label" if "codes" in page else "name"
    return {field: next(iter(said.values()))}


@pytest.mark.parametrize("page", PAGES)
def test_sees_who_was_faster_and_what_differs(as_ada, ada, ben, page):
    mine = shown(as_ada, page) | name_of(page, to="Mine")
    change(as_ada, ben, page, **name_of(page, to="Theirs"))
    as_ada.force_login(ada)

    answer = as_ada.post(page, mine)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert BANNER in text
    assert "yours Mine, now Theirs." in text
    assert len(re.findall(r": yours ", text)) == 1
    assert KEEP in text
    assert 'value="Mine"' in text


@pytest.mark.parametrize("page", PAGES)
def test_keeps_what_was_typed_once_the_banner_was_seen(as_ada, ada, ben, page):
    mine = shown(as_ada, page) | name_of(page, to="Mine")
    change(as_ada, ben, page, **name_of(page, to="Theirs"))
    as_ada.force_login(ada)
    banner = as_ada.post(page, mine)

    answer = as_ada.post(page, mine | {"version": banner.context["version"]})

    assert answer.status_code == 302
    assert "Mine" in as_ada.get(page).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_mistake_beside_it_does_not_take_the_newest_version(as_ada, ada, ben, page):
    mine = shown(as_ada, page) | name_of(page, to="")
    change(as_ada, ben, page, **name_of(page, to="Theirs"))
    as_ada.force_login(ada)

    answer = as_ada.post(page, mine)

    assert answer.status_code == 422
    assert answer.context["version"] == mine["version"]


def test_a_rule_of_a_draft_is_kept_the_same_way(as_ada, ada, ben):
    queue = make_queue("urgent")
    draft = make_draft(rule(queue, name="First"), actor=ada)
    one = RoutingRule.objects.get(rule_set=draft)
    page = f"/exceptions/rules/drafts/{draft.pk}/rules/{one.pk}/"
    mine = shown(as_ada, page) | {"name": "Mine"}
    change(as_ada, ben, page, name="Theirs")
    as_ada.force_login(ada)

    answer = as_ada.post(page, mine)
    again = as_ada.post(page, mine | {"version": answer.context["version"]})

    assert (answer.status_code, again.status_code) == (409, 302)
    assert "Name: yours Mine, now Theirs." in answer.content.decode()
    assert RoutingRule.objects.get(pk=one.pk).name == "Mine"
