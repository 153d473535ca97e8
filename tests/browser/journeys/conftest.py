import pytest

from tests.browser.journeys.cast import Cast, make_cast
from tests.browser.journeys.weekend import Weekend, make_weekend
from tests.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Friday 20 November 2026, 14:32 in London."""
    return Clock(monkeypatch)


@pytest.fixture
def cast(transactional_db: None, clock: Clock) -> Cast:
    return make_cast()


@pytest.fixture
def weekend(cast: Cast) -> Weekend:
    return make_weekend(cast)
