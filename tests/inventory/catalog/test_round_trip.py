"""What a list exports can be imported again, and then nothing has changed."""

from decimal import Decimal

import pytest

from inventory.catalog.models import Category, Location, Sku
from inventory.catalog.rows import SkuRow
from inventory.catalog.services.bulk_skus import upsert_skus
from inventory.catalog.services.locations import close_location, suspend_location
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    make_admin,
    make_kit,
    make_location,
    make_network,
    make_region,
    make_sku,
)
from tests.workbench.imports import upload
from tests.workbench.jobs import noon
from tests.workbench.test_export_list import content_of, export, rows_of
from workbench.models import Import
from workbench.services.imports import apply_import, check_import
from workbench.services.jobs import run_next_job

pytestmark = pytest.mark.django_db
MUG = SkuRow(
    code="MUG-1",
    name="=Mug",
    category=("Home", "Kitchen", "Mugs"),
    identifiers=(
        ("5012345678900", "", ""),
        ("15012345678907", "", "case"),
        ("S-7", "supplier", ""),
    ),
    units=(("case", 12), ("pallet", 480)),
    cost=Decimal("1.50"),
    price=Decimal("4.99"),
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def brought(actor, content, kind, **options):
    """The file, checked and applied."""
    run = upload(actor, content, kind=kind, options=options)
    check_import(number=run.pk, mapping=run.mapping, actor=actor, at=NOON)
    run_next_job(clock=noon)
    assert Import.objects.get(pk=run.pk).errors == []
    apply_import(number=run.pk, actor=actor, at=NOON)
    run_next_job(clock=noon)
    return Import.objects.get(pk=run.pk)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_skus_come_back_as_they_were(gifts, ada, form):
    upsert_skus(network=gifts, rows=[MUG], actor=ada, at=NOON)
    make_sku(gifts, "OLD-1", lifecycle="discontinued")
    make_sku(gifts, "ML-1", base_unit="ml")
    make_kit(gifts, components={"MUG-1": 2})

    run = brought(ada, content_of(export(ada, form=form)), "skus", network="gifts")

    assert run.counts == {"created": 0, "changed": 0, "unchanged": 4}
    assert (Category.objects.count(), Sku.objects.get(code="MUG-1").name) == (3, "=Mug")


def test_skus_are_made_elsewhere_with_all_they_had(gifts, ada):
    upsert_skus(network=gifts, rows=[MUG], actor=ada, at=NOON)
    _head, rows = rows_of(content_of(export(ada)))

    assert dict(zip(*rows, strict=True)) == {
        "Code": "MUG-1",
        "Name": "'=Mug",
        "Category": "Home > Kitchen > Mugs",
        "Barcodes": "5012345678900; 15012345678907=case",
        "Supplier numbers": "S-7",
        "Units": "case=12; pallet=480",
        "Base unit": "piece",
        "Kind": "simple",
        "Lifecycle": "active",
        "Standard cost": "1.5000",
        "Retail price": "4.9900",
        "Currency": "GBP",
        "Network": "gifts",
    }


def test_costs_are_for_those_who_see_values(gifts):
    make_sku(gifts, "MUG-1")
    sam = make_person("Sam", role="store manager", scope=gifts)
    _head, rows = rows_of(content_of(export(sam)))

    assert ("Standard cost" in rows[0]) is sam.may("value.view")


def test_locations_come_back_as_they_were(gifts, ada):
    north = make_region("north", gifts)
    make_location(north, "S-1")
    make_location(gifts, "S-2", kind="dc", lifecycle="planned")
    make_location(gifts, "S-3")
    suspend_location(code="S-3", reason="Flood", actor=ada, at=NOON)
    close_location(code="S-3", reason="Flood", actor=ada, at=NOON)

    run = brought(ada, content_of(export(ada, key="inventory.locations")), "locations")

    assert run.counts == {"created": 0, "changed": 0, "unchanged": 3}
    assert Location.objects.get(place__code="S-3").lifecycle == "closed"
