"""The screens of people, places and clients, as different people see them."""

import re
from urllib.parse import quote_plus

import pytest

from accounts.models import ApiClient, ApiToken, Place, User
from accounts.services import create_client, save_calendar
from tests.factories import NOON, make_person

LISTS = ("users", "places", "calendars", "teams", "devices", "clients")


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_in_few_questions(
    client, ada, priya, jo, tills, name, django_assert_max_num_queries
):
    client.force_login(ada)
    client.get("/me/")

    with django_assert_max_num_queries(15):
        page = client.get(f"/accounts/{name}/")

    assert page.status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_closed_to_store_staff(client, jo, name):
    client.force_login(jo)

    assert client.get(f"/accounts/{name}/").status_code == 403


def test_people_of_other_places_are_not_listed(client, ada, priya, abroad):
    make_person("Anne", role="ops agent", scope=abroad)
    client.force_login(ada)

    page = client.get("/accounts/users/").content.decode()

    assert "Priya" in page
    assert "Anne" not in page


def test_people_are_found_by_role_place_and_status(client, ada, priya, jo, york, north):
    client.force_login(ada)
    make_person("Yuri", role="store staff", scope=york)

    def names(query):
        page = client.get(f"/accounts/users/?{query}").content.decode()
        return set(re.findall(r'id="r-\d+"[^>]*>(\w+)<', page))

    assert names("role=store+staff") == {"Jo", "Yuri"}
    assert names("place=027") == {"Ada", "Yuri"}
    assert names("status=invited") == set()
    assert names("q=pri") == {"Priya"}


def test_a_person_page_shows_no_place_outside_of_ones_own(client, ada, priya, abroad):
    priya.place_scopes.create(place=abroad)
    client.force_login(ada)

    page = client.get(f"/accounts/users/{priya.pk}/").content.decode()

    assert "112 Camden" in page
    assert "and 1 outside of yours" in page
    assert "France" not in page


def test_a_person_page_refuses_ones_own_roles_in_words(client, ada):
    client.force_login(ada)

    page = client.get(f"/accounts/users/{ada.pk}/").content.decode()

    assert "Nobody changes their own roles and places" in page
    assert f"/accounts/users/{ada.pk}/roles/" not in page


def test_an_auditor_reads_and_has_no_buttons(client, priya, network):
    client.force_login(make_person("Tove", role="auditor", scope=network))

    page = client.get(f"/accounts/users/{priya.pk}/").content.decode()

    assert "Store manager" in page
    assert "Change the roles" not in page
    assert client.post(f"/accounts/users/{priya.pk}/disable/").status_code == 403
    assert f"/audit/entries/?actor={quote_plus(priya.email)}" in page


def test_changing_roles_on_the_screen(client, ada, priya):
    client.force_login(ada)

    answer = client.post(
        f"/accounts/users/{priya.pk}/roles/", {"roles": ["ops agent"], "reason": "x"}
    )

    assert answer["Location"] == f"/accounts/users/{priya.pk}/"
    assert User.objects.get(pk=priya.pk).roles == {"ops agent"}


def test_a_form_sent_twice_acts_once(client, ada, priya):
    client.force_login(ada)
    form = {"reason": "Left", "form_key": "5f0c3e9e-4a5f-4b52-8d3b-0f6a3f1c2d11"}

    first = client.post(f"/accounts/users/{priya.pk}/disable/", form)
    second = client.post(f"/accounts/users/{priya.pk}/disable/", form)

    assert first["Location"] == second["Location"]


def test_a_conflict_is_shown_at_the_form(client, ada, priya):
    client.force_login(ada)

    answer = client.post(f"/accounts/users/{priya.pk}/roles/", {"roles": ["store manager"]})

    assert answer.status_code == 409
    assert "already had exactly these" in answer.content.decode()


