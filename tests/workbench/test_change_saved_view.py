"""Changing, renaming and deleting a saved view."""

import pytest

from tests.factories import make_person
from tests.trail import audit_actions, audit_entries
from tests.workbench.views import NOON, make_team, make_view
from workbench.errors import ViewGone, ViewNameMissing, ViewNameTaken, ViewOfSomebodyElse
from workbench.models import SavedView
from workbench.services.saved_views import (
    change_saved_view,
    delete_saved_view,
    rename_saved_view,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena():
    return make_person("Lena", role="ops lead")


@pytest.fixture
def sam():
    return make_person("Sam", role="ops agent")


def kept(view):
    row = SavedView.objects.get(pk=view.pk)
    return row.name, row.query


def test_keeps_another_query(lena):
    view = make_view(lena)

    change_saved_view(number=view.pk, query="kind=region", actor=lena, at=NOON)

    assert kept(view) == ("Stores", "kind=region")
    changed = audit_entries(view)[-1]
    assert (changed.action, changed.before["query"]) == ("workbench.view.changed", "kind=place")


def test_takes_another_name(lena):
    view = make_view(lena)

    rename_saved_view(number=view.pk, name="Shops", actor=lena, at=NOON)

    assert kept(view) == ("Shops", "kind=place")
    assert audit_actions(view)[-1] == "workbench.view.renamed"


def test_goes_away(lena):
    view = make_view(lena)
    number = view.pk

    delete_saved_view(number=number, actor=lena, at=NOON)

    assert not SavedView.objects.filter(pk=number).exists()
    view.pk = number
    assert audit_actions(view)[-1] == "workbench.view.deleted"


def test_members_who_may_share_change_a_team_view(lena):
    other = make_person("Mia", role="ops lead")
    view = make_view(lena, team=make_team("ops", lena, other))

    rename_saved_view(number=view.pk, name="Shops", actor=other, at=NOON)

    assert kept(view)[0] == "Shops"


ACTS = {
    "change": lambda view, actor: change_saved_view(
        number=view.pk, query="kind=region", actor=actor, at=NOON
    ),
    "rename": lambda view, actor: rename_saved_view(
        number=view.pk, name="Shops", actor=actor, at=NOON
    ),
    "delete": lambda view, actor: delete_saved_view(number=view.pk, actor=actor, at=NOON),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_refuses_members_who_may_only_look(lena, sam, act):
    view = make_view(lena, team=make_team("ops", lena, sam))

    with pytest.raises(ViewOfSomebodyElse):
        act(view, sam)

    assert kept(view) == ("Stores", "kind=place")
    assert audit_actions(view) == ["workbench.view.saved"]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_hides_what_is_not_shared(lena, sam, act):
    view = make_view(lena)

    with pytest.raises(ViewGone):
        act(view, sam)

    assert kept(view) == ("Stores", "kind=place")


def test_refuses_a_taken_name_and_none(lena):
    view = make_view(lena)
    make_view(lena, name="Shops")

    with pytest.raises(ViewNameTaken):
        rename_saved_view(number=view.pk, name="Shops", actor=lena, at=NOON)
    with pytest.raises(ViewNameMissing):
        rename_saved_view(number=view.pk, name=" ", actor=lena, at=NOON)

    assert kept(view)[0] == "Stores"
