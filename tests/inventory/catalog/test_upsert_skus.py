from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.errors import PlaceOutsideScope, RightMissing
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Category, CostPrice, Sku, SkuIdentifier, UnitConversion
from inventory.catalog.queries import resolve_codes
from inventory.catalog.rows import SkuRow, sku_row_faults
from inventory.catalog.services.bulk_skus import Upserted, upsert_skus
from inventory.catalog.services.codes import add_identifier
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    actions,
    last_entry,
    make_admin,
    make_kit,
    make_network,
    make_sku,
)

pytestmark = pytest.mark.django_db
FULL = SkuRow(
    code="MUG-1",
    name="Mug",
    category=("Home", "Mugs"),
    identifiers=(("5012345678900", "", ""), ("15012345678907", "", "case")),
    units=(("case", 12),),
    cost=Decimal("1.50"),
    price=Decimal("4.99"),
    money_from=date(2026, 1, 1),
    attributes={"brand": "Ours"},
)
PLAIN = SkuRow(code="CUP-1", name="Cup")


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def upsert(gifts, rows, actor=None):
    return upsert_skus(network=gifts, rows=rows, actor=actor, at=NOON)


def test_makes_what_is_new_with_everything_the_row_says(gifts, ada):
    done = upsert(gifts, [FULL, PLAIN], ada)

    mug = Sku.objects.get(code="MUG-1")
    assert done == Upserted(created=2)
    assert (mug.name, mug.lifecycle, mug.attributes) == ("Mug", "active", {"brand": "Ours"})
    assert (mug.category.name, mug.category.parent.name) == ("Mugs", "Home")
    assert resolve_codes(["MUG-1", "15012345678907", "?"]).keys() == {"MUG-1", "15012345678907"}
    assert resolve_codes(["15012345678907"])["15012345678907"].unit == "case"
    assert SkuIdentifier.objects.get(value="5012345678900").scheme == "ean13"
    assert CostPrice.objects.filter(sku=mug, valid_from=date(2026, 1, 1)).count() == 2
    assert actions(mug) == ["inventory.sku.created"]
    assert last_entry("inventory.sku.created").place_path == gifts.path


def test_changes_nothing_the_second_time(gifts, ada):
    upsert(gifts, [FULL, PLAIN], ada)
    entries = Entry.objects.count()

    done = upsert(gifts, [FULL, PLAIN], ada)

    assert done == Upserted(unchanged=2)
    assert Entry.objects.count() == entries
    assert Category.objects.count() == 2


def test_brings_what_exists_to_what_the_rows_say_and_leaves_the_rest(gifts, ada):
    upsert(gifts, [FULL], ada)
    row = SkuRow(code="MUG-1", name="Mug, blue", units=(("case", 24),), cost=Decimal("1.75"))

    done = upsert(gifts, [row], ada)

    mug = Sku.objects.get(code="MUG-1")
    assert done == Upserted(changed=1)
    assert (mug.name, mug.category.name, mug.version) == ("Mug, blue", "Mugs", 2)
    assert UnitConversion.objects.get(sku=mug).factor == 24
    assert CostPrice.objects.filter(sku=mug, kind="cost").count() == 2
    entry = last_entry("inventory.sku.changed")
    assert entry.before == {"name": "Mug"}
    assert entry.after == {
        "name": "Mug, blue",
        "units": ["case of 24"],
        "cost": ["1.75 from 2026-11-20"],
    }


def test_keeps_an_amount_that_holds_already(gifts, ada):
    upsert(gifts, [FULL], ada)
    entries = Entry.objects.count()

    done = upsert_skus(
        network=gifts, rows=[replace(FULL, money_from=None)], actor=ada, at=NOON + timedelta(days=1)
    )

    assert done == Upserted(unchanged=1)
    assert (CostPrice.objects.count(), Entry.objects.count()) == (2, entries)


def test_makes_a_kit_a_draft_until_it_has_a_recipe(gifts, ada):
    upsert(gifts, [SkuRow(code="BOX-1", name="Box", kind="kit")], ada)

    assert Sku.objects.get(code="BOX-1").lifecycle == "draft"


