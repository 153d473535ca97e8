"""The report names people who hold conflicting duties, within the places of whoever asks."""

import pytest
from django.contrib.auth.models import Group

from accounts.duties import CONFLICTS, conflicts_of
from accounts.roles import LABELS, PERMISSIONS, permissions_of
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
PAGE = "/audit/duties/"


@pytest.fixture
def uk():
    return make_place("UK", name="Northwind")


@pytest.fixture
def tove(uk, client):
    person = make_person("Tove", role="auditor", scope=uk)
    client.force_login(person)
    return person


def with_roles(person, *roles):
    person.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
    return person


def keys(*roles):
    return {conflict.key for conflict in conflicts_of(permissions_of(frozenset(roles)))}


def test_every_right_of_the_table_exists():
    named = {right for conflict in CONFLICTS for right in conflict.first | conflict.second}

    assert named <= LABELS.keys()
    assert named <= frozenset().union(*PERMISSIONS.values())


def test_roles_together_may_conflict_where_each_alone_does_not():
    assert "people_and_decides" not in keys("admin") | keys("finance")
    assert "people_and_decides" in keys("admin", "finance")


def test_an_auditor_holds_none():
    assert keys("auditor") == set()


def test_names_who_holds_both_sides(client, tove, uk):
    with_roles(make_person("Finn", role="finance", scope=uk), "admin")
    make_person("Jo", role="store staff", scope=uk)

    page = client.get(PAGE).content.decode()

    assert "Finn" in page
    assert "Manages people and decides" in page
    assert "jo@" not in page


def test_filters_by_conflict(client, tove, uk):
    with_roles(make_person("Finn", role="finance", scope=uk), "admin")
    make_person("Priya", role="store manager", scope=uk)

    page = client.get(f"{PAGE}?duty=people_and_decides").content.decode()

    assert "finn@" in page
    assert "priya@" not in page


def test_leaves_out_who_works_elsewhere_and_who_is_gone(client, tove, uk):
    make_person("Luc", role="store manager", scope=make_place("FR"))
    gone = make_person("Gil", role="store manager", scope=uk)
    gone.is_active = False
    gone.save(update_fields=["is_active"])

    page = client.get(PAGE).content.decode()

    assert "luc@" not in page
    assert "gil@" not in page


def test_says_that_nobody_does(client, tove):
    assert "Nobody holds conflicting duties" in client.get(PAGE).content.decode()


def test_is_refused_without_the_right(client, uk):
    client.force_login(make_person("Omar", role="ops agent", scope=uk))

    assert client.get(PAGE).status_code == 403


def test_costs_few_questions(client, tove, uk, django_assert_max_num_queries):
    for name in ("Priya", "Lena", "Sam"):
        make_person(name, role="store manager", scope=uk)
    client.get(PAGE)

    with django_assert_max_num_queries(10):
        client.get(PAGE)
