from datetime import timedelta

import pytest

from accounts.services import create_client
from tests.factories import NOON, make_person, make_place


@pytest.fixture
def network(db):
    return make_place("UK", name="United Kingdom")


@pytest.fixture
def north(network):
    return make_place("NORTH", parent=network)


@pytest.fixture
def camden(network):
    return make_place("112", parent=network, name="Camden")


@pytest.fixture
def york(north):
    return make_place("027", parent=north, name="York")


@pytest.fixture
def abroad(db):
    return make_place("FR", name="France")


@pytest.fixture
def ada(network):
    return make_person("Ada", role="admin", scope=network)


@pytest.fixture
def ines(network):
    return make_person("Ines", role="integration engineer", scope=network)


@pytest.fixture
def priya(camden):
    return make_person("Priya", role="store manager", scope=camden)


@pytest.fixture
def jo(camden):
    return make_person("Jo", role="store staff", scope=camden)


@pytest.fixture
def tills(camden, ada):
    """A client and its token."""
    return create_client(
        name="tills",
        source_code="pos",
        place=camden,
        scopes=["events:write", "stock:read"],
        actor=ada,
        at=NOON - timedelta(days=1),
    )


@pytest.fixture
def make_region(network):
    def make(code):
        region = make_place(code, parent=network)
        region.kind = "region"
        region.save(update_fields=["kind"])
        return region

    return make
