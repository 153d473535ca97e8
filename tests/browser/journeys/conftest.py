import pytest

from tests.browser.journeys.weekend import Weekend, make_weekend


@pytest.fixture
def weekend(transactional_db: None) -> Weekend:
    return make_weekend()
