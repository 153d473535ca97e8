"""The gallery, in a real browser: every part, both themes, desk and phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.factories import make_person, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_every_part_is_accessible(open_page: OpenPage, theme: str, phone: bool) -> None:
    ada = make_person("Ada", role="admin", scope=make_place("UK"))
    page = open_page(phone=phone, theme=theme)
    sign_in(page, ada)

    page.goto("/ui/")

    expect(page.get_by_role("heading", name="Component gallery")).to_be_visible()
    check_axe(page)
    if theme == "light" and not phone:
        snap(page, "gallery")
