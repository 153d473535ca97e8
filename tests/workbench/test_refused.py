"""Before anybody pressed, a refusal says the rule and what to do, not what was not done."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kernel.errors import DomainError, NotAllowed, RuleViolation
from workbench.refused import rule_of

NOT_DONE = re.compile(r"(^|\. )Nothing (more )?was\b|^[^.:;]* (was|were) not \w+: ")


class PartsLeft(RuleViolation):
    """The shelf was not closed: {parts} wait. Nothing was closed. Finish them."""


class JobRuns(NotAllowed):
    """{name} runs, so nobody stops it. Nothing was
    stopped; wait until it ends."""


class Mute(DomainError):
    """Nothing was changed."""


def test_leaves_out_what_was_not_done_wherever_it_stands():
    assert rule_of(PartsLeft(parts="2 parts")) == "2 parts wait. Finish them."


def test_begins_what_is_left_of_a_sentence_with_a_capital():
    assert rule_of(JobRuns(name="Export")) == "Export runs, so nobody stops it. Wait until it ends."


def test_leaves_what_people_wrote_as_they_wrote_it():
    parts = "Shelf A. Nothing was sold there"

    assert rule_of(PartsLeft(parts=parts)) == f"{parts} wait. Finish them."


def test_says_what_was_not_done_where_there_is_nothing_else():
    assert rule_of(Mute()) == "Nothing was changed."


def every_refusal(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for each in kind.__subclasses__():
        yield each
        yield from every_refusal(each)


@pytest.mark.parametrize(
    "kind", sorted(set(every_refusal()) - {Mute}, key=str), ids=lambda kind: kind.__name__
)
def test_no_refusal_of_the_product_says_it_beside_a_control(kind):
    error = kind.__new__(kind)
    error.facts = {}

    assert not NOT_DONE.search(rule_of(error))
