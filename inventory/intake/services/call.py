"""One call of the intake."""

from datetime import datetime
from typing import NamedTuple

from inventory.ledger.models import Source


class Call(NamedTuple):
    """Who reports, when it was received, and for which places the client may speak."""

    source: Source
    at: datetime
    scope_paths: tuple[str, ...] | None
    client: str
