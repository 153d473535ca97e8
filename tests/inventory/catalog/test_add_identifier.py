import pytest

from accounts.errors import RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Sku, SkuIdentifier
from inventory.catalog.services.codes import (
    add_identifier,
    remove_identifier,
    set_unit_conversion,
)
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    actions,
    last_entry,
    make_admin,
    make_network,
    make_sku,
)

pytestmark = pytest.mark.django_db

EAN13, EAN8, UPCA, GTIN14 = "5012345678900", "96385074", "036000291452", "15012345678907"


@pytest.fixture
def mug():
    return make_sku(make_network(), "MUG-1")


@pytest.fixture
def ada(mug):
    return make_admin(mug.network)


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        (EAN13, "ean13"),
        (EAN8, "ean8"),
        (UPCA, "upca"),
        (GTIN14, "gtin14"),
        ("5012345678901", "other"),
        ("SUP 77/4", "other"),
    ],
)
def test_finds_the_scheme_by_length_and_check_digit(mug, ada, value, scheme):
    row = add_identifier(code="MUG-1", value=value, actor=ada, at=NOON)

    assert (row.scheme, row.sku_id) == (scheme, mug.pk)
    assert actions(mug) == ["inventory.sku.identifier_added"]
    assert Sku.objects.get(pk=mug.pk).version == mug.version + 1


def test_lets_a_case_code_stand_for_a_case(mug, ada):
    set_unit_conversion(code="MUG-1", unit="case", factor=12, actor=ada, at=NOON)

    row = add_identifier(code="MUG-1", value=GTIN14, unit="case", actor=ada, at=NOON)

    assert row.unit == "case"
    assert last_entry("inventory.sku.identifier_added").after["unit"] == "case"


def refused(error, **facts):
    before = SkuIdentifier.objects.count(), Entry.objects.count()
    with pytest.raises(error) as caught:
        add_identifier(**{"code": "MUG-1", "value": EAN13, "at": NOON} | facts)
    assert (SkuIdentifier.objects.count(), Entry.objects.count()) == before
    return caught.value.sentence


def test_refuses_an_unknown_sku_and_people_without_the_right(mug, ada):
    refused(errors.SkuUnknown, code="nobody", actor=ada)
    refused(RightMissing, actor=make_person("Jo", role="warehouse", scope=mug.network))


@pytest.mark.parametrize("value", ["", " 1", "a\nb", "x" * 65])
def test_refuses_what_no_scanner_reads(ada, value):
    refused(errors.IdentifierUnfit, actor=ada, value=value)


@pytest.mark.parametrize(
    ("value", "scheme", "why"),
    [
        ("5012345678901", "ean13", "the last digit is 1 and should be 0"),
        ("036000291453", "upca", "the last digit is 3 and should be 2"),
        ("1234567", "ean8", "it has 7 digits instead of 8"),
        ("5012345-78900", "ean13", "something other than digits"),
        ("٥٠١٢٣٤٥٦", "ean8", "something other than digits"),
    ],
)
def test_refuses_a_wrong_check_digit_and_says_the_right_one(ada, value, scheme, why):
    assert why in refused(errors.CheckDigitWrong, actor=ada, value=value, scheme=scheme)


def test_refuses_a_unit_the_sku_does_not_have(ada):
    refused(errors.UnitUnknown, actor=ada, unit="case")


@pytest.mark.parametrize("spelling", ["036000291452", "0036000291452", "00036000291452"])
def test_refuses_a_number_that_names_another_sku_in_any_spelling(mug, ada, spelling):
    make_sku(mug.network, "CUP-1")
    add_identifier(code="CUP-1", value=UPCA, actor=None, at=NOON)

    assert "already belongs to CUP-1" in refused(errors.IdentifierTaken, actor=ada, value=spelling)


def test_refuses_the_code_of_another_sku(mug, ada):
    make_sku(mug.network, "CUP-1")

    refused(errors.IdentifierTaken, actor=ada, value="CUP-1")


def test_is_taken_away_again(mug, ada):
    add_identifier(code="MUG-1", value=EAN13, actor=ada, at=NOON)

    remove_identifier(code="MUG-1", value=EAN13, actor=ada, at=NOON)

    assert not SkuIdentifier.objects.exists()
    assert actions(mug)[-1] == "inventory.sku.identifier_removed"
    assert last_entry("inventory.sku.identifier_removed").before["identifier"] == EAN13


def test_is_not_taken_away_where_it_is_not(mug, ada):
    add_identifier(code="MUG-1", value=EAN13, actor=ada, at=NOON)
    entries = Entry.objects.count()
    jo = make_person("Jo", role="warehouse", scope=mug.network)

    with pytest.raises(errors.IdentifierUnknown):
        remove_identifier(code="MUG-1", value=EAN8, actor=ada, at=NOON)
    with pytest.raises(RightMissing):
        remove_identifier(code="MUG-1", value=EAN13, actor=jo, at=NOON)

    assert SkuIdentifier.objects.count() == 1
    assert Entry.objects.count() == entries
