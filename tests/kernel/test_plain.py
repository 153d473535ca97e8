import json
import math
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kernel.plain import USUAL, bounded, clean_text


def test_keeps_what_fits_as_it_is():
    seen = {"sku": "MK-2041", "levels": [1, None, True], "nested": {"a": 1.5}}

    assert bounded(seen) == seen


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (math.nan, "nan"),
        (Decimal("1.20"), "1.20"),
        (b"\xff", "\ufffd"),
        ("a\x00b", "a\ufffdb"),
        ("\ud800", "?"),
        (datetime(2026, 11, 20, tzinfo=UTC), "2026-11-20T00:00:00+00:00"),
    ],
)
def test_replaces_what_the_database_refuses(value, stored):
    assert bounded({"value": value}) == {"value": stored}


def test_says_what_was_left_out_of_a_long_list():
    assert bounded({"keys": list(range(60))})["keys"][-1] == "10 more left out"


def test_cuts_endless_nesting():
    endless: dict = {}
    endless["again"] = endless

    assert "left_out" in json.dumps(bounded(endless))


def test_never_exceeds_its_size():
    seen = {f"field {n}": "é" * 5_000 for n in range(40)}

    cut = bounded(seen)

    assert len(json.dumps(cut, ensure_ascii=False).encode()) <= USUAL.most_bytes
    assert cut["field 0"].startswith("é")
    assert "field 39" in cut["left_out"]


def test_marks_what_no_screen_can_show_and_keeps_lines():
    assert clean_text("a\x1b[31mb\x7f\x85\tc\r\nd", longest=40) == "a�[31mb��\tc\r\nd"


def test_ends_a_cut_text_with_an_ellipsis():
    assert clean_text("abcdef", longest=4) == "abc…"
