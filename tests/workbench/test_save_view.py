"""Saving a view."""

import pytest

from tests.factories import make_person, make_place
from tests.trail import audit_entries
from tests.workbench.views import LIST, NOON, make_team, make_view
from workbench.errors import (
    NotInTeam,
    SharingNotAllowed,
    TooManyViews,
    UnknownList,
    ViewNameMissing,
    ViewNameTaken,
)
from workbench.models import SavedView
from workbench.policies import VIEW_LIMIT
from workbench.services.saved_views import save_view

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return make_person("Lena", role="ops lead", scope=make_place("UK"))


def test_keeps_the_query_as_the_list_writes_it(lena):
    view = save_view(
        list_key=LIST,
        name="  My   stores ",
        query="page=3&sort=-name&kind=place&junk=1",
        team=None,
        actor=lena,
        at=NOON,
    )

    assert (view.name, view.query) == ("My stores", "kind=place&sort=-name")
    [entry] = audit_entries(view)
    assert entry.action == "workbench.view.saved"
    assert entry.after["query"] == "kind=place&sort=-name"


def test_a_team_view_is_seen_by_its_members_only(lena):
    sam, tove = make_person("Sam", role="ops agent"), make_person("Tove", role="auditor")

    view = make_view(lena, team=make_team("ops", lena, sam))

    assert view in SavedView.objects.visible_to(sam)
    assert view not in SavedView.objects.visible_to(tove)


def refused(error, **changes):
    facts = {"list_key": LIST, "name": "Stores", "query": "kind=place", "team": None, "at": NOON}
    before = SavedView.objects.count()
    with pytest.raises(error):
        save_view(**{**facts, **changes})
    assert SavedView.objects.count() == before


def test_refuses_an_unknown_list(lena):
    refused(UnknownList, actor=lena, list_key="no.such")


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 41])
def test_refuses_no_name_and_one_too_long(lena, name):
    refused(ViewNameMissing, actor=lena, name=name)


def test_refuses_sharing_without_the_right():
    sam = make_person("Sam", role="ops agent")
    refused(SharingNotAllowed, actor=sam, team=make_team("ops", sam))


def test_refuses_sharing_with_somebody_elses_team(lena):
    refused(NotInTeam, actor=lena, team=make_team("others"))


def test_refuses_a_name_twice_but_not_of_somebody_else(lena):
    make_view(lena)
    refused(ViewNameTaken, actor=lena)

    assert make_view(make_person("Sam", role="ops agent")).name == "Stores"


def test_refuses_more_than_the_limit(lena):
    for number in range(VIEW_LIMIT):
        make_view(lena, name=f"View {number}")
    refused(TooManyViews, actor=lena)
