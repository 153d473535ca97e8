"""What can be approved. A domain registers its kinds in `apps.py`; this app knows none of them.

    register(SubjectKind(key="transfers.transfer", label=_("Transfer"), facts=(…), …))

The key is the label of the subject's model: its row is locked before the request, always in that
order, so a command of the domain locks its document first and then asks or withdraws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kernel.plain import spoken

if TYPE_CHECKING:
    from accounts.models import Place, User
    from approvals.models import ApprovalRequest, Decision

Text = str | Promise
FactType = Literal["money", "whole", "choice", "yes_no", "text"]
Outcome = Literal["approved", "rejected", "sent_back"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of every subject of a kind, for the conditions of policies."""

    key: str
    label: Text
    type: FactType
    # Pairs of value and words, of a choice; asked anew each time.
    choices: Callable[[], Iterable[tuple[str, Text]]] | tuple[tuple[str, Text], ...] = ()

    def options(self) -> list[tuple[str, Text]]:
        return list(self.choices() if callable(self.choices) else self.choices)


class AskedLine(NamedTuple):
    """One line of what is asked: the subject's own key, the words people read, how many."""

    key: str
    text: str
    quantity: int


def only_the_asker(_subject_id: str) -> Sequence[int]:
    """For kinds that only whoever asks writes."""
    return ()


def nothing_unusual(_requests: Sequence[ApprovalRequest]) -> Mapping[int, Sequence[str]]:
    """For kinds whose pages never warn."""
    return {}


def with_author(authors: Sequence[int], actor: User | None) -> list[int]:
    """The ids of everybody who wrote a subject, whoever acts now among them: none of them decides."""
    return list(authors) if actor is None else sorted({*authors, actor.pk})


@dataclass(frozen=True, slots=True)
class Completed:
    """The votes are counted: the domain acts on it, in the deciding transaction."""

    request: ApprovalRequest
    outcome: Outcome
    # What was approved of each line, by its key; what was asked where nobody lowered it.
    lines: dict[str, int]
    # Whose decision completed it; None when it passed by itself.
    actor: User | None
    automatic: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """The decision that completed it is taken back: the domain writes its opposite rows.

    It raises a DomainError, with the sentence for the person, when the next step has begun.
    """

    request: ApprovalRequest
    decision: Decision
    outcome: Outcome
    actor: User
    at: datetime


@dataclass(frozen=True, slots=True)
class SubjectKind:
    key: str
    label: Text
    facts: tuple[Fact, ...]
    # Called in the deciding transaction.
    completed: Callable[[Completed], None]
    undone: Callable[[Undone], None]
    # The version of the subject now; 0 when it is gone. Asked under its lock.
    current_version: Callable[[str], int]
    # Decides, with one vote, at the first of the places while no policy of this kind is published.
    fallback_role: str
    # The subject's places: key and words. The first is the one a policy's scope is about.
    place_keys: tuple[tuple[str, Text], ...]
    # A decision may carry lower quantities per line.
    lowers: bool = False
    # The main column of a request's page, to which `approvals/_asked.html` is drawn unless it names
    # a "template" of its own. It may hold: totals (label, value), warning (bold, text), effect
    # (facts), effect_title, line_heads, line_cells {line key: cells}, line_warnings {line key: text}.
    page: Callable[[ApprovalRequest, User], dict[str, Any]] | None = None
    # What is unusual about many requests, in words, by their ids; without it each page is asked, which
    # takes long for a thousand.
    unusual: Callable[[Sequence[ApprovalRequest]], Mapping[int, Sequence[str]]] | None = None
    # One sentence of what follows an approval, for the decide bar.
    follows: Callable[[ApprovalRequest], str] | None = None
    # The domain's own refusal of a voter: (request, who votes, whose right is used if not their own).
    # It raises a DomainError, or returns nothing.
    check_voter: Callable[[ApprovalRequest, User, User | None], None] | None = None
    # Whoever drafted, changed, counted or submitted a subject, by id: none of them decides on it, is
    # told that it waits, or counts among those who could.
    authors: Callable[[str], Sequence[int]] = only_the_asker
    # Called when the asker withdraws from here; None means it is withdrawn where it was asked.
    withdrawn: Callable[[ApprovalRequest, User, datetime], None] | None = None
    # Where such subjects can be; None means every place that is no network and no region.
    places: Callable[[], Iterable[Place]] | None = None
    # Facts that belong to a place: fact key -> (place key, the value of each place by its id), so
    # that publishing knows which places a condition leaves.
    place_facts: Mapping[str, tuple[str, Callable[[], Mapping[int, Any]]]] = field(
        default_factory=dict
    )
    # What the API asks of a client that decides on such subjects.
    approve_scope: str = ""
    # What is counted of it, of one and of many: "Approve 94 of 96 units".
    unit: tuple[Text, Text] = (gettext_lazy("unit"), gettext_lazy("units"))

    def fact(self, key: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == key), None)

    def unit_word(self, number: int) -> str:
        """What so many are called."""
        return str(self.unit[number != 1])

    def place_label(self, key: str) -> str:
        return next((str(label) for known, label in self.place_keys if known == key), key)


_kinds: dict[str, SubjectKind] = {}


def register(*kinds: SubjectKind) -> None:
    _kinds.update({kind.key: kind for kind in kinds})


def subject_kind(key: str) -> SubjectKind:
    """The kind of a key; an unknown one is a fault of the caller."""
    return _kinds[key]


def known_kinds() -> list[SubjectKind]:
    """All kinds, by their words."""
    return sorted(_kinds.values(), key=lambda kind: str(kind.label))


def label_of(key: str) -> str:
    kind = _kinds.get(key)
    return str(kind.label) if kind else spoken(key)
