import pytest

from accounts.errors import PlaceOutsideScope, RightMissing, TimeZoneUnknown
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Location
from inventory.catalog.services.locations import change_location, set_location_grace
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    actions,
    last_entry,
    make_admin,
    make_location,
    make_network,
)

pytestmark = pytest.mark.django_db
SAME = {
    "code": "S-001",
    "name": "Store S-001",
    "kind": "store",
    "time_zone": "Europe/London",
    "grace_minutes": 30,
    "at": NOON,
}


@pytest.fixture
def store():
    return make_location(make_network())


@pytest.fixture
def ada(store):
    return make_admin(store.place.parent)


def test_changes_the_location_and_its_place(store, ada):
    wanted = {"name": "Camden", "kind": "dark_store", "time_zone": "Europe/Dublin"}

    change_location(**SAME | wanted, version=store.version, actor=ada)

    changed = Location.objects.get(pk=store.pk)
    assert (changed.name, changed.kind, changed.version) == (
        "Camden",
        "dark_store",
        store.version + 1,
    )
    assert actions(store) == ["inventory.location.changed"]
    assert actions(store.place) == ["accounts.place.changed"]


def test_sets_the_grace_alone(store, ada):
    set_location_grace(code="S-001", minutes=90, actor=ada, at=NOON)

    assert Location.objects.get(pk=store.pk).grace_minutes == 90
    assert last_entry("inventory.location.changed").before == {"grace_minutes": 30}


def test_notes_a_change_of_name_where_the_name_is_kept(store, ada):
    change_location(**SAME | {"name": "Camden"}, actor=ada)

    assert Location.objects.get(pk=store.pk).version == store.version + 1
    assert actions(store) == []
    assert actions(store.place) == ["accounts.place.changed"]


def refused(error, store, **facts):
    entries = Entry.objects.count()
    with pytest.raises(error):
        change_location(**SAME | {"kind": "dc"} | facts)
    assert Location.objects.get(pk=store.pk).version == store.version
    assert Entry.objects.count() == entries


def test_refuses_people_without_the_right_or_the_place(store):
    jo = make_person("Jo", role="warehouse", scope=store.place)
    finn = make_admin(make_network("fresh"), "Finn")

    refused(RightMissing, store, actor=jo)
    refused(PlaceOutsideScope, store, actor=finn)


def test_refuses_what_does_not_fit(store, ada):
    refused(errors.LocationUnknown, store, actor=ada, code="nobody")
    refused(errors.LocationChangedMeanwhile, store, actor=ada, version=store.version - 1)
    refused(errors.LocationCodeUnfit, store, actor=ada, name="")
    refused(errors.GraceUnfit, store, actor=ada, grace_minutes=-1)
    refused(TimeZoneUnknown, store, actor=ada, time_zone="Mars/Base")
    refused(errors.NothingToChange, store, actor=ada, kind="store")
