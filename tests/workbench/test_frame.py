"""Theme, location scope and time zone: what the frame keeps for a person."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_person, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.place_list")]


@pytest.fixture
def uk():
    return make_place("UK", name="Northwind")


@pytest.fixture
def omar(uk, client):
    person = make_person("Omar", role="ops agent", scope=uk)
    client.force_login(person)
    return person


def test_the_theme_is_kept_for_the_person(omar, client):
    client.post("/theme/", {"theme": "dark"}, headers={"HX-Request": "true"})

    assert User.objects.get(pk=omar.pk).theme == "dark"
    assert 'data-theme="dark"' in client.get("/places/").content.decode()


def test_without_script_the_button_takes_the_other_theme(omar, client):
    answer = client.post("/theme/", {"next": "/places/"})

    assert answer["Location"] == "/places/"
    assert User.objects.get(pk=omar.pk).theme == "dark"


def test_refuses_a_theme_there_is_not(omar, client):
    answer = client.post("/theme/", {"theme": "pink"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert User.objects.get(pk=omar.pk).theme == ""


def test_a_chosen_place_narrows_every_list(omar, uk, client):
    north, south = (
        make_place("N", parent=uk, name="North"),
        make_place("S", parent=uk, name="South"),
    )
    make_place("N1", parent=north, name="Leeds")

    answer = client.post("/scope/choose/", {"place": north.pk, "next": "/places/?name=o"})

    assert answer["Location"] == "/places/?name=o"
    page = client.get("/places/").content.decode()
    assert "Leeds" in page
    assert south.name not in page.split("<main")[1]


def test_choosing_nothing_shows_all_again(omar, uk, client):
    client.post("/scope/choose/", {"place": make_place("N", parent=uk).pk})
    client.post("/scope/choose/", {"place": ""})

    assert "All my locations" in client.get("/places/").content.decode()


@pytest.mark.parametrize("place", ["foreign", "999999", "x"])
def test_nobody_chooses_a_place_outside_their_own(omar, client, place):
    france = make_place("FR")

    answer = client.post("/scope/choose/", {"place": france.pk if place == "foreign" else place})

    assert answer.status_code == 404


def test_the_menu_finds_places_by_name_and_code(omar, uk, client):
    make_place("112", parent=uk, name="Camden")
    make_place("FR", name="Camden France")

    found = client.get("/scope/?q=camd").content.decode()

    assert "Camden" in found
    assert "Camden France" not in found
    assert "No place matches" in client.get("/scope/?q=zzz").content.decode()


def test_never_leads_to_another_site(omar, client):
    answer = client.post("/scope/choose/", {"place": "", "next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_times_stand_in_the_persons_zone(omar, client):
    omar.time_zone = "Asia/Kolkata"
    omar.save(update_fields=["time_zone"])

    assert "IST" in client.get("/places/").content.decode()


def test_what_is_not_there_is_said_as_page_and_as_fragment(omar, client):
    page = client.get("/nowhere/")
    part = client.get("/nowhere/", headers={"HX-Request": "true"})

    assert (page.status_code, part.status_code) == (404, 404)
    assert "There is nothing at this address" in page.content.decode()
    assert "<html" not in part.content.decode()


def test_an_address_that_a_form_is_sent_to_leads_to_its_page_when_it_is_opened(omar, client):
    page = client.get("/scope/choose/")
    part = client.get("/scope/choose/", headers={"HX-Request": "true"})
    nobody = Client().get("/scope/choose/")

    assert (page.status_code, part.status_code, nobody.status_code) == (405, 405, 405)
    assert page["Allow"] == "POST"
    assert "This address only takes what a form sends." in page.content.decode()
    assert 'href="/scope/"' in page.content.decode()
    assert "This address only takes what a form sends." in nobody.content.decode()
    assert part.content == b""


def test_an_old_form_is_answered_in_words(omar):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(omar)

    answer = strict.post("/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "this page was too old" in answer.content.decode()


@pytest.mark.parametrize("page", ["nowhere", "http:", "x/../y", "?"])
def test_leads_home_where_the_way_back_is_no_path(omar, client, page):
    assert client.post("/theme/", {"next": page}).url == "/"


@pytest.mark.parametrize("place", ["²", "9" * 40, "\x00", "-1"])
def test_no_number_is_no_place(omar, client, place):
    assert client.post("/scope/choose/", {"place": place}).status_code == 404


def test_the_menu_takes_any_text(omar, client):
    assert client.get("/scope/", {"q": "Cam\x00den"}).status_code == 200
