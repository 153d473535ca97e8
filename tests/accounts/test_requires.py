"""Who may open a page, and what others read."""

import pytest

from accounts.roles import LABELS, PERMISSIONS, permissions_of
from tests.factories import make_person


def test_leads_anonymous_people_to_the_sign_in_and_back(client, db):
    answer = client.get("/accounts/users/?role=admin")

    assert answer["Location"] == "/sign-in/?next=%2Faccounts%2Fusers%2F%3Frole%3Dadmin"


def test_makes_the_whole_page_go_there_when_a_part_was_asked_for(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/users/?page=2"}

    answer = client.get("/accounts/users/", headers=headers)

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Faccounts%2Fusers%2F%3Fpage%3D2"


def test_tells_which_right_is_missing_and_who_has_it(client, priya):
    client.force_login(priya)

    page = client.get("/accounts/users/")

    text = page.content.decode()
    assert page.status_code == 403
    assert "It needs the right to see people, places and teams" in text
    assert "Roles that have it: Admin, Auditor" in text


def test_tells_it_as_a_part_to_a_part(client, priya):
    client.force_login(priya)

    part = client.get("/accounts/users/", headers={"HX-Request": "true"}).content.decode()

    assert "You may not open this" in part
    assert "<html" not in part


@pytest.mark.parametrize("role", PERMISSIONS)
def test_gives_each_role_what_the_table_says(role, db):
    person = make_person("Some", role=role)

    assert person.permissions == PERMISSIONS[role]


def test_adds_up_several_roles(db):
    person = make_person("Some", role="finance")
    person.groups.add(make_person("Other", role="ops agent").groups.get())

    assert person.permissions == PERMISSIONS["finance"] | PERMISSIONS["ops agent"]


def test_gives_an_unknown_role_nothing():
    assert permissions_of(frozenset({"king"})) == frozenset()


def test_every_right_has_a_name():
    rights = frozenset().union(*PERMISSIONS.values())

    assert sorted(rights - LABELS.keys()) == []
