"""How numbers, money and times read on a screen. One function a kind, no markup."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUS = "\u2212"
UNKNOWN = "–"
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}

Number: TypeAlias = int | float | Decimal


def quantity(value: Number | None) -> str:
    """`1,234`, a real minus sign, a dash for not known."""
    if value is None:
        return UNKNOWN
    text = number_format(value if value >= 0 else -value, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if value < 0 else text


def signed(value: Number | None) -> str:
    """`+12`, `−24`, `0`."""
    if not value:
        return quantity(value)
    return quantity(value) if value < 0 else f"+{quantity(value)}"


def money(value: Number | None, currency: str, *, pence: bool = True) -> str:
    """`£1,234.50`; lists leave the pence out. The currency is always visible."""
    if value is None:
        return UNKNOWN
    amount = Decimal(value)
    text = number_format(
        abs(amount), decimal_pos=2 if pence else 0, use_l10n=True, force_grouping=True
    )
    sign = MINUS if amount < 0 else ""
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{text}" if symbol else f"{sign}{text} {currency}"


def percent(value: Number | None) -> str:
    """A share of 1 as `98.6%`."""
    return UNKNOWN if value is None else f"{number_format(Decimal(value) * 100, decimal_pos=1)}%"


def duration(minutes: int) -> str:
    """`18m`, `1h 03m`, `2d 4h`, `1d`; below zero `31m over`."""
    hours, rest = divmod(abs(minutes), 60)
    text = f"{hours}h {rest:02d}m" if hours else f"{rest}m"
    if hours >= 24:
        text = f"{hours // 24}d {hours % 24}h".removesuffix(" 0h")
    return _("%(time)s over") % {"time": text} if minutes < 0 else text


def ago(at: datetime, now: datetime) -> str:
    """`40 seconds ago`, `18 minutes ago`, `5 hours ago`, `3 days ago`."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d second ago", "%(n)d seconds ago", seconds) % {"n": seconds}
    minutes = seconds // 60
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def day(value: date, today: date) -> str:
    """`Thu 20 Nov`, with the year only when it is not this one."""
    text = f"{_(value.strftime('%a'))} {value.day} {_(value.strftime('%b'))}"
    return text if value.year == today.year else f"{text} {value.year}"


def clock(at: datetime, *, seconds: bool = False) -> str:
    return timezone.localtime(at).strftime("%H:%M:%S" if seconds else "%H:%M")


def moment(at: datetime, now: datetime) -> str:
    """`14:32` today, `Thu 20 Nov 14:32` otherwise, in the person's zone."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    return clock(at) if local.date() == today else f"{day(local.date(), today)} {clock(at)}"


def full_moment(at: datetime) -> str:
    """Date, seconds and zone: what a time shows on focus and hover."""
    local = timezone.localtime(at)
    return f"{day(local.date(), date.min)} {local:%H:%M:%S} {local.tzname()}"
