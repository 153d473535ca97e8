"""How numbers, money and times read."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from workbench import formats

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (None, "–"), (1234, "1,234"), (-24, "−24"), (1234567, "1,234,567")],
)
def test_quantity(value: int | None, text: str) -> None:
    assert formats.quantity(value) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (None, "–"), (12, "+12"), (-24, "−24")])
def test_signed(value: int | None, text: str) -> None:
    assert formats.signed(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (2184, "GBP", "£2,184.00"),
        (Decimal("-0.5"), "EUR", "−€0.50"),
        (12, "SEK", "12.00 SEK"),
        (None, "GBP", "–"),
    ],
)
def test_money(value: Decimal | None, currency: str, text: str) -> None:
    assert formats.money(value, currency) == text


def test_money_in_lists_has_no_pence() -> None:
    assert formats.money(Decimal("1310.49"), "GBP", pence=False) == "£1,310"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (18, "18m"),
        (63, "1h 03m"),
        (3120, "2d 4h"),
        (1440, "1d"),
        (1500, "1d 1h"),
        (-2899, "2d over"),
        (-31, "31m over"),
        (0, "0m"),
    ],
)
def test_duration(minutes: int, text: str) -> None:
    assert formats.duration(minutes) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 second ago"),
        (40, "40 seconds ago"),
        (60, "1 minute ago"),
        (18 * 60, "18 minutes ago"),
        (17 * 3600, "17 hours ago"),
        (3 * 86400, "3 days ago"),
        (-5, "0 seconds ago"),
    ],
)
def test_ago(seconds: int, text: str) -> None:
    assert formats.ago(NOON - timedelta(seconds=seconds), NOON) == text


def test_moment_today_is_a_clock_and_else_has_its_day() -> None:
    with timezone.override("Europe/London"):
        assert formats.moment(NOON, NOON) == "12:00"
        assert formats.moment(NOON - timedelta(days=1), NOON) == "Thu 19 Nov 12:00"
        assert formats.moment(NOON - timedelta(days=365), NOON) == "Thu 20 Nov 2025 12:00"


def test_moment_stands_in_the_persons_zone() -> None:
    with timezone.override("Asia/Kolkata"):
        assert formats.full_moment(NOON) == "Fri 20 Nov 2026 17:30:00 IST"


def test_percent() -> None:
    assert formats.percent(Decimal("0.986")) == "98.6%"
    assert formats.percent(None) == "–"
