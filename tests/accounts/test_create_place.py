import pytest

from accounts import errors
from accounts.models import Place
from accounts.services import create_place
from tests.factories import NOON, make_person
from tests.trail import audit_entries


def create(actor, parent, **changes):
    facts = {"code": " 300 ", "name": "Leeds", "kind": "place", "at": NOON}
    return create_place(actor=actor, parent=parent, **{**facts, **changes})


def test_hangs_a_place_below_its_parent(ada, make_region):
    north = make_region("NORTH")

    place = create(ada, north)

    assert (place.code, place.path) == ("300", f"{north.path}{place.pk}/")
    entry = audit_entries(place)[0]
    assert (entry.action, entry.place_path) == ("accounts.place.created", place.path)


def test_makes_a_network_with_its_currency(ada):
    place = create(ada, None, code="IE", name="Ireland", kind="network", currency="EUR")

    assert (place.path, place.currency) == (f"/{place.pk}/", "EUR")


def test_who_makes_a_network_sees_it_and_goes_on_with_it(ada):
    network = create(ada, None, code="IE", name="Ireland", kind="network", currency="EUR")

    region = create(ada, network, code="CORK", name="Cork", kind="region")
    other = create(ada, None, code="FR", name="France", kind="network", currency="EUR")

    assert {network.path, other.path} < set(ada.scope_paths)
    assert region.parent == network
    last = audit_entries(ada)[-1]
    assert (last.action, last.reason) == (
        "accounts.user.places_changed",
        "They made the network FR.",
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": " "}, errors.PlaceCodeMissing),
        ({"name": ""}, errors.PlaceCodeMissing),
        ({"kind": "network", "currency": "GBP"}, errors.WrongParent),
        ({"time_zone": "Nowhere"}, errors.TimeZoneUnknown),
        ({"currency": "GBP"}, errors.CurrencyMalformed),
        ({"code": "NORTH"}, errors.PlaceCodeTaken),
    ],
)
def test_refuses_what_does_not_fit(ada, make_region, changes, refusal):
    north = make_region("NORTH")

    with pytest.raises(refusal):
        create(ada, north, **changes)

    assert Place.objects.count() == 2


@pytest.mark.parametrize("currency", ["", "gbp", "POUND"])
def test_refuses_a_network_without_a_currency(ada, currency):
    with pytest.raises(errors.CurrencyMalformed):
        create(ada, None, kind="network", currency=currency)


def test_refuses_a_place_below_a_place(ada, camden):
    with pytest.raises(errors.WrongParent, match="nothing lies below one"):
        create(ada, camden)


def test_refuses_a_place_without_a_parent(ada, network):
    with pytest.raises(errors.WrongParent):
        create(ada, None)


def test_refuses_a_parent_outside_the_actors(ada, abroad):
    with pytest.raises(errors.PlaceOutsideScope):
        create(ada, abroad)


def test_refuses_a_network_to_who_does_not_see_all(ada, abroad):
    with pytest.raises(errors.WholeNetworkNeeded):
        create(ada, None, kind="network", currency="EUR")


def test_refuses_people_without_the_right(network):
    omar = make_person("Omar", role="ops lead", scope=network)

    with pytest.raises(errors.RightMissing):
        create(omar, network)
