"""Opening a list with a view."""

import pytest
from django.test import Client

from tests.factories import make_person, make_place
from tests.trail import audit_actions
from tests.workbench.views import NOON, make_team, make_view
from workbench.errors import ViewGone, ViewIsDefault, ViewNotDefault
from workbench.models import DefaultView
from workbench.services.saved_views import clear_default_view, set_default_view

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.place_list")]


@pytest.fixture
def lena():
    return make_person("Lena", role="ops lead", scope=make_place("UK"))


@pytest.fixture
def signed_in(lena, client: Client):
    client.force_login(lena)
    return client


def test_the_list_opens_with_it_for_this_person(lena, signed_in):
    view = make_view(lena)

    set_default_view(number=view.pk, actor=lena, at=NOON)

    opened = signed_in.get("/places/")
    assert opened["Location"] == f"/places/?kind=place&view={view.pk}"
    assert audit_actions(view)[-1] == "workbench.view.default_set"


def test_the_whole_list_stays_one_click_away(lena, signed_in):
    set_default_view(number=make_view(lena).pk, actor=lena, at=NOON)

    assert signed_in.get("/places/?view=all").status_code == 200


def test_another_default_takes_its_place(lena):
    first, second = make_view(lena), make_view(lena, name="Regions", query="kind=region")
    set_default_view(number=first.pk, actor=lena, at=NOON)

    set_default_view(number=second.pk, actor=lena, at=NOON)

    assert DefaultView.objects.get(user=lena).view == second


def test_a_team_view_is_a_default_for_each_alone(lena):
    sam = make_person("Sam", role="ops agent")
    view = make_view(lena, team=make_team("ops", lena, sam))

    set_default_view(number=view.pk, actor=sam, at=NOON)

    assert [row.user for row in view.default_of.all()] == [sam]


def test_clearing_opens_the_list_whole(lena, signed_in):
    view = make_view(lena)
    set_default_view(number=view.pk, actor=lena, at=NOON)

    clear_default_view(number=view.pk, actor=lena, at=NOON)

    assert signed_in.get("/places/").status_code == 200
    assert audit_actions(view)[-1] == "workbench.view.default_cleared"


def test_refuses_twice_and_what_is_not(lena):
    view = make_view(lena)
    with pytest.raises(ViewNotDefault):
        clear_default_view(number=view.pk, actor=lena, at=NOON)
    set_default_view(number=view.pk, actor=lena, at=NOON)

    with pytest.raises(ViewIsDefault):
        set_default_view(number=view.pk, actor=lena, at=NOON)

    assert audit_actions(view)[-1] == "workbench.view.default_set"


def test_refuses_a_view_of_somebody_else(lena):
    sam = make_person("Sam", role="ops agent")

    with pytest.raises(ViewGone):
        set_default_view(number=make_view(lena).pk, actor=sam, at=NOON)

    assert not DefaultView.objects.exists()
