"""What somebody is told, in lines as wide as their panel."""

import pytest

from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.factories import NOON, make_person, make_place
from workbench.services.notices import notify

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = (
    "SLA missed 45 minutes ago: 112 Camden has reserved 3 more than it holds, Merino crew, black, M"
)


@pytest.mark.parametrize(
    ("address", "width"),
    [("/", 1024), ("/", 390), ("/notifications/", 1024), ("/notifications/", 390)],
)
def test_a_notice_is_not_squeezed_by_its_date(
    open_page: OpenPage, address: str, width: int
) -> None:
    omar = make_person("Omar", role="ops agent", scope=make_place("UK"))
    notify(user=omar, text=LONG, url="/exceptions/cases/", kind="escalation", at=NOON)
    page = open_page(phone=width < 700)
    sign_in(page, omar)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    check_axe(page)
    snap(page, f"notices{address.replace('/', '-')}{width}")

    line = page.get_by_role("main").get_by_role("link", name=LONG)

    share = "one => one.parentElement.clientWidth / one.closest('li').clientWidth"
    assert line.evaluate(share) > 0.65
