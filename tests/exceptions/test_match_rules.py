"""Every fact and operator, on cases that hold and cases that do not."""

from decimal import Decimal

import pytest

from exceptions.facts import Asked
from exceptions.matching import rules_of
from exceptions.rule_policies import ConditionContent
from tests.exceptions.rules_world import kind_is, make_draft, make_queue, rule

pytestmark = pytest.mark.django_db
CASE = Asked(
    kind="oversold",
    severity="high",
    path="/1/2/",
    units=10,
    value=Decimal("500.01"),
    currency="GBP",
    channel="zentra",
    occurrences=3,
    age_minutes=45,
)
NOTHING_KNOWN = Asked(kind="oversold")


def number(fact, operator, value, currency=""):
    return ConditionContent(fact, operator, number=Decimal(value), currency=currency)


def holds(condition, asked, ada) -> bool:
    queue = make_queue("q")
    rules = rules_of(make_draft(rule(queue, condition), actor=ada))
    return rules.take([asked])[0] is not None


@pytest.mark.parametrize(
    ("condition", "holds_of_it", "holds_of_nothing"),
    [
        (kind_is("oversold", "gap"), True, True),
        (ConditionContent("kind", "is_not", choices=("oversold",)), False, False),
        (ConditionContent("severity", "is", choices=("high",)), True, False),
        (number("value", "over", 500, "GBP"), True, False),
        (number("value", "over", "500.01", "GBP"), False, False),
        (number("value", "at_least", "500.01", "GBP"), True, False),
        (number("value", "over", 1, "EUR"), False, False),
        (number("value", "under", 1000, "EUR"), False, False),
        (number("units", "under", 11), True, False),
        (number("units", "under", 10), False, False),
        (ConditionContent("units", "unknown"), False, True),
        (ConditionContent("value", "known"), True, False),
        (ConditionContent("channel", "is", choices=("zentra",)), True, False),
        (ConditionContent("channel", "is_not", choices=("zentra",)), False, True),
        (number("occurrences", "at_least", 3), True, False),
        (number("age", "over", 44), True, False),
    ],
)
def test_a_condition_holds(ada, condition, holds_of_it, holds_of_nothing):
    assert holds(condition, CASE, ada) is holds_of_it
    assert (
        rules_of(make_draft(rule(make_queue("n"), condition), actor=ada)).take([NOTHING_KNOWN])[0]
        is not None
    ) is holds_of_nothing


def test_a_place_holds_with_all_below_it(ada, network, camden, york):
    inside = Asked(kind="gap", path=camden.path)
    outside = Asked(kind="gap", path=york.path)
    condition = ConditionContent("place", "within", place=camden)
    draft = make_draft(rule(make_queue("q"), condition), actor=ada)

    assert [one is not None for one in rules_of(draft).take([inside, outside])] == [True, False]


def test_the_first_rule_wins_and_all_its_conditions_hold(ada):
    queue = make_queue("q")
    both = rule(queue, kind_is("oversold"), number("units", "over", 10), name="Both")
    one = rule(queue, kind_is("oversold"), name="One")
    draft = make_draft(both, one, rule(queue, name="Rest"), actor=ada)

    took = rules_of(draft).take([CASE, CASE._replace(units=11), Asked(kind="gap")])

    assert [each.name for each in took] == ["One", "Both", "Rest"]


def test_a_draft_without_a_last_rule_leaves_cases(ada):
    draft = make_draft(rule(make_queue("q"), kind_is("gap")), actor=ada)

    assert rules_of(draft).take([CASE]) == [None]


def test_a_version_is_read_in_few_questions(ada, django_assert_max_num_queries):
    queue = make_queue("q")
    draft = make_draft(*(rule(queue, kind_is("gap")) for _ in range(10)), actor=ada)

    with django_assert_max_num_queries(3):
        rules_of(draft).take([CASE] * 50)
