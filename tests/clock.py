"""The product's clock, set by a test. It runs on from the moment it was set to, or stands still.

Every entry point asks `kernel.clock.now`, also those of a live server in this process. What the
database and signed tokens note of themselves goes by the machine's clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from kernel import clock

LONDON = ZoneInfo("Europe/London")
# The moment of the ten journeys.
THAT_FRIDAY = datetime(2026, 11, 20, 14, 32, tzinfo=LONDON)


class Clock:
    """Stands in for `datetime` in the module that reads the clock."""

    def __init__(self, patch: pytest.MonkeyPatch, at: datetime = THAT_FRIDAY) -> None:
        self.ahead = timedelta()
        self.held: datetime | None = None
        self.set(at)
        patch.setattr(clock, "datetime", self)

    def set(self, at: datetime) -> None:
        self.held = None
        self.ahead = at - datetime.now(tz=at.tzinfo)

    def hold(self, at: datetime) -> None:
        """It stands still until it is set again: for what a screen says of minutes."""
        self.held = at

    def now(self, tz: tzinfo) -> datetime:
        return self.held.astimezone(tz) if self.held else datetime.now(tz=tz) + self.ahead
