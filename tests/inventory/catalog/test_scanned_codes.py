"""What a scanned or typed text names."""

import pytest

from inventory.catalog.queries.scans import scanned_codes
from tests.inventory.catalog.factories import make_network, make_sku

pytestmark = pytest.mark.django_db


def test_small_letters_name_what_is_written_in_capitals():
    make_sku(make_network(), "SPIRITS-10006")

    named = scanned_codes(["spirits-10006", "SPIRITS-10006", "spirits-1"])

    assert {text: one.code for text, one in named.items()} == {
        "spirits-10006": "SPIRITS-10006",
        "SPIRITS-10006": "SPIRITS-10006",
    }


def test_what_is_written_exactly_so_goes_before_its_capitals():
    network = make_network()
    make_sku(network, "MUG-1")
    make_sku(network, "mug-1")

    assert scanned_codes(["mug-1"])["mug-1"].code == "mug-1"
