"""The page of a transfer, and of pieces that turned up, at both widths."""

import pytest
from django.urls import reverse

from inventory.transfers.services import pack_shipment
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.factories import NOON, make_person
from tests.inventory.transfers.world import make_world
from tests.states.walk_shipments import loss_asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def shortage(world):
    return loss_asked(world)


@pytest.fixture
def opened(open_page: OpenPage, world, shortage):
    mia = make_person("Mia", role="store manager", scope=world.network)

    def at(name: str, *more: object, phone: bool):
        page = open_page(phone=phone)
        sign_in(page, mia)
        page.goto(reverse(f"inventory:{name}", args=[shortage.transfer.reference, *more]))
        return page

    return at


def test_missing_pieces_stay_within_the_phone(opened) -> None:
    page = opened("transfer", phone=True)

    check_axe(page)

    snap(page, "transfer-loss-asked")


def test_the_phone_says_how_it_stands_before_what_can_be_done(opened) -> None:
    page = opened("transfer", phone=True)

    waits = page.get_by_text("Waits for a decision about the missing pieces.").bounding_box()
    button = page.get_by_role("button", name="Copy to a new draft").bounding_box()

    assert waits["y"] < button["y"]


def test_shipments_are_read_without_scrolling_sideways(opened) -> None:
    page = opened("transfer", phone=False)

    width = page.get_by_role("region", name="Shipments").evaluate(
        "one => one.scrollWidth - one.clientWidth"
    )

    assert width == 0


def test_a_packed_shipment_is_taken_apart_without_scrolling_sideways(opened, world) -> None:
    moving = world.approved()
    world.ship(moving, plates=4, carrier="DPD", tracking="15501234567890")
    pack_shipment(
        reference=moving.reference,
        lines={world.mug: 6},
        actor=world.wren,
        at=NOON,
        carrier="Own van",
    )
    page = opened("transfer", phone=False)
    page.goto(reverse("inventory:transfer", args=[moving.reference]))
    region = page.get_by_role("region", name="Shipments")

    apart = region.get_by_role("button", name="Take apart").bounding_box()
    box = region.bounding_box()

    assert apart["x"] + apart["width"] < box["x"] + box["width"]


def test_a_finder_sees_on_the_phone_how_many_are_missing(opened, shortage) -> None:
    page = opened("transfer-shortage-found", shortage.pk, phone=True)
    check_axe(page)
    snap(page, "transfer-found")

    missing = page.get_by_role("row").filter(has_text="Mug").locator(".was")

    said = missing.evaluate("one => getComputedStyle(one, '::before').content")
    assert (said, missing.inner_text()) == ('"Missing "', "2")
