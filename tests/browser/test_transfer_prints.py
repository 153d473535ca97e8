"""What the warehouse prints for a shipment, read back from the paper."""

import io

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from inventory.catalog.models import SkuIdentifier
from tests.browser.driver import OpenPage, sign_in, snap
from tests.inventory.transfers.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIECE = "4006381333931"


@pytest.fixture
def paper(open_page: OpenPage):
    world = make_world()
    SkuIdentifier.objects.create(sku=world.mug, scheme="ean13", value=PIECE)
    transfer = world.approved()
    world.ship(
        transfer, mugs=10, plates=4, carrier="State delivery", tracking="SD-4471-20", parcels=2
    )
    page = open_page()
    sign_in(page, world.wren)

    def opened(name: str):
        page.goto(reverse(f"inventory:transfer-{name}", args=[transfer.reference, 1]))
        page.emulate_media(media="print", color_scheme="dark")
        return page

    return opened


def codes_on(page) -> set[str]:
    """Every code a scanner reads off the page; a label printer has 300 dots to the inch."""
    page.evaluate("document.documentElement.style.zoom = 3")
    shots = [one.screenshot() for one in page.locator("svg.barcode").all()]
    return {
        code.text for shot in shots for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(shot)))
    }


def test_the_packing_slip_names_every_item_by_a_code_and_how_it_is_sent(paper) -> None:
    page = paper("packing-slip")
    snap(page, "packing-slip-paper")

    text = page.locator(".sheet").inner_text()
    codes = codes_on(page)

    assert "2 cartons, State delivery, SD-4471-20" in text
    assert {PIECE, "PLATE", "SD-4471-20"} <= codes
    assert any("/inventory/transfers/TR-" in code for code in codes)


def test_a_carton_label_holds_its_whole_code_and_its_name(paper) -> None:
    page = paper("labels")
    snap(page, "carton-labels-paper")

    label = page.locator(".print-label").first
    frame, code = label.bounding_box(), label.locator("svg").bounding_box()
    assert frame
    assert code
    assert code["y"] >= frame["y"]
    assert code["y"] + code["height"] <= frame["y"] + frame["height"]
    assert "Carton 1 of 2" in label.inner_text()
    assert codes_on(page) == {label.locator(".mono").inner_text()}


def test_labels_alone_use_no_other_paper(paper) -> None:
    page = paper("labels")
    sizes = page.pdf(prefer_css_page_size=True).count(b"/MediaBox")

    assert sizes == 2


def test_a_packing_slip_on_a_phone_scrolls_its_table_alone(paper) -> None:
    page = paper("packing-slip")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})

    wide = page.evaluate("document.documentElement.scrollWidth")

    assert wide <= 390
    expect(page.get_by_role("region", name="Packed")).to_be_visible()
