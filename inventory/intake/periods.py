"""The stretches of time the intake page looks at. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Period:
    key: str
    label: Promise
    length: timedelta
    bucket: timedelta

    def starts(self, at: datetime) -> list[datetime]:
        """The beginnings of its buckets, oldest first; the last one holds the moment."""
        last = EPOCH + (at - EPOCH) // self.bucket * self.bucket
        count = self.length // self.bucket
        return [last - self.bucket * back for back in range(count - 1, -1, -1)]


PERIODS = (
    Period("1h", _("1 h"), timedelta(hours=1), timedelta(minutes=2)),
    Period("24h", _("24 h"), timedelta(hours=24), timedelta(minutes=30)),
    Period("7d", _("7 d"), timedelta(days=7), timedelta(hours=4)),
)


def period_of(key: str) -> Period:
    """The named one, else a day."""
    return next((period for period in PERIODS if period.key == key), PERIODS[1])
