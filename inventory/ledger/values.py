"""Single values of an event: text, whole numbers, moments, prices. Each is canonical or Unfit."""

import math
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from inventory.ledger.codes import Unfit

MAX_QUANTITY = 1_000_000_000
MAX_SEQUENCE = 2**63 - 1


class Words(dict[Any, str]):
    """The texts of one field in one batch: what repeats is checked once."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__({None: "", "": ""})
        self.field = field
        self.limit = limit

    def __missing__(self, value: Any) -> str:
        checked = self[value] = text(value, self.field, self.limit)
        return checked


def text(value: Any, field: str, limit: int) -> str:
    """Trimmed text without what the database cannot hold; empty where nothing was sent."""
    if type(value) is str and len(value) <= limit and value.isascii() and value.isprintable():
        return value.strip()
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit("bad_text", f"{field} must be text in quotes, not {shown(value)}.")
    trimmed = str(value.strip())
    if len(trimmed) > limit:
        raise Unfit("text_too_long", f"{field} has {len(trimmed)} characters, at most {limit}.")
    if "\0" in trimmed or not _encodable(trimmed):
        raise Unfit("bad_text", f"{field} holds a null byte or a broken character.")
    return trimmed


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(value: Any) -> str:
    """A bad value as it may stand in an answer: short and printable."""
    if value is None:
        return "(missing)"
    if type(value) is int and abs(value) > 10**18:  # printing 5,000 digits raises
        return "a number that is too large"
    if isinstance(value, float | Decimal):
        return str(value)[:60]
    return ascii(value)[:60] if isinstance(value, str | int) else type(value).__name__


def whole_number(value: Any, *, lowest: int) -> int:
    """A quantity: 3 and 3.0 are the same number in JSON; text, booleans and fractions are not."""
    if type(value) is int:
        number = value
    elif type(value) is float and math.isfinite(value) and value.is_integer():
        number = int(value)
    elif isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        number = MAX_QUANTITY + 1 if value.adjusted() > 18 else int(value)
    else:
        raise Unfit("bad_quantity", f"Quantity {shown(value)} is not a whole number.")
    if not lowest <= number <= MAX_QUANTITY:
        raise Unfit(
            "bad_quantity", f"Quantity {shown(value)} is not from {lowest} to {MAX_QUANTITY:,}."
        )
    return number


def moment(value: Any) -> datetime:
    """A moment with offset, as UTC to the microsecond."""
    if type(value) is str:
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            raise _bad_time(value) from None
    elif isinstance(value, datetime):
        found = value
    else:
        raise _bad_time(value)
    if found.tzinfo is UTC:
        return found
    if found.utcoffset() is None:
        raise Unfit("time_without_offset", f"occurred_at {shown(str(value))} has no offset.")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise _bad_time(value) from None


# By far the most common form needs no formatting, which takes four times as long.
_COMMON = re.compile(
    "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})([.][0-9]{6})?(?:Z|[+]00:00)"
).fullmatch


def moment_text(at: datetime, sent: Any) -> str:
    """The one way to write a moment: ISO 8601 in UTC, as `isoformat` does."""
    common = _COMMON(sent) if type(sent) is str else None
    if common is None:
        return at.isoformat()
    if at.microsecond:
        return f"{common[1]}{common[2]}+00:00"
    return f"{common[1]}+00:00"


def _bad_time(value: Any) -> Unfit:
    if value is None or value == "":
        return Unfit("time_missing", "The event has no occurred_at.")
    return Unfit("bad_time", f"occurred_at {shown(value)} is not an ISO 8601 moment.")


def sequence(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= MAX_SEQUENCE:
        raise Unfit("bad_sequence", f"sequence {shown(value)} is not a whole number from 0.")
    return value


def unit_cost(value: Any) -> Decimal | None:
    """A price of one base unit, to four places."""
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            raise InvalidOperation
        cost = Decimal(str(value))
        if not cost.is_finite() or not 0 <= cost < 10**10 or cost != round(cost, 4):
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise Unfit("bad_unit_cost", f"unit_cost {shown(value)} is not a price.") from None
    return abs(round(cost, 4))
