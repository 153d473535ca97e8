"""What is printed: codes read back from the rendered page, labels on paper of their own size."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.driver import OpenPage, sign_in
from tests.factories import make_person, make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gallery(open_page: OpenPage):
    page = open_page()
    sign_in(page, make_person("Ada", role="admin", scope=make_place("UK")))
    page.goto("/ui/")
    page.emulate_media(media="print", color_scheme="dark")
    return page


def test_every_code_is_read_back_from_the_page(gallery) -> None:
    # A screen has 96 dots to the inch, a label printer 300.
    gallery.evaluate("document.documentElement.style.zoom = 3")
    found = set()
    for drawn in gallery.locator("svg.barcode").all():
        shot = Image.open(io.BytesIO(drawn.screenshot()))
        found |= {code.text for code in zxingcpp.read_barcodes(shot)}

    assert found == {"5012345678900", "96385074", "TR-020418", "CT-000931", "4006381333931"}


def test_labels_have_pages_of_62_by_29_mm(gallery) -> None:
    paper = gallery.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", paper)
    sizes = {(round(float(w) * 25.4 / 72), round(float(h) * 25.4 / 72)) for w, h in boxes}
    assert sizes == {(62, 29), (210, 297)}


def test_frame_and_buttons_stay_off_the_paper(gallery) -> None:
    for name in (".nav", ".top", ".btn", ".decide"):
        expect(gallery.locator(name)).not_to_have_count(0)
        expect(gallery.locator(name).filter(visible=True)).to_have_count(0)
