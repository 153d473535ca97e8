import pytest

from accounts.errors import RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import UnitConversion
from inventory.catalog.services.codes import (
    add_identifier,
    remove_unit_conversion,
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


@pytest.fixture
def mug():
    return make_sku(make_network(), "MUG-1")


@pytest.fixture
def ada(mug):
    return make_admin(mug.network)


def units():
    return dict(UnitConversion.objects.values_list("unit", "factor"))


def test_adds_a_unit_and_changes_it(mug, ada):
    set_unit_conversion(code="MUG-1", unit="case", factor=12, actor=ada, at=NOON)
    set_unit_conversion(code="MUG-1", unit="case", factor=24, actor=ada, at=NOON)

    assert units() == {"case": 24}
    assert actions(mug) == ["inventory.sku.unit_set"] * 2
    entry = last_entry("inventory.sku.unit_set")
    assert (entry.before, entry.after) == ({"case": 12}, {"case": 24})


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("", 12), (" case", 12), ("x" * 21, 12), ("piece", 12), ("case", 1), ("case", 1_000_001)],
)
def test_refuses_units_that_convert_nothing(ada, unit, factor):
    entries = Entry.objects.count()

    with pytest.raises(errors.UnitUnfit):
        set_unit_conversion(code="MUG-1", unit=unit, factor=factor, actor=ada, at=NOON)

    assert units() == {}
    assert Entry.objects.count() == entries


def test_refuses_to_change_nothing_and_people_without_the_right(mug, ada):
    set_unit_conversion(code="MUG-1", unit="case", factor=12, actor=ada, at=NOON)
    jo = make_person("Jo", role="warehouse", scope=mug.network)
    entries = Entry.objects.count()

    with pytest.raises(errors.NothingToChange):
        set_unit_conversion(code="MUG-1", unit="case", factor=12, actor=ada, at=NOON)
    with pytest.raises(RightMissing):
        set_unit_conversion(code="MUG-1", unit="case", factor=24, actor=jo, at=NOON)

    assert units() == {"case": 12}
    assert Entry.objects.count() == entries


def test_is_taken_away_again(mug, ada):
    set_unit_conversion(code="MUG-1", unit="case", factor=12, actor=ada, at=NOON)

    remove_unit_conversion(code="MUG-1", unit="case", actor=ada, at=NOON)

    assert units() == {}
    assert actions(mug)[-1] == "inventory.sku.unit_removed"


def test_is_not_taken_away_while_a_barcode_stands_for_it(mug, ada):
    set_unit_conversion(code="MUG-1", unit="case", factor=12, actor=ada, at=NOON)
    add_identifier(code="MUG-1", value="15012345678907", unit="case", actor=ada, at=NOON)
    entries = Entry.objects.count()

    with pytest.raises(errors.UnitInUse, match="15012345678907"):
        remove_unit_conversion(code="MUG-1", unit="case", actor=ada, at=NOON)
    with pytest.raises(errors.UnitUnknown):
        remove_unit_conversion(code="MUG-1", unit="pallet", actor=ada, at=NOON)

    assert units() == {"case": 12}
    assert Entry.objects.count() == entries
