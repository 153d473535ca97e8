"""What a command answers when it refuses: three families, one sentence each.

A class is named after what is wrong in the domain. Its docstring is the sentence staff read, its
snake-case name is the stable code of the API, its keyword arguments are the facts.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar


class DomainError(Exception):
    """Nothing was changed."""

    http_status: ClassVar[int] = 422

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence)

    @property
    def code(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def sentence(self) -> str:
        """The docstring with the facts filled in."""
        text = " ".join((type(self).__doc__ or "Nothing was changed.").split())
        return text.format_map(Facts(self.facts))


class Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class NotAllowed(DomainError):
    """You may not do this. Nothing was changed."""

    http_status = 403


class Conflict(DomainError):
    """This was changed meanwhile. Nothing was changed by you."""

    http_status = 409


class RuleViolation(DomainError):
    """This does not fit the rules. Nothing was changed."""

    http_status = 422


def refusal(check: Callable[..., object], *args: Any, **kwargs: Any) -> DomainError | None:
    """The error a check would raise, or None: for the control that is shown refused."""
    try:
        check(*args, **kwargs)
    except DomainError as error:
        return error
    return None
