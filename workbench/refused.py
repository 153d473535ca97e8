"""What a refusal says before anybody pressed anything: the rule and what to do.

The sentence of an error begins or goes on with what was not done ("Nothing was changed: …"). Beside a
control that is shown refused nothing was tried, so that part is left out there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kernel.errors import DomainError, Facts

# "Nothing was changed." anywhere, and "The job was not cancelled: " at the beginning.
NOT_DONE = re.compile(
    r"(?:(?:(?:^|(?<=\. ))Nothing (?:more )?was|^[^.:;]*? (?:was|were) not)"
    r" [^.:;]*(?:\.(?: |$)|[:;] ))+(\w?)"
)


def rule_of(error: DomainError) -> str:
    """The sentence of a refusal without what was not done."""
    return _rule(type(error).__doc__ or "").format_map(Facts(error.facts))


class Reasons:
    """Why controls of one part of a page are refused: each sentence once, and the id by which each of
    these controls points to it."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.ids: dict[str, str] = {}

    def id_of(self, error: DomainError | None) -> str:
        """Where the sentence of this refusal stands; "" for a control that works."""
        return (
            self.ids.setdefault(rule_of(error), f"why-{self.part}-{len(self.ids)}") if error else ""
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Ids and sentences, to be drawn below the controls."""
        return ((name, sentence) for sentence, name in self.ids.items())


@lru_cache
def _rule(words: str) -> str:
    sentence = " ".join(words.split())
    return NOT_DONE.sub(lambda found: found[1].upper(), sentence).strip() or sentence
