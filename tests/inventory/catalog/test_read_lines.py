"""What a person types or scans as lines: a code, then x and how many."""

import pytest
from django.core.exceptions import ValidationError

from inventory.catalog.forms import read_sku_lines
from inventory.catalog.services.codes import add_identifier, set_unit_conversion
from tests.factories import NOON
from tests.inventory.catalog.factories import make_admin, make_network, make_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def mugs():
    network = make_network()
    make_sku(network, "CUP x 1")
    return make_sku(network, "MUG-1")


def read(text: str) -> list[tuple[str, int]]:
    return [(sku.code, quantity) for sku, quantity in read_sku_lines(text)]


@pytest.mark.parametrize(
    ("line", "quantity"),
    [
        ("MUG-1", 1), ("MUG-1 x 3", 3), ("MUG-1 x3", 3), ("MUG-1 X 3", 3), ("MUG-1 × 3", 3),
        ("MUG-1 x 1,200", 1200), ("mug-1  x  2", 2), ("MUG-1 x 1\nMUG-1 x 2", 3),
    ],
)  # fmt: skip
def test_says_how_many_however_x_is_written(mugs, line, quantity):
    assert read(line) == [("MUG-1", quantity)]


def test_a_code_may_hold_an_x(mugs):
    assert read("CUP x 1 x 2") == [("CUP x 1", 2)]


@pytest.mark.parametrize("odd", ["zero", "-1", "2.5", "12,50", "2 boxes", "1234567890"])
def test_what_is_no_number_is_told_as_such(mugs, odd):
    with pytest.raises(ValidationError) as refused:
        read(f"MUG-1 x {odd}")

    assert refused.value.message == (
        f"After MUG-1 x stands {odd}. Write how many as a whole number, such as x 2."
    )


@pytest.mark.parametrize("line", ["MUG-1 3", "MUG-1, 3", "MUG-1;3", "MUG-1\t3"])
def test_a_forgotten_x_is_told_as_such(mugs, line):
    with pytest.raises(ValidationError) as refused:
        read(line)

    assert refused.value.message == "Between MUG-1 and 3 stands no x. Write MUG-1 x 3."


def test_an_unknown_code_is_named_without_its_quantity(mugs):
    with pytest.raises(ValidationError, match=r"There is no SKU SPOON, FORK xl\."):
        read("SPOON x 2\nFORK xl")
    with pytest.raises(ValidationError, match=r"There is no SKU SPOON 2\."):
        read("SPOON 2")


def test_a_case_code_stands_for_what_is_in_the_case(mugs):
    ada = make_admin(mugs.network)
    set_unit_conversion(code="MUG-1", unit="case", factor=12, actor=ada, at=NOON)
    add_identifier(code="MUG-1", value="BOX-12", scheme="other", unit="case", actor=ada, at=NOON)

    assert read("BOX-12 x 2\nMUG-1") == [("MUG-1", 25)]
