"""What the deeds of the trail are called where their names, written plainly, would not read well. Each app
says so in `apps.py`; the trail knows no app."""

from collections.abc import Mapping

from django.utils.functional import Promise

_named: dict[str, Promise] = {}


def name_actions(words: Mapping[str, Promise]) -> None:
    """Give actions such as `exceptions.case.breached` the words that people read."""
    _named.update(words)


def words_for(action: str) -> str:
    """The words given to an action; "" where its name says it."""
    return str(_named.get(action, ""))
