"""Conditions as people read them."""

import pytest

from approvals.models import Condition
from approvals.subjects import Fact, SubjectKind
from approvals.words import condition_words


@pytest.fixture
def kind():
    return SubjectKind(
        key="tests.thing",
        label="Thing",
        facts=(Fact("above", "above the limit", "yes_no"),),
        completed=lambda done: None,
        undone=lambda done: None,
        current_version=lambda pk: 1,
        fallback_role="store manager",
        place_keys=(("location", "location"),),
    )


@pytest.mark.parametrize(
    ("operator", "flag", "words"),
    [
        ("is", True, "above the limit"),
        ("is", False, "not above the limit"),
        ("is_not", True, "not above the limit"),
        ("is_not", False, "above the limit"),
    ],
)
def test_what_is_so_or_not_is_said_without_a_yes(kind, operator, flag, words):
    assert condition_words(kind, Condition(fact="above", operator=operator, yes_no=flag)) == words
