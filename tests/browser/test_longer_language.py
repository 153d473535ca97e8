"""A language 40 % longer with accents: every layout of the shell holds."""

import re

import pytest
from django.utils import translation
from playwright.sync_api import expect

from tests.browser.driver import OpenPage, overflow, sign_in, snap
from tests.factories import make_person, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ACCENTS = str.maketrans("aeiouAEIOUcn", "áéíóúÁÉÍÓÚçñ")
# Placeholders stay as they are.
PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w+\})")


def longer(text: str) -> str:
    parts = PLACEHOLDER.split(str(text))
    accented = "".join(
        part if PLACEHOLDER.match(part) else part.translate(ACCENTS) for part in parts
    )
    return accented + "·" * (len(text) * 2 // 5)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text that goes through gettext comes out longer."""
    inner = translation._trans
    plain, plural = inner.gettext, inner.ngettext
    monkeypatch.setattr(inner, "gettext", lambda text: longer(plain(text)))
    monkeypatch.setattr(inner, "ngettext", lambda one, many, n: longer(plural(one, many, n)))


@pytest.mark.parametrize("phone", [False, True])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, pseudo: None, phone: bool) -> None:
    page = open_page(phone=phone)
    sign_in(page, make_person("Ada", role="admin", scope=make_place("UK", name="Northwind")))
    for path in ("/ui/", "/", "/search/?q=zzz", "/notifications/", "/exceptions/cases/"):
        page.goto(path)
        expect(page.locator("main")).to_contain_text("·")
        width = overflow(page)
        assert width <= 0, f"{path} is {width} px wider than the window"
    if not phone:
        snap(page, "longer-language")
