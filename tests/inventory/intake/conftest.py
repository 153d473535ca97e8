from collections.abc import Iterator

import pytest

from inventory.intake.api import authentication, principal
from inventory.intake.queries import kept
from tests.inventory.intake.world import World, make_world


@pytest.fixture(autouse=True)
def nothing_kept_between_tests() -> Iterator[None]:
    yield
    principal.forget_sources()
    authentication.forget_tokens()
    kept.forget()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def transactional_world(transactional_db: None) -> World:
    return make_world()
