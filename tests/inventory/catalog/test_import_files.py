from decimal import Decimal

import pytest

from inventory.catalog.models import CostPrice, Location, Sku, SkuIdentifier
from inventory.catalog.queries import resolve_codes
from tests.factories import NOON
from tests.inventory.catalog.factories import (
    make_admin,
    make_location,
    make_network,
    make_region,
    make_sku,
)
from tests.workbench.files import workbook
from tests.workbench.imports import applied, checked
from workbench.services import imports

pytestmark = pytest.mark.django_db
HEAD = "SKU code,Description,Category,EAN,Pack size,Cost price,RRP,Supplier number\n"
MUG = "MUG-1,Mug,Home > Mugs,5012345678900; 15012345678907=case,case=12,1.50,4.99,S-7\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


@pytest.fixture
def bring(ada, monkeypatch):
    """Upload a file of a kind, check it, and apply it when it has no errors."""

    def bringing(kind, text, *, options=None, apply=True):
        plain = imports.upload_import
        given = {"kind": kind, "options": options or {}}
        monkeypatch.setattr(
            "tests.workbench.imports.upload_import", lambda **facts: plain(**facts | given)
        )
        return (applied if apply else checked)(ada, text)

    return bringing


def skus(bring, text, **facts):
    return bring("skus", text, options={"network": "gifts"}, **facts)


def told(run):
    return [(error["row"], error["column"], error["text"]) for error in run.errors]


def test_brings_skus_with_everything_a_row_says(bring):
    run = skus(bring, HEAD + MUG + "CUP-1,Cup,,,,,,\n")

    mug = Sku.objects.get(code="MUG-1")
    assert (run.status, run.counts) == (
        "applied",
        {"created": 2, "changed": 0, "unchanged": 0},
    )
    assert (mug.name, mug.category.name, mug.lifecycle) == ("Mug", "Mugs", "active")
    assert resolve_codes(["15012345678907"])["15012345678907"].unit == "case"
    assert SkuIdentifier.objects.get(value="S-7").scheme == "supplier"
    amounts = dict(CostPrice.objects.values_list("kind", "amount"))
    assert amounts == {"cost": Decimal("1.5"), "retail": Decimal("4.99")}


def test_changes_nothing_when_the_same_file_comes_again(bring):
    skus(bring, HEAD + MUG)

    assert skus(bring, HEAD + MUG).counts == {"created": 0, "changed": 0, "unchanged": 1}


def test_reads_the_typed_cells_of_a_workbook(bring):
    rows = [["Code", "Name", "Barcodes", "Standard cost"], [4711, "Mug", 5012345678900, 1.5]]

    skus(bring, workbook(rows).getvalue())

    assert SkuIdentifier.objects.get().sku.code == "4711"
    assert CostPrice.objects.get().amount == Decimal("1.5")


def test_tells_what_is_wrong_with_skus_by_row_and_column(bring, gifts):
    make_sku(gifts, "CUP-1")
    text = HEAD + (
        "MUG-1,Mug,Home >,5012345678901,box of 6,abc,-1,\n"
        "CUP-1,,,,,,,\n"
        "NEW-1,,,,,,,\n"
        "MUG-1,Mug again,,,,,,\n"
    )

    run = skus(bring, text, apply=False)

    assert run.status == "faulty"
    assert [(row, column) for row, column, _text in told(run)] == [
        *((2, "SKU code"), (2, "Category"), (2, "EAN"), (2, "Pack size")),
        *((2, "Cost price"), (2, "RRP"), (4, "Description"), (5, "SKU code")),
    ]
    assert "the last digit is 1 and should be 0" in told(run)[2][2]
    assert list(Sku.objects.values_list("code", flat=True)) == ["CUP-1"]


def test_refuses_formulas_in_cells(bring):
    rows = [["Code", "Name"], ["MUG-1", '=CONCAT("M","ug")']]

    run = skus(bring, workbook(rows).getvalue(), apply=False)

    assert told(run) == [(2, "Name", "This is a formula. Copy the column and paste it as values.")]


def test_brings_locations(bring, gifts):
    north = make_region("north", gifts)
    make_location(gifts, "S-001")
    text = (
        "Store number,Store name,Type,Region,Grace in minutes\n"
        "S-112,Camden,Store,north,45\n"
        "S-001,,dark_store,,\n"
    )

    run = bring("locations", text)

    camden = Location.objects.get(place__code="S-112")
    assert run.counts == {"created": 1, "changed": 1, "unchanged": 0}
    assert (camden.place.parent, camden.grace_minutes, camden.lifecycle) == (north, 45, "open")
    assert Location.objects.get(place__code="S-001").kind == "dark_store"


def test_tells_what_is_wrong_with_locations(bring):
    text = "Code,Name,Kind,Lies in\nS-1,One,shed,gifts\nS-2,Two,store,nowhere\nS-3,,,\n"

    run = bring("locations", text, apply=False)

    assert [(row, column) for row, column, _text in told(run)] == [
        *((2, "Kind"), (3, "Lies in"), (4, "Name"), (4, "Kind"), (4, "Lies in")),
    ]
    assert not Location.objects.exists()
    assert run.uploaded_at == NOON
