"""Sources, as other rooms ask for them."""

from datetime import datetime

from accounts.models import User
from inventory.ledger.models import Source
from inventory.ledger.services import ensure_source


def known_sources() -> list[tuple[str, str]]:
    """Code and name of every source, for the form of a new API client."""
    return list(Source.objects.values_list("code", "name"))


def make_source(code: str, name: str, actor: User | None, at: datetime) -> None:
    """Know the source of a new API client."""
    ensure_source(code=code, name=name, actor=actor, at=at)
