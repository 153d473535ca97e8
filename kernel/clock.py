"""The clock. Commands take the moment as an argument; entry points ask here."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(tz=UTC)
