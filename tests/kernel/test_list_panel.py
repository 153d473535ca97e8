"""A record beside its list."""

import pytest
from django.test import Client

from tests.factories import make_person, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.place_list")]

SIDE = {"HX-Request": "true", "HX-Target": "side"}


@pytest.fixture
def omar(client: Client) -> Client:
    uk, france = make_place("UK", name="Northwind"), make_place("FR", name="France")
    make_place("U0", parent=uk, name="Store 0")
    make_place("F0", parent=france, name="Store Lyon")
    client.force_login(make_person("Omar", role="ops agent", scope=uk))
    return client


def test_the_address_of_a_record_shows_list_and_record(omar: Client) -> None:
    page = omar.get("/places/U0/?name=store").content.decode()

    assert '<aside class="side" id="side"' in page
    assert "data-open" in page
    assert 'href="/places/?name=store"' in page


def test_htmx_gets_the_record_alone(omar: Client) -> None:
    answer = omar.get("/places/U0/?name=store", headers=SIDE)

    assert answer.content.decode().lstrip().startswith("<aside")
    assert answer["HX-Push-Url"] == "/places/U0/?name=store"


@pytest.mark.parametrize("reference", ["F0", "nowhere"])
def test_a_record_of_another_region_is_like_none(omar: Client, reference: str) -> None:
    page, side = omar.get(f"/places/{reference}/"), omar.get(f"/places/{reference}/", headers=SIDE)

    assert (page.status_code, side.status_code) == (404, 404)
    assert b"Lyon" not in page.content + side.content
