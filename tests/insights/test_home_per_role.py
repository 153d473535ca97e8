"""The first page of each role: what they keep in order stands there, and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.roles import PERMISSIONS, ROLES
from insights.landing import SCREENS, landing_of
from insights.models import Visit
from kernel import clock
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db
RULES = "Rules and policies"
TRAIL = 'id="trail"'
# Roles with a panel of their own, by what they may do.
KEEPERS = {"admin"}
READERS = {"admin", "finance", "auditor"}


@pytest.fixture
def uk():
    return make_place("UK", name="Northwind")


def home(client, role, uk):
    client.force_login(make_person("Kim", role=role, scope=uk))
    return client.get("/").content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_what_they_keep_in_order(role, client, uk):
    page = home(client, role, uk)

    assert (RULES in page) == (role in KEEPERS)
    assert (TRAIL in page) == (role in READERS)
    assert "Since your last visit" in page
    assert "Waits for you" in page


def test_an_admin_reads_what_rules_and_policies_did(client, uk):
    page = home(client, "admin", uk)

    assert "Routing rules, version" in page or "No routing rules are in force" in page
    assert "requests in 30 days" in page or "No approval policy is in force" in page


def test_an_auditor_reads_how_many_entries_are_new(client, uk):
    tove = make_person("Tove", role="auditor", scope=uk)
    client.force_login(tove)
    client.get("/")
    Visit.objects.update(previous_at=clock.now() - timedelta(hours=1))

    page = client.get("/").content.decode()

    assert "New entries since your last visit" in page


@pytest.mark.parametrize("role", ROLES)
def test_the_page_costs_few_questions(role, client, uk, django_assert_max_num_queries):
    home(client, role, uk)

    with django_assert_max_num_queries(25):
        client.get("/")


@pytest.mark.parametrize("role", SCREENS)
def test_a_role_may_open_every_screen_it_could_land_on(role, client, uk):
    client.force_login(make_person("Kim", role=role, scope=uk))

    for name in SCREENS[role]:
        try:
            address = reverse(name.partition("?")[0])
        except NoReverseMatch:
            continue
        assert client.get(address).status_code == 200, name


def test_whoever_leads_lands_on_the_view_of_the_team(uk):
    address = landing_of(make_person("Lena", role="ops lead", scope=uk))

    assert address == "/exceptions/cases/?view=team"
    assert PERMISSIONS["ops lead"] >= {"cases.lead"}
