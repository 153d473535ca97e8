import pytest

from tests.inventory.receiving.dock import Dock, make_dock


@pytest.fixture
def dock(db: None) -> Dock:
    return make_dock()


@pytest.fixture
def real_dock(transactional_db: None) -> Dock:
    return make_dock()
