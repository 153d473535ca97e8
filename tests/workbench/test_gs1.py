from datetime import date

import pytest

from workbench.gs1 import NOTHING, elements, plain

GTIN = "09506000134352"


@pytest.mark.parametrize(
    "text",
    [
        f"]C101{GTIN}10LOT7\x1d17270131",
        f"]d201{GTIN}1727013110LOT7",
        f"\x1d01{GTIN}10LOT7\x1d17270131",
        f"01{GTIN}10LOT7{{GS}}17270131",
        f"(01){GTIN}(10)LOT7(17)270131",
        f"https://id.example.org/01/{GTIN}/10/LOT7/17/270131",
    ],
)
def test_reads_item_batch_and_expiry_however_the_scanner_writes_them(text):
    found = elements(text)

    assert (found.gtin, found.batch, found.expires) == (GTIN, "LOT7", date(2027, 1, 31))


def test_reads_how_many_a_logistic_label_stands_for():
    found = elements(f"02{GTIN}3712")

    assert (found.gtin, found.count) == (GTIN, 12)


def test_day_zero_is_the_last_of_the_month():
    assert elements(f"01{GTIN}15280200").best_before == date(2028, 2, 29)


def test_reads_a_pallet_number():
    assert elements("00106141412345678908").sscc == "106141412345678908"


@pytest.mark.parametrize(
    "text",
    [
        "5012345678900",
        "950600013435",
        "MK-2041-BLK-M",
        f"01{GTIN[:-1]}9",
        f"01{GTIN}99",
        f"01{GTIN}17",
        f"01{GTIN}55X",
        "https://example.org/01/abc",
        "(01)1(10)",
        "",
    ],
)
def test_leaves_everything_else_alone(text):
    assert elements(text) == NOTHING


def test_a_plain_code_loses_the_symbology_only():
    assert plain("]E05012345678900") == "5012345678900"
