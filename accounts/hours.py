"""Business hours: whether a place is open, and how many minutes of a stretch count.

Hours are wall-clock times of the place; lengths are measured in UTC, so a day with a clock change
is as long as it really is. A place without a calendar, and with none above it, never closes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Calendar, Holiday, Place

# Nobody waits longer for a place to open.
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Hours:
    """A calendar in a time zone, read once; all questions after that are pure."""

    zone: ZoneInfo
    opens: tuple[int, ...]
    closes: tuple[int, ...]
    holidays: frozenset[date]

    def of_day(self, day: date) -> tuple[datetime, datetime] | None:
        """When this day begins and ends, in UTC; None when it is closed."""
        first, last = self.opens[day.weekday()], self.closes[day.weekday()]
        if first >= last or day in self.holidays:
            return None
        return self._at(day, first), self._at(day, last)

    def _at(self, day: date, minute: int) -> datetime:
        midnight = datetime.combine(day + timedelta(days=minute // 1440), time(), tzinfo=self.zone)
        wall = midnight.replace(hour=minute % 1440 // 60, minute=minute % 60)
        return wall.astimezone(UTC)

    def stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open parts of a stretch of time, in order."""
        day = start.astimezone(self.zone).date()
        last = end.astimezone(self.zone).date()
        while day <= last:
            hours = self.of_day(day)
            if hours and max(hours[0], start) < min(hours[1], end):
                yield max(hours[0], start), min(hours[1], end)
            day += timedelta(days=1)


def calendar_of(place: Place) -> Calendar | None:
    """A place's own calendar, else that of the nearest place above it."""
    if place.calendar_id:
        return place.calendar
    above = [int(step) for step in place.path.strip("/").split("/")[:-1]]
    named = Place.objects.filter(pk__in=above, calendar__isnull=False)
    nearest = max(named.select_related("calendar"), key=lambda node: len(node.path), default=None)
    return nearest.calendar if nearest else None


def hours_of(place: Place) -> Hours | None:
    """What the questions below need, in two queries; None for what never closes."""
    return hours_of_places([place])[place.pk]


def hours_of_places(places: Iterable[Place]) -> dict[int, Hours | None]:
    """The same for many places, by their id, in as many queries."""
    chains = {
        place.pk: [int(step) for step in place.path.strip("/").split("/")] for place in places
    }
    zones = {place.pk: ZoneInfo(place.time_zone) for place in places}
    steps = {step for chain in chains.values() for step in chain}
    named = Place.objects.filter(pk__in=steps, calendar__isnull=False).select_related("calendar")
    calendars = {place.pk: place.calendar for place in named if place.calendar}
    days: dict[int, set[date]] = defaultdict(set)
    kept = Holiday.objects.filter(calendar__in=set(calendars.values()))
    for number, day in kept.values_list("calendar_id", "day"):
        days[number].add(day)
    found: dict[int, Hours | None] = {}
    for pk, chain in chains.items():
        nearest = next((calendars[step] for step in reversed(chain) if step in calendars), None)
        found[pk] = None
        if nearest is not None:
            opens, closes = tuple(nearest.opens), tuple(nearest.closes)
            found[pk] = Hours(zones[pk], opens, closes, frozenset(days[nearest.pk]))
    return found


def digest_of(hours: Hours | None) -> str:
    """Tells whether hours have changed since clocks were set by them."""
    if hours is None:
        return "always"
    days = sorted(day.isoformat() for day in hours.holidays)
    text = repr((hours.zone.key, hours.opens, hours.closes, days))
    return hashlib.sha256(text.encode()).hexdigest()


def is_open(place: Place, at: datetime) -> bool:
    """Whether a place is open at a moment; closing time is no longer open."""
    hours = hours_of(place)
    if hours is None:
        return True
    today = hours.of_day(at.astimezone(hours.zone).date())
    return today is not None and today[0] <= at < today[1]


def business_minutes(place: Place, start: datetime, end: datetime) -> int:
    """Whole minutes in which a place was open between two moments; zero when they are swapped."""
    return int(open_time(hours_of(place), start, end).total_seconds() // 60)


def after_business_minutes(place: Place, start: datetime, minutes: int) -> datetime | None:
    """The moment when so many open minutes have passed; None when it never opens in a year."""
    return after_open_time(hours_of(place), start, timedelta(minutes=minutes))


def open_time(hours: Hours | None, start: datetime, end: datetime) -> timedelta:
    """How long it was open between two moments; nothing when they are swapped."""
    if end <= start:
        return timedelta()
    stretches = [(start, end)] if hours is None else hours.stretches(start, end)
    return sum((last - first for first, last in stretches), timedelta())


def after_open_time(hours: Hours | None, start: datetime, left: timedelta) -> datetime | None:
    """The moment when it was open for so long; None when it never opens in a year."""
    if hours is None:
        return start + left
    for first, last in hours.stretches(start, start + FURTHEST + left):
        if last - first >= left:
            return first + left
        left -= last - first
    return None
