"""The side navigation, by role."""

import pytest
from django.urls import reverse

from accounts.queries import Scope
from accounts.roles import ROLES
from tests.factories import make_person, make_place
from workbench import nav
from workbench.registry import NAV_GROUPS, Count, NavItem, registry

pytestmark = pytest.mark.django_db

WORK = NavItem("work", "My work", "home", "insights:work", "work.view", go="w", order=0)
TRAIL = NavItem("trail", "Audit trail", "book", "audit:entries", "audit.view", group="Control")


@pytest.fixture
def omar():
    return make_person("Omar", role="ops agent", scope=make_place("UK"))


def shown(user, path="/"):
    groups = nav.groups(user, path=path, scope=Scope(user.scope_paths))
    return {group.label: [link.label for link in group.links] for group in groups}


def test_every_registered_screen_exists():
    assert [item.key for item in registry.nav if not nav.url_of(item)] == []


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/inventory/adjustments/", "Adjustments"),
        ("/inventory/adjustments/AJ-000001/", "AJ-000001"),
        ("/inventory/skus/MUG%201/#money", "MUG 1"),
        ("/accounts/users/7/", "People"),
        ("/nowhere/", "Back"),
    ],
)
def test_a_crumb_names_the_page_it_leads_to(url, name):
    assert nav.name_of(url) == name


def test_every_registered_screen_has_a_group_and_a_key_of_its_own():
    keys = [item.key for item in registry.nav]
    letters = [item.go for item in registry.nav if item.go]

    assert len(set(keys)) == len(keys)
    assert len(set(letters)) == len(letters)
    assert {item.group for item in registry.nav} <= set(NAV_GROUPS)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_at_least_its_work(role):
    assert shown(make_person("Kim", role=role))[""][0] == "My work"


def test_groups_without_a_permitted_screen_are_absent(omar, monkeypatch):
    monkeypatch.setattr(registry, "nav", [TRAIL, WORK])

    assert shown(omar) == {"": ["My work"]}


def test_the_longest_address_that_fits_is_current(monkeypatch):
    monkeypatch.setattr(registry, "nav", [TRAIL, WORK])
    tove = make_person("Tove", role="auditor")

    path = reverse("audit:entries") + "000001/"
    links = [link for group in nav.groups(tove, path=path, scope=Scope(())) for link in group.links]

    assert [link.key for link in links if link.current] == ["trail"]


def test_zero_shows_no_counter(omar, monkeypatch):
    some = NavItem("a", "A", "box", "insights:work", "work.view", count=lambda _: Count(2))
    none = NavItem("b", "B", "box", "insights:work", "work.view", count=lambda _: Count(0))
    monkeypatch.setattr(registry, "nav", [some, none])

    assert nav.counts_of(omar, Scope(omar.scope_paths)) == {"a": Count(2)}
