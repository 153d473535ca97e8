import pytest

from tests.inventory.counts.world import Store, make_store


@pytest.fixture
def store(db: None) -> Store:
    return make_store()


@pytest.fixture
def racing_store(transactional_db: None) -> Store:
    return make_store()
