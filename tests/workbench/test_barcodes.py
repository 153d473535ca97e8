"""Codes are read back from what is drawn."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tests.workbench.test_parts import draw
from workbench.barcodes import bars, qr, symbology_of

RECT = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")


def picture(code, scale=4):
    """The path as pixels, as a printer would set them."""
    image = Image.new("L", (code.w * scale, code.h * scale), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width, height in (map(int, found) for found in RECT.findall(code.path)):
        box = (x * scale, y * scale, (x + width) * scale - 1, (y + height) * scale - 1)
        pen.rectangle(box, fill=0)
    return image


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("5012345678900", "EAN-13"),
        ("96385074", "EAN-8"),
        ("TR-020418", "Code 128"),
        ("5012345678901", "Code 128"),
        ("15012345678907", "Code 128"),
    ],
)
def test_bars_are_read_back(value, kind):
    found = zxingcpp.read_barcode(picture(bars(value)))

    assert (found.text, str(found.format)) == (value, kind)


@pytest.mark.parametrize("value", ["TR-020418", "https://plumbline.example/floor/?code=Größe"])
def test_a_qr_code_is_read_back(value):
    assert zxingcpp.read_barcode(picture(qr(value))).text == value


@pytest.mark.parametrize("value", ["", "Größe 42", "A" * 49, "A\nB"])
def test_what_bars_cannot_say_is_said_in_words(value):
    assert symbology_of(value) == ""
    assert "cannot be printed as bars" in draw("{% barcode value %}", value=value)


def test_a_code_has_its_size_in_millimetres():
    assert 'width="38.61mm"' in draw("{% barcode '5012345678900' %}")


def test_nothing_of_a_value_becomes_markup():
    drawn = draw("{% barcode value %}{% qr value %}", value="<b>&")

    assert "<b>&<" not in drawn
    assert drawn.count("&lt;b&gt;&amp;") >= 2


def test_a_sheet_says_its_version_and_who_printed_it():
    drawn = draw("{% sheet 'Pick list' version=3 %}x{% endsheet %}", user="Omar Haddad")

    assert re.search(r"Version 3, printed .* by Omar Haddad\.", drawn)
