"""A small shop floor: one network with two stores and a foreign one, one SKU, people who look."""

from typing import NamedTuple

import pytest

from accounts.models import Place, User
from inventory.catalog.models import Location, Sku
from tests.factories import make_person, make_place
from tests.inventory.ledger.books import make_location, make_sku
from tests.inventory.ledger.shop import Shop


class Floor(NamedTuple):
    network: Place
    camden: Location
    soho: Location
    lyon: Location
    sku: Sku
    other: Sku
    omar: User
    priya: User


@pytest.fixture
def floor(db: None) -> Floor:
    """Omar sees the network, Priya only Camden; Lyon belongs to another network."""
    network = make_place("uk")
    france = make_place("fr")
    camden = make_location("camden", under=network)
    return Floor(
        network=network,
        camden=camden,
        soho=make_location("soho", under=network),
        lyon=make_location("lyon", under=france),
        sku=make_sku("crew-m", network=network),
        other=make_sku("crew-l", network=network),
        omar=make_person("Omar", scope=network),
        priya=make_person("Priya", scope=camden.place),
    )


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop()