@pytest.mark.parametrize("lifecycle", ["active", "discontinued"])
def test_refuses_a_kit_without_a_recipe_that_is_more_than_a_draft(gifts, lifecycle):
    row = SkuRow(code="BOX-1", name="Box", kind="kit", lifecycle=lifecycle)

    assert [(index, field) for index, field, _text in faults(gifts, row)] == [(0, "lifecycle")]


def test_leaves_the_lifecycle_of_what_exists(gifts, ada):
    make_sku(gifts, "CUP-1", name="Cup", lifecycle="discontinued")

    assert upsert(gifts, [PLAIN], ada) == Upserted(unchanged=1)

    assert Sku.objects.get(code="CUP-1").lifecycle == "discontinued"


def refused(error, gifts, rows, actor=None):
    before = Sku.objects.count(), Category.objects.count(), Entry.objects.count()
    with pytest.raises(error) as caught:
        upsert(gifts, rows, actor)
    assert (Sku.objects.count(), Category.objects.count(), Entry.objects.count()) == before
    return caught.value.sentence


def test_refuses_people_without_the_right_or_the_network(gifts):
    finn = make_admin(make_network("fresh"), "Finn")

    refused(RightMissing, gifts, [PLAIN], make_person("Jo", role="warehouse", scope=gifts))
    refused(PlaceOutsideScope, gifts, [PLAIN], finn)


def test_refuses_all_rows_when_one_does_not_fit(gifts, ada):
    sentence = refused(errors.RowsDoNotFit, gifts, [PLAIN, replace(FULL, name="")], ada)

    assert "1 rows do not fit, the first is MUG-1: This SKU is new" in sentence


def faults(gifts, *rows):
    return [(fault.index, fault.field, fault.text) for fault in sku_row_faults(gifts, rows)]


def test_finds_every_fault_of_every_row_at_once(gifts):
    bad = SkuRow(
        code=" X",
        name="x" * 201,
        category=("",),
        units=(("piece", 12),),
        identifiers=(("5012345678901", "ean13", "box"),),
        cost=Decimal("-1"),
        price=Decimal("1.23456"),
    )

    found = faults(gifts, PLAIN, bad)

    assert {index for index, _, _ in found} == {1}
    assert sorted(field for _, field, _ in found) == [
        *("category", "code", "cost"),
        *("identifiers", "identifiers", "name", "price", "units"),
    ]


def test_finds_rows_that_contradict_each_other(gifts):
    other = SkuRow(code="CUP-1", name="Cup", identifiers=(("05012345678900", "", ""),))

    found = faults(gifts, FULL, other, PLAIN)

    assert (0, "identifiers", "5012345678900 also belongs to CUP-1.") in found
    assert (1, "identifiers", "05012345678900 also belongs to MUG-1.") in found
    twice = [index for index, _, text in found if "more than once" in text]
    assert twice == [1, 2]


def test_finds_rows_that_contradict_the_books(gifts):
    make_sku(gifts, "CUP-1")
    make_kit(gifts, components={"CUP-1": 1})
    make_sku(make_network("fresh"), "APPLE")
    add_identifier(code="CUP-1", value="96385074", actor=None, at=NOON)
    rows = [
        SkuRow(code="BOX-1", kind="simple"),
        SkuRow(code="CUP-1", base_unit="gram", lifecycle="draft"),
        SkuRow(code="APPLE"),
        SkuRow(code="96385074", name="Shadow"),
        SkuRow(code="NEW-1", name="New", identifiers=(("96385074", "", ""), ("BOX-1", "", ""))),
    ]

    found = faults(gifts, *rows)

    assert [(index, field) for index, field, _ in found] == [
        *((0, "kind"), (1, "base_unit"), (1, "lifecycle"), (2, "code"), (3, "code")),
        *((4, "identifiers"), (4, "identifiers")),
    ]


def test_writes_more_than_one_batch(gifts, ada):
    rows = [SkuRow(code=f"B-{number:05d}", name="Thing") for number in range(2100)]

    assert upsert(gifts, rows, ada) == Upserted(created=2100)
    assert Sku.objects.count() == 2100