def test_the_token_is_shown_once_and_never_again(client, ada, camden):
    client.force_login(ada)
    form = {
        "name": "tills",
        "source_code": "pos",
        "place": "112",
        "scopes": ["events:write"],
        "calls_per_minute": "60",
    }

    answer = client.post("/accounts/clients/new/", form)

    token = re.search(r'value="(plb_[^"]+)"', answer.content.decode())[1]
    made = ApiClient.objects.get()
    again = client.get(f"/accounts/clients/{made.pk}/").content.decode()
    assert token not in again
    assert f"…{token[-4:]}" in again
    assert answer["Cache-Control"] == "no-store"


def test_sending_the_form_of_a_client_again_makes_no_second(client, ada):
    client.force_login(ada)
    form = {
        "name": "shop",
        "source_code": "shop",
        "scopes": ["stock:read"],
        "calls_per_minute": "60",
    }
    client.post("/accounts/clients/new/", form)

    answer = client.post("/accounts/clients/new/", form)

    assert answer.status_code == 409
    assert "already one called shop" in answer.content.decode()
    assert ApiToken.objects.count() == 1


def test_a_client_that_sees_everything_is_managed_by_who_sees_everything(client, ines, abroad):
    made, _token = create_client(
        name="shop", source_code="shop", place=None, scopes=["stock:read"], actor=None, at=NOON
    )
    client.force_login(ines)

    page = client.get(f"/accounts/clients/{made.pk}/").content.decode()
    answer = client.post(f"/accounts/clients/{made.pk}/disable/", {"reason": ""})

    assert "This concerns every place" in page
    assert answer.status_code == 403
    assert ApiClient.objects.get().is_active


def test_revoking_and_rotating_on_the_screen(client, ada, tills):
    made = tills[0]
    client.force_login(ada)
    page = f"/accounts/clients/{made.pk}/"

    second = client.post(f"{page}rotate/")
    third = client.post(f"{page}rotate/")
    client.post(f"{page}tokens/{made.tokens.last().pk}/revoke/", {"reason": "Seen in a log"})

    assert second.status_code == 200
    assert third.status_code == 409
    assert made.tokens.filter(revoked_at=None).count() == 1


def test_a_place_page_says_whether_it_is_open_and_where_its_hours_come_from(
    client, ada, network, camden
):
    calendar = save_calendar(
        name="Always", opens=[0] * 7, closes=[1440] * 7, holidays=[], actor=ada, at=NOON
    )
    network.calendar = calendar
    network.save(update_fields=["calendar"])
    client.force_login(ada)

    page = client.get("/accounts/places/112/").content.decode()

    assert "Always, from above" in page
    assert "Open" in page


def test_a_code_with_a_slash_is_an_address_too(client, ada, make_region):
    region = make_region("A/B new")
    client.force_login(ada)

    page = client.get("/accounts/places/").content.decode()
    answer = client.get("/accounts/places/A%252FB%20new/")

    assert region.code in page
    assert answer.status_code == 200


def test_moving_a_place_on_the_screen(client, ada, make_region, camden):
    make_region("SOUTH")
    client.force_login(ada)

    client.post("/accounts/places/112/move/", {"parent": "SOUTH"})

    assert Place.objects.get(code="112").parent.code == "SOUTH"


def test_me_shows_ones_places_and_saves_ones_looks(client, jo):
    client.force_login(jo)
    form = {
        "name": "Jo M",
        "theme": "dark",
        "density": "",
        "time_zone": "Europe/Paris",
        "scanner_gap_ms": "60",
    }

    client.post("/me/", form)

    page = client.get("/me/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-keys-on="0"' in page
    assert 'data-scan-gap="60"' in page
    assert "112 Camden" in page


def test_a_pin_is_chosen_on_ones_own_page(client, jo):
    client.force_login(jo)

    refused = client.post("/me/pin/", {"pin": "123456"})
    client.post("/me/pin/", {"pin": "208516"})

    assert refused.status_code == 422
    assert User.objects.get(pk=jo.pk).pin


def test_the_lists_say_how_things_stand(client, ada, priya, tills):
    client.force_login(ada)

    people = client.get("/accounts/users/").content.decode()
    clients = client.get("/accounts/clients/").content.decode()

    assert "Active" in people
    assert "Live" in clients or "Ends soon" in clients
