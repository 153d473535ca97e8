"""What the deeds of the trail are called where their names, written plainly, would not read well. Each app
says so in `apps.py`; the trail knows no app."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

_named: dict[str, Promise] = {}
# Keys of what an entry says was so afterwards that name a part of its subject: the shipment of a transfer.
_parts: list[str] = []


def name_actions(words: Mapping[str, Promise]) -> None:
    """Give actions such as `exceptions.case.breached` the words that people read."""
    _named.update(words)


def name_parts(*keys: str) -> None:
    """Say which part of a subject a deed was done to, wherever an entry notes one of these."""
    _parts.extend(keys)


def part_of(after: Mapping[str, Any] | None) -> str:
    """The part that an entry names; "" where it was done to the whole."""
    return next((str(after[key]) for key in _parts if after and after.get(key)), "")


def words_for(action: str) -> str:
    """The words given to an action; "" where its name says it."""
    return str(_named.get(action, ""))
