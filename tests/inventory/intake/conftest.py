import pytest

from tests.inventory.intake.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()
