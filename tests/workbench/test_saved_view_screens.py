"""Views of a list on its screen."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import make_person, make_place
from tests.workbench.views import LIST, make_team, make_view
from workbench.models import DefaultView, SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.place_list")]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lena():
    return make_person("Lena", role="ops lead", scope=make_place("UK", name="Northwind"))


@pytest.fixture
def signed_in(lena, client: Client):
    client.force_login(lena)
    return client


def test_own_and_team_views_are_tabs(lena, signed_in):
    make_view(lena)
    make_view(lena, name="Regions only", team=make_team("night-shift", lena))
    make_view(make_person("Sam"), name="Private")

    page = signed_in.get("/places/").content.decode()

    assert "Stores" in page
    assert "Night-Shift" in page
    assert "Private" not in page


def test_the_tab_of_a_view_swaps_in_what_the_view_keeps(lena, signed_in):
    view = make_view(lena, query="kind=place")
    tab = {**HTMX, "HX-Boosted": "true", "HX-Target": "list"}

    answer = signed_in.get(f"/places/?view={view.pk}", headers=tab)

    assert "Northwind" not in answer.content.decode()
    assert "kind=place" in answer["HX-Push-Url"]


def test_the_menu_saves_once_and_leads_to_the_view(signed_in):
    form = {"list": LIST, "query": "kind=place", "name": "Stores", "form_key": str(uuid4())}

    first = signed_in.post("/views/save/", form, headers=HTMX)
    again = signed_in.post("/views/save/", form, headers=HTMX)

    view = SavedView.objects.get()
    assert first["HX-Redirect"] == again["HX-Redirect"] == f"/places/?view={view.pk}"


def test_a_refusal_stays_in_the_menu_with_what_was_typed(lena, signed_in):
    make_view(lena)

    answer = signed_in.post(
        "/views/save/", {"list": LIST, "query": "kind=place", "name": "Stores"}, headers=HTMX
    )

    assert answer.status_code == 409
    assert "already one called &quot;Stores&quot;" in answer.content.decode()
    assert 'value="Stores"' in answer.content.decode()


def test_a_changed_view_offers_to_save_the_change(lena, signed_in):
    view = make_view(lena)

    menu = signed_in.get(f"/views/menu/?list={LIST}&view={view.pk}&query=kind=region", headers=HTMX)

    assert "Save changes" in menu.content.decode()


def test_a_shared_view_is_read_only_for_members_who_may_not_share(lena, client):
    sam = make_person("Sam", role="ops agent")
    view = make_view(lena, team=make_team("ops", lena, sam))
    client.force_login(sam)

    menu = client.get(f"/views/menu/?list={LIST}&view={view.pk}", headers=HTMX).content.decode()

    assert "Lena made this view." in menu
    assert "Delete this view" not in menu


def test_deleting_tells_who_uses_it(lena, signed_in):
    sam = make_person("Sam", role="ops agent")
    view = make_view(lena, team=make_team("ops", lena, sam))
    sam.default_views.create(list_key=LIST, view=view)

    menu = signed_in.get(f"/views/menu/?list={LIST}&view={view.pk}", headers=HTMX)

    assert "Sam opens this list with it." in menu.content.decode()
    signed_in.post(f"/views/{view.pk}/delete/", {"list": LIST}, headers=HTMX)
    assert not SavedView.objects.exists()


def test_deleting_names_five_who_use_it_and_counts_the_rest(lena, signed_in):
    people = [
        make_person(name, role="ops agent")
        for name in ["Abe", "Bea", "Cas", "Dot", "Eve", "Fay", "Gus"]
    ]
    view = make_view(lena, team=make_team("ops", lena, *people))
    for person in people:
        person.default_views.create(list_key=LIST, view=view)

    menu = signed_in.get(f"/views/menu/?list={LIST}&view={view.pk}", headers=HTMX)

    said = "Abe, Bea, Cas, Dot, Eve and 2 more people open this list with it."
    assert said in menu.content.decode()


def undo_of(client):
    """The address behind the Undo of the page that opens next."""
    page = client.get("/places/", follow=True).content.decode()
    return page.split('data-undo="')[1].split('"')[0]


def test_saving_a_view_is_said_and_can_be_taken_back(signed_in):
    signed_in.post("/views/save/", {"list": LIST, "query": "kind=place", "name": "Stores"})

    answer = signed_in.post(undo_of(signed_in))

    assert (answer.status_code, SavedView.objects.count()) == (204, 0)


@pytest.mark.parametrize(
    ("verb", "form"), [("change", {"query": "kind=region"}), ("rename", {"name": "Shops"})]
)
def test_changing_a_view_can_be_taken_back(lena, signed_in, verb, form):
    view = make_view(lena)
    signed_in.post(f"/views/{view.pk}/{verb}/", {"list": LIST, **form})
    changed = SavedView.objects.get()

    signed_in.post(undo_of(signed_in))

    now = SavedView.objects.get()
    assert (changed.query, changed.name) != (view.query, view.name)
    assert (now.query, now.name) == (view.query, view.name)


def test_the_view_a_list_opens_with_can_be_taken_back(lena, signed_in):
    first, second = make_view(lena), make_view(lena, name="Shops")
    for view in (first, second):
        signed_in.post(f"/views/{view.pk}/default/", {"list": LIST})
        undo = undo_of(signed_in)

    signed_in.post(undo)

    assert DefaultView.objects.get().view == first


def test_an_undo_that_is_not_ours_is_not_there(signed_in):
    assert signed_in.post("/undo/made-up/").status_code == 404
