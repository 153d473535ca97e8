import pytest

from accounts.errors import PlaceCodeTaken, PlaceOutsideScope, RightMissing, WrongParent
from accounts.models import Place
from audit.models import Entry
from inventory.catalog import errors
from inventory.catalog.models import Location
from inventory.catalog.services.locations import add_location, create_location
from tests.factories import NOON, make_person
from tests.inventory.catalog.factories import (
    actions,
    make_admin,
    make_location,
    make_network,
    make_region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gifts():
    return make_network()


@pytest.fixture
def ada(gifts):
    return make_admin(gifts)


def test_makes_the_place_and_the_location_that_is_one_with_it(gifts, ada):
    north = make_region("north", gifts)

    location = create_location(
        code="S-112",
        name="Camden",
        kind="store",
        parent=north,
        actor=ada,
        at=NOON,
        time_zone="Europe/Dublin",
        grace_minutes=60,
    )

    location = Location.objects.get(pk=location.pk)
    assert (location.code, location.name, location.lifecycle) == ("S-112", "Camden", "planned")
    assert location.place.path == f"{north.path}{location.pk}/"
    assert (location.place.time_zone, location.grace_minutes) == ("Europe/Dublin", 60)
    assert actions(location) == ["inventory.location.created"]
    assert actions(location.place) == ["accounts.place.created"]


def test_lets_an_existing_place_hold_stock(gifts, ada):
    place = make_location(gifts, "S-001").place
    Location.objects.filter(pk=place.pk).delete()

    location = add_location(place=place, kind="dc", actor=ada, at=NOON)

    assert (location.pk, location.kind) == (place.pk, "dc")
    assert actions(location) == ["inventory.location.created"]


def refused(error, **facts):
    before = Place.objects.count(), Location.objects.count(), Entry.objects.count()
    given = {"code": "S-1", "name": "Shop", "kind": "store", "at": NOON}
    with pytest.raises(error):
        create_location(**given | facts)
    assert (Place.objects.count(), Location.objects.count(), Entry.objects.count()) == before


def test_refuses_people_without_the_right_or_the_parent(gifts):
    south = make_region("south", gifts)
    nora = make_admin(make_region("north", gifts), "Nora")

    refused(RightMissing, parent=gifts, actor=make_person("Jo", role="warehouse", scope=gifts))
    refused(PlaceOutsideScope, parent=south, actor=nora)
    refused(PlaceOutsideScope, parent=gifts, actor=nora)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"code": ""}, errors.LocationCodeUnfit),
        ({"code": "x" * 41}, errors.LocationCodeUnfit),
        ({"name": " "}, errors.LocationCodeUnfit),
        ({"grace_minutes": -1}, errors.GraceUnfit),
        ({"grace_minutes": 10_081}, errors.GraceUnfit),
        ({"code": "gifts"}, PlaceCodeTaken),
    ],
)
def test_refuses_what_does_not_fit(gifts, ada, facts, error):
    refused(error, parent=gifts, actor=ada, **facts)


def test_refuses_a_location_below_a_location(gifts, ada):
    refused(WrongParent, parent=make_location(gifts).place, actor=ada)


def test_refuses_to_add_where_there_is_one_or_can_be_none(gifts, ada):
    location = make_location(gifts)
    entries = Entry.objects.count()

    with pytest.raises(errors.AlreadyALocation):
        add_location(place=location.place, kind="dc", actor=ada, at=NOON)
    with pytest.raises(errors.PlaceIsNoSite):
        add_location(place=gifts, kind="dc", actor=ada, at=NOON)

    assert Location.objects.count() == 1
    assert Entry.objects.count() == entries
