import pytest

from tests.inventory.intake.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def transactional_world(transactional_db: None) -> World:
    return make_world()
