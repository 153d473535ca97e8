"""Global search and the command palette."""

from collections.abc import Iterable

import pytest

from accounts.models import User
from tests.factories import make_person, make_place
from workbench.registry import Hit, SearchProvider, registry
from workbench.search import search

pytestmark = pytest.mark.django_db

GLOVES = Hit("GL-0205 Gloves", "/sku/gl-0205/", icon="box", hint="SKU")
EXACT = Hit("5012345678900 Merino crew", "/sku/mk-2041/", icon="box", exact=True)


def find(user: User, text: str, limit: int) -> Iterable[Hit]:
    if text == "5012345678900":
        return [EXACT]
    return [GLOVES] * limit if "glove" in text else []


@pytest.fixture
def omar(monkeypatch):
    asked = SearchProvider("Things", "stock.view", find)
    secret = SearchProvider("Secrets", "users.manage", lambda *_: [Hit("Payroll", "/payroll/")])
    monkeypatch.setattr(registry, "search", [secret, asked])
    return make_person("Omar", role="ops agent", scope=make_place("UK"))


def test_asks_only_what_the_person_may_ask(omar):
    assert [section.label for section in search(omar, "gloves", 5)] == ["Things"]


def test_says_when_there_is_more(omar):
    [section] = search(omar, "gloves", 5)

    assert (len(section.hits), section.more) == (5, True)


def test_one_letter_is_no_question(omar):
    assert search(omar, "g", 5) == []


def test_the_palette_shows_commands_and_hits(omar, client):
    client.force_login(omar)

    start = client.get("/search/palette/?q=").content.decode()
    found = client.get("/search/palette/?q=gloves").content.decode()

    assert "My work" in start
    assert "Switch theme" in start
    assert "GL-0205 Gloves" in found
    assert "Payroll" not in found


def test_the_palette_names_an_exact_code(omar, client):
    client.force_login(omar)

    assert "data-exact" in client.get("/search/palette/?q=5012345678900").content.decode()


def test_the_page_opens_an_exact_code_at_once(omar, client):
    client.force_login(omar)

    assert client.get("/search/?q=5012345678900")["Location"] == "/sku/mk-2041/"
    assert client.get("/search/?q=5012345678900&stay=1").status_code == 200


@pytest.mark.parametrize("text", ["zzz", "%00", "<script>", "x" * 500, "'; drop table"])
def test_nothing_found_is_said_in_words(omar, client, text):
    client.force_login(omar)

    page = client.get("/search/", {"q": text}).content.decode()

    assert "Nothing found" in page or "Nothing searched yet" in page
    assert "<script>" not in page.replace("<script src", "")
