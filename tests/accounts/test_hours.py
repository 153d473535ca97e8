from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.hours import Hours, after_business_minutes, business_minutes, calendar_of, is_open
from accounts.models import Calendar, Holiday
from tests.factories import make_place

LONDON = ZoneInfo("Europe/London")


def wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.fixture
def shop(camden):
    """Weekdays 09:00 to 18:00, Sunday 10:00 to 16:00, Saturday closed; Christmas Day off."""
    calendar = Calendar.objects.create(
        name="Shop", opens=[540] * 5 + [0, 600], closes=[1080] * 5 + [0, 960]
    )
    Holiday.objects.create(calendar=calendar, day=date(2026, 12, 25), name="Christmas Day")
    camden.calendar = calendar
    camden.save(update_fields=["calendar"])
    return camden


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-20T08:59:59", False),
        ("2026-11-20T09:00", True),
        ("2026-11-20T17:59:59", True),
        ("2026-11-20T18:00", False),
        ("2026-11-21T12:00", False),
        ("2026-11-22T12:00", True),
        ("2026-12-25T12:00", False),
        ("2026-07-01T09:00", True),
    ],
)
def test_is_open_by_the_clock_on_its_wall(shop, moment, answer):
    assert is_open(shop, wall(moment)) is answer


def test_is_open_where_nobody_set_hours(camden):
    assert is_open(camden, wall("2026-11-22T03:00"))
    assert business_minutes(camden, wall("2026-11-20T00:00"), wall("2026-11-21T00:00")) == 1440


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-20T12:00", "2026-11-20T12:30", 30),
        ("2026-11-20T17:00", "2026-11-20T23:00", 60),
        ("2026-11-20T17:00", "2026-11-22T11:00", 60 + 60),
        ("2026-11-20T17:00", "2026-11-23T10:00", 60 + 360 + 60),
        ("2026-12-24T17:00", "2026-12-28T10:00", 60 + 360 + 60),
        ("2026-11-20T12:00", "2026-11-20T12:00", 0),
        ("2026-11-20T12:00", "2026-11-20T11:00", 0),
        ("2026-11-20T12:00:00", "2026-11-20T12:00:59", 0),
    ],
)
def test_counts_open_minutes_over_nights_weekends_and_holidays(shop, start, end, minutes):
    assert business_minutes(shop, wall(start), wall(end)) == minutes


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(date(2026, 3, 29), 23 * 60), (date(2026, 10, 25), 25 * 60), (date(2026, 6, 7), 24 * 60)],
)
def test_measures_the_days_on_which_the_clock_changes(camden, day, minutes):
    camden.calendar = Calendar.objects.create(name="Always", opens=[0] * 7, closes=[1440] * 7)
    camden.save(update_fields=["calendar"])
    start = datetime.combine(day, datetime.min.time(), tzinfo=LONDON)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=LONDON)

    counted = business_minutes(camden, start.astimezone(UTC), end.astimezone(UTC))

    assert counted == minutes


def test_has_the_hours_of_the_nearest_place_above(network, shop):
    region = make_place("SOUTH", parent=network)
    below = make_place("113", parent=region)
    network.calendar = Calendar.objects.create(name="Far")
    network.save(update_fields=["calendar"])
    region.calendar = shop.calendar
    region.save(update_fields=["calendar"])

    assert calendar_of(below) == shop.calendar
    assert calendar_of(make_place("114", parent=network)).name == "Far"


def test_finds_the_moment_after_so_many_open_minutes(shop):
    start = wall("2026-11-20T17:30")

    due = after_business_minutes(shop, start, 60)

    assert due == wall("2026-11-22T10:30")


def test_finds_no_moment_where_it_never_opens(camden):
    camden.calendar = Calendar.objects.create(name="Never")
    camden.save(update_fields=["calendar"])

    assert after_business_minutes(camden, wall("2026-11-20T12:00"), 1) is None


MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC))
WEEK = Hours(LONDON, (540,) * 7, (1080,) * 7, frozenset())


def length(start, end):
    return sum((last - first for first, last in WEEK.stretches(start, end)), timedelta())


@given(st.lists(MOMENTS, min_size=3, max_size=3).map(sorted))
def test_parts_of_a_stretch_add_up(moments):
    start, middle, end = moments

    assert length(start, middle) + length(middle, end) == length(start, end)
    assert timedelta() <= length(start, end) <= end - start
