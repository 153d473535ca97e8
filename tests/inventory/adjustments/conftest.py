import pytest

from tests.inventory.adjustments.shelf import Shelf, make_shelf


@pytest.fixture
def shelf(db: None) -> Shelf:
    return make_shelf()


@pytest.fixture
def real_shelf(transactional_db: None) -> Shelf:
    return make_shelf()
