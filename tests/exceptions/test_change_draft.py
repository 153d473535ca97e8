from decimal import Decimal

import pytest

from exceptions.models import RoutingRule, RuleSet
from exceptions.routing_errors import (
    ConditionNotUnderstood,
    ConditionSaysMore,
    ConditionValueMissing,
    CurrencyMissing,
    DraftChanged,
    QueueUnknown,
    RuleNameMissing,
    RulesNotAllowed,
    RulesNotDraft,
    RuleUnknown,
    WarningAfterLimit,
)
from exceptions.rule_policies import ConditionContent
from exceptions.services.rules import add_rule, change_rule, delete_rule, draft_rules, move_rule
from tests.exceptions.rules_world import kind_is, make_draft, make_queue, publish, rule
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(db):
    return make_queue("urgent")


@pytest.fixture
def draft(queue, ada):
    names = ("First", "Second", "Third")
    return make_draft(*(rule(queue, kind_is("gap"), name=name) for name in names), actor=ada)


def names(draft) -> list[str]:
    return list(draft.rules.order_by("position").values_list("name", flat=True))


def nth(draft, position) -> RoutingRule:
    return draft.rules.get(position=position)


def add(draft, content, actor, position=1):
    return add_rule(
        draft_id=draft.pk,
        content=content,
        position=position,
        version=draft.version,
        actor=actor,
        at=NOON,
    )


def test_begins_with_the_rules_in_force(queue, ada):
    live = publish(rule(queue, kind_is("gap"), name="Gaps", sla_minutes=60), rule(queue), actor=ada)

    draft = draft_rules(actor=ada, at=NOON)

    assert (draft.based_on, names(draft)) == (live, ["Gaps", "To Urgent"])
    assert nth(draft, 1).conditions.get().choices == ["gap"]
    assert live.rules.count() == 2


def test_adds_between_others(draft, queue, ada):
    add(draft, rule(queue, name="New"), ada, position=3)

    assert names(draft) == ["First", "Second", "New", "Third"]
    assert RuleSet.objects.get(pk=draft.pk).version == draft.version + 1


@pytest.mark.parametrize(
    ("position", "order"),
    [
        (1, ["Third", "First", "Second"]),
        (2, ["First", "Third", "Second"]),
        (9, ["First", "Second", "Third"]),
    ],
)
def test_moves(draft, ada, position, order):
    move_rule(
        draft_id=draft.pk,
        rule_id=nth(draft, 3).pk,
        position=position,
        version=draft.version,
        actor=ada,
        at=NOON,
    )

    assert names(draft) == order


def test_deletes_and_closes_the_gap(draft, ada):
    delete_rule(
        draft_id=draft.pk, rule_id=nth(draft, 2).pk, version=draft.version, actor=ada, at=NOON
    )

    assert list(draft.rules.values_list("name", "position")) == [("First", 1), ("Third", 2)]


def test_changes_everything_a_rule_says(draft, ada):
    other = make_queue("other")
    over = ConditionContent("value", "over", number=Decimal(500), currency="GBP")

    changed = change_rule(
        draft_id=draft.pk,
        rule_id=nth(draft, 1).pk,
        content=rule(other, over, name="Dear", severity="urgent", sla_minutes=60, warn_minutes=15),
        version=draft.version,
        actor=ada,
        at=NOON,
    )

    assert (changed.name, changed.queue, changed.severity) == ("Dear", other, "urgent")
    condition = changed.conditions.get()
    assert (condition.fact, condition.number, condition.currency) == ("value", 500, "GBP")


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        (ConditionContent("nonsense", "is", choices=("x",)), ConditionNotUnderstood),
        (ConditionContent("kind", "over", number=Decimal(1)), ConditionNotUnderstood),
        (ConditionContent("kind", "is"), ConditionValueMissing),
        (ConditionContent("units", "over"), ConditionValueMissing),
        (
            ConditionContent("kind", "is", choices=("conflict",), number=Decimal(0)),
            ConditionSaysMore,
        ),
        (ConditionContent("units", "known", number=Decimal(3)), ConditionSaysMore),
        (ConditionContent("place", "within"), ConditionValueMissing),
        (ConditionContent("value", "over", number=Decimal(1)), CurrencyMissing),
    ],
)
def test_refuses_a_condition_that_cannot_hold(draft, queue, ada, condition, error):
    with pytest.raises(error):
        add(draft, rule(queue, condition), ada)

    assert names(draft) == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"name": " "}, RuleNameMissing),
        ({"sla_minutes": 10, "warn_minutes": 20}, WarningAfterLimit),
    ],
)
def test_refuses_a_rule_that_says_too_little(draft, queue, ada, content, error):
    with pytest.raises(error):
        add(draft, rule(queue, **content), ada)


def test_refuses_a_retired_queue(draft, ada):
    with pytest.raises(QueueUnknown):
        add(draft, rule(make_queue("old", retired_at=NOON)), ada)


def test_refuses_a_draft_that_somebody_else_changed(draft, queue, ada):
    add(draft, rule(queue), ada)

    with pytest.raises(DraftChanged):
        add(draft, rule(queue), ada)


def test_refuses_a_rule_of_another_draft(draft, queue, ada):
    other = make_draft(rule(queue), actor=ada)

    with pytest.raises(RuleUnknown):
        delete_rule(
            draft_id=draft.pk, rule_id=nth(other, 1).pk, version=draft.version, actor=ada, at=NOON
        )


def test_refuses_who_may_only_read(draft, queue, lena):
    with pytest.raises(RulesNotAllowed):
        add(draft, rule(queue), lena)


def test_refuses_to_change_what_is_published(queue, ada):
    with pytest.raises(RulesNotDraft):
        add(publish(rule(queue), actor=ada), rule(queue), ada)
