"""What higher apps tell this room, filled in their `apps.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User


@dataclass(slots=True)
class Sources:
    """Where events come from, kept by the ledger: known codes, and how a new one is made."""

    known: Callable[[], Iterable[tuple[str, str]]] = tuple
    ensure: Callable[[str, str, User | None, datetime], None] | None = None


sources = Sources()
