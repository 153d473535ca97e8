"""Commands of the domain that a playbook may offer. Each app registers its own in `apps.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from accounts.models import User
from exceptions.models import Case


class Unfinished(str):
    """What a command answers that ran but did not get where its step wants to be.

    What it did stands; the step stays to be done.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class CaseAction:
    """Runs one real command for a case and answers, in a sentence, what was done; `Unfinished` when
    that is not all."""

    key: str
    label: str | Promise
    permission: str
    # May raise a DomainError: then nothing was done, and the sentence is shown.
    run: Callable[[Case, User, datetime], str]
    applies: Callable[[Case], bool]
    # Instead of `run`, for a command that wants a reason: gets the note of the step.
    noted: Callable[[Case, User, datetime, str], str] | None = None
    # Of one with consequences: what it will do to stock and documents, in a sentence. Then it is asked
    # about first, and the required steps before it must be done. "" when this once nothing needs asking.
    effect: Callable[[Case], str] | None = None


_actions: dict[str, CaseAction] = {}


def register_action(action: CaseAction) -> None:
    """Add an action; a second of the same key takes its place."""
    _actions[action.key] = action


def action_of(key: str) -> CaseAction | None:
    """The action of a key; None when its app is not there any more."""
    return _actions.get(key)


def known_actions() -> list[CaseAction]:
    """Every action, by its words."""
    return sorted(_actions.values(), key=lambda action: str(action.label))
