"""Two people change one draft: who is later keeps his words, and nothing is overwritten.

Two at one case and two at one request stand in `test_desk_journeys` and `test_two_approvers`.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from inventory.transfers.models import Transfer
from inventory.transfers.services import create_transfer
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.browser.journeys.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LENAS, OMARS = "For the weekend window", "Before Friday noon, please"


@pytest.fixture
def draft(cast: Cast) -> Transfer:
    sku = cast.add_sku("MK-2041-NVY-M", "Merino crew, navy, M")
    return create_transfer(
        origin=cast.sites["DC-NORTH"],
        destination=cast.camden,
        lines=[(sku, 8)],
        actor=cast.omar,
        at=now(),
    )


def editing(open_page: OpenPage, cast: Cast, name: str, draft: Transfer) -> Page:
    page = open_page()
    sign_in(page, cast.people[name])
    page.goto(f"/inventory/transfers/{draft.reference}/change/")
    return page


def test_a_field_edited_by_both_keeps_his_text_in_the_banner(
    open_page: OpenPage, cast: Cast, draft: Transfer
) -> None:
    omars, lenas = (editing(open_page, cast, name, draft) for name in ("omar", "lena"))
    lenas.get_by_label("Note").fill(LENAS)
    lenas.get_by_role("button", name="Save draft").click()
    expect(lenas).to_have_url(re.compile(f"{draft.reference}/$"))

    omars.get_by_label("Note").fill(OMARS)
    omars.get_by_role("button", name="Save draft").click()

    banner = omars.get_by_role("alert")
    expect(banner).to_contain_text("Lena Moreau changed this")
    expect(banner).to_contain_text(f"yours {OMARS}, now {LENAS}")
    expect(omars.get_by_label("Note")).to_have_value(OMARS)
    check_axe(omars)
    snap(omars, "j4-both-edited")
    assert Transfer.objects.get(pk=draft.pk).note == LENAS

    banner.get_by_role("link", name="Use Lena Moreau's version").click()
    expect(omars.get_by_label("Note")).to_have_value(LENAS)
