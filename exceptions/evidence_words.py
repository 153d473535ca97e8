"""What the facts of a case are called, and where they lead. Each app names its own in `apps.py`; the desk
knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from kernel.plain import spoken


@dataclass(frozen=True, slots=True)
class EvidenceWord:
    """One key of the evidence."""

    label: str | Promise
    # A value as people read it, where it is a code or has a unit.
    words: Callable[[Any], str | Promise] | None = None
    # The pages of values, as far as this person may open them; asked once for all values of the key.
    links: Callable[[User, Collection[str]], Mapping[str, str]] | None = None
    # What the names are called of a value that is names and values itself.
    names: Callable[[str], str | Promise] | None = None


_words: dict[str, EvidenceWord] = {}


def name_evidence(words: Mapping[str, EvidenceWord | Promise]) -> None:
    """Say what keys of the evidence mean; a plain word is their label."""
    for key, word in words.items():
        _words[key] = word if isinstance(word, EvidenceWord) else EvidenceWord(word)


def named_evidence() -> frozenset[str]:
    """The keys that have words."""
    return frozenset(_words)


def word_of(key: str) -> EvidenceWord:
    """A key that nobody named, such as one another system sent, is called by itself, written plainly."""
    return _words.get(key) or EvidenceWord(_(spoken(key)))


def minutes(value: Any) -> str:
    """ "5 minutes"."""
    return ngettext("%(n)s minute", "%(n)s minutes", int(value)) % {"n": f"{int(value):,}"}


def plainly(value: Any) -> str:
    """A code nobody listed, without what makes it one."""
    return spoken(str(value))


# What the desk itself notes.
name_evidence(
    {
        "message": gettext_lazy("Message"),
        "tries": gettext_lazy("Tries"),
        "last_answer": gettext_lazy("Last answer"),
        "left_out": gettext_lazy("Left out, too long"),
    }
)
