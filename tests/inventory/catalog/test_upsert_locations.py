import pytest

from accounts.models import Place
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.location_rows import LocationRow, location_row_faults
from inventory.catalog.models import Location
from inventory.catalog.services.bulk_locations import upsert_locations
from inventory.catalog.services.bulk_skus import Upserted
from tests.factories import NOON
from tests.inventory.catalog.factories import (
    actions,
    make_admin,
    make_location,
    make_network,
    make_region,
)

pytestmark = pytest.mark.django_db
CAMDEN = LocationRow(code="S-112", name="Camden", kind="store", parent="north", grace_minutes=45)


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def north(gifts):
    return make_region("north", gifts)


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def test_makes_changes_and_leaves(gifts, north, ada):
    make_location(gifts, "S-001")
    rows = [
        CAMDEN,
        LocationRow(code="S-001", kind="dark_store"),
        LocationRow(code="DC-1", name="Leeds", kind="dc", parent="gifts", lifecycle="planned"),
    ]

    first = upsert_locations(rows=rows, actor=ada, at=NOON)
    second = upsert_locations(rows=rows, actor=ada, at=NOON)

    assert (first, second) == (Upserted(created=2, changed=1), Upserted(unchanged=3))
    camden = Location.objects.get(place__code="S-112")
    assert (camden.lifecycle, camden.grace_minutes, camden.place.parent) == ("open", 45, north)
    assert Location.objects.get(place__code="DC-1").lifecycle == "planned"
    assert actions(camden) == ["inventory.location.created", "inventory.location.opened"]


def test_refuses_all_rows_when_one_does_not_fit(north, ada):
    before = Place.objects.count(), Entry.objects.count()

    with pytest.raises(errors.RowsDoNotFit, match="the first is S-9: This location is new"):
        upsert_locations(rows=[CAMDEN, LocationRow(code="S-9")], actor=ada, at=NOON)

    assert not Location.objects.exists()
    assert (Place.objects.count(), Entry.objects.count()) == before


def fields(rows, actor):
    return [(fault.index, fault.field) for fault in location_row_faults(rows, actor=actor)]


def test_finds_every_fault_of_every_row_at_once(north, ada):
    rows = [
        LocationRow(code="x" * 41, name="A\tB", time_zone="Mars", grace_minutes=-1),
        LocationRow(code="north", name="N", kind="dc", parent="gifts"),
        LocationRow(code="S-1", name="One", kind="dc", parent="nowhere"),
        CAMDEN,
        CAMDEN,
    ]

    assert fields(rows, ada) == [
        *((0, "code"), (0, "name"), (0, "time_zone"), (0, "grace_minutes")),
        *((0, "kind"), (0, "parent")),
        *((1, "code"), (2, "parent"), (3, "code"), (4, "code")),
    ]


def test_finds_what_lies_elsewhere(gifts, north, ada):
    store = make_location(gifts, "S-001")
    make_location(make_network("fresh"), "F-1")
    make_region("east", Place.objects.get(code="fresh"))
    rows = [
        LocationRow(code="S-001", parent="north"),
        LocationRow(code="F-1"),
        LocationRow(code="S-2", name="Two", kind="store", parent="east"),
        LocationRow(code="S-3", name="Three", kind="store", parent=store.code),
    ]

    assert fields(rows, ada) == [(0, "parent"), (1, "code"), (2, "parent"), (3, "parent")]
