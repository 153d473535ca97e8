"""An empty tab of a list says what is true; filters are named only to whoever chose them."""

from __future__ import annotations

import pytest
from django.test import Client

from kernel.lists import lists
from tests.factories import make_person, make_place

pytestmark = pytest.mark.django_db

APPROVALS = "/approvals/requests/"
NO_MATCH = "No requests match these filters"


# Tabs that differ per person are made for a person, and walked there.
FIXED = {
    key: view.presets
    for key, view in lists.items()
    if isinstance(view.presets, tuple) and not key.startswith("tests.")
}


def sign_in(name: str, role: str) -> Client:
    client = Client()
    client.force_login(make_person(name, role=role, scope=make_place("north")))
    return client


@pytest.fixture
def client():
    return sign_in("Mo", "store manager")


def test_a_tab_says_what_is_true_and_what_appears_there(client):
    page = client.get(f"{APPROVALS}?show=own&sort=-asked_at").content.decode()

    assert "You have asked for nothing" in page
    assert "What you submit for approval appears here" in page
    assert NO_MATCH not in page


def test_a_filter_on_top_of_a_tab_is_named_and_can_be_cleared(client):
    page = client.get(f"{APPROVALS}?show=own&reference=TR-1&sort=-asked_at").content.decode()

    assert NO_MATCH in page
    assert "Clear filters" in page


def test_without_a_tab_the_list_says_it(client):
    assert "Nothing waits for you" in client.get(APPROVALS).content.decode()


def test_tabs_made_for_a_person_say_it_too():
    page = sign_in("Omar", "ops agent").get("/exceptions/cases/?owner=me").content.decode()

    assert "You hold no case" in page


@pytest.mark.parametrize("key", sorted(FIXED))
def test_every_tab_has_words_for_it(key):
    for preset in FIXED[key]:
        # Where everything is shown and nothing is there, the words of the list hold.
        assert preset.key == "every" or (preset.empty_title and preset.empty_text), preset.key
