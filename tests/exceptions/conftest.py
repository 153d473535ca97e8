import pytest

from tests.factories import make_person, make_place


@pytest.fixture
def network(db):
    return make_place("UK", name="United Kingdom")


@pytest.fixture
def camden(network):
    return make_place("112", parent=network, name="Camden")


@pytest.fixture
def york(network):
    return make_place("027", parent=network, name="York")


@pytest.fixture
def omar(network):
    return make_person("Omar", role="ops agent", scope=network)


@pytest.fixture
def ada(network):
    return make_person("Ada", role="admin", scope=network)


@pytest.fixture
def lena(network):
    return make_person("Lena", role="ops lead", scope=network)


@pytest.fixture
def make_manager():
    """Who runs one place and sees no other."""

    def make(place):
        return make_person(f"Mara{place.code}", role="store manager", scope=place)

    return make
