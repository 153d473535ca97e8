"""Rules were published since a draft was made: it takes nothing back, and is brought up to date."""

from datetime import timedelta

import pytest

from audit.models import Entry
from exceptions.models import RuleSet
from exceptions.routing_errors import (
    DraftChanged,
    DraftOutdated,
    DraftUpToDate,
    RulesClash,
    RulesComeLater,
    RulesNotAllowed,
)
from exceptions.services.rules import (
    add_rule,
    change_rule,
    delete_rule,
    draft_anew,
    draft_rules,
    move_rule,
    publish_rules,
    withdraw_rules,
)
from exceptions.services.rules_since import bring_up_to_date
from tests.exceptions.rules_world import kind_is, make_queue, publish, rule
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=6)


@pytest.fixture
def queue(db):
    return make_queue("urgent")


@pytest.fixture
def live(queue, ada):
    return publish(rule(queue, kind_is("gap"), name="Gaps"), rule(queue, name="Rest"), actor=ada)


@pytest.fixture
def mine(live, ada):
    return draft_rules(actor=ada, at=NOON)


@pytest.fixture
def theirs(live, ben):
    return draft_rules(actor=ben, at=NOON)


@pytest.fixture
def ben(network):
    return make_person("Ben", role="admin", scope=network)


def now_of(draft) -> RuleSet:
    return RuleSet.objects.get(pk=draft.pk)


def seen(draft, actor):
    return {"draft_id": draft.pk, "version": now_of(draft).version, "actor": actor, "at": NOON}


def add(draft, queue, name, actor, position=1):
    content = rule(queue, kind_is("feed_late"), name=name)
    return add_rule(content=content, position=position, **seen(draft, actor))


def change(draft, queue, actor, **content):
    named = draft.rules.get(name="Gaps")
    return change_rule(
        rule_id=named.pk, content=rule(queue, kind_is("gap"), **content), **seen(draft, actor)
    )


def put_in_force(draft, actor, begins=None, at=NOON):
    told = {"note": f"By {actor}", "effective_from": begins}
    return publish_rules(**told, **(seen(draft, actor) | {"at": at}))


def update(draft, actor, **keep):
    return bring_up_to_date(keep=keep, **seen(draft, actor))


def names(draft) -> list[str]:
    return list(draft.rules.order_by("position").values_list("name", flat=True))


def test_is_not_published_and_says_what_changed_and_by_whom(mine, theirs, queue, ada, ben):
    add(theirs, queue, "Late feeds", ben)
    put_in_force(theirs, ben)
    add(mine, queue, "Dear", ada)

    with pytest.raises(DraftOutdated) as refused:
        put_in_force(mine, ada)

    assert f"Ben published rules {theirs.pk}: “By Ben”." in refused.value.sentence
    assert RuleSet.objects.in_force(NOON).pk == theirs.pk
    assert now_of(mine).status == "draft"


def test_takes_in_what_it_says_nothing_else_about(mine, theirs, queue, ada, ben):
    add(theirs, queue, "Late feeds", ben)
    change(theirs, queue, ben, name="Gaps", sla_minutes=60)
    put_in_force(theirs, ben)
    add(mine, queue, "Dear", ada, position=2)

    update(mine, ada)
    put_in_force(mine, ada, at=NOON + timedelta(minutes=1))

    assert names(mine) == ["Late feeds", "Gaps", "Dear", "Rest"]
    assert mine.rules.get(name="Gaps").sla_minutes == 60
    entry = Entry.objects.get(action="exceptions.rules.brought_up_to_date")
    assert entry.after == {"based_on": theirs.pk, "taken": ["Gaps", "Late feeds"], "decided": {}}


def test_leaves_out_what_was_deleted(mine, theirs, queue, ada, ben):
    delete_rule(rule_id=theirs.rules.get(name="Gaps").pk, **seen(theirs, ben))
    put_in_force(theirs, ben)
    add(mine, queue, "Dear", ada)

    update(mine, ada)

    assert names(mine) == ["Dear", "Rest"]


@pytest.mark.parametrize(("kept", "limit"), [("draft", 30), ("published", 60)])
def test_what_both_changed_is_chosen(mine, theirs, queue, ada, ben, live, kept, limit):
    change(theirs, queue, ben, name="Gaps", sla_minutes=60)
    put_in_force(theirs, ben)
    change(mine, queue, ada, name="Gaps", sla_minutes=30)

    with pytest.raises(RulesClash) as refused:
        update(mine, ada)
    line = live.rules.get(name="Gaps").line_number
    update(mine, ada, **{f"rule-{line}": kept})

    assert "different things about “Gaps”" in refused.value.sentence
    assert mine.rules.get(name="Gaps").sla_minutes == limit


def test_the_same_change_twice_is_no_clash(mine, theirs, queue, ada, ben):
    change(theirs, queue, ben, name="Gaps", sla_minutes=60)
    put_in_force(theirs, ben)
    change(mine, queue, ada, name="Gaps", sla_minutes=60)

    update(mine, ada)

    assert names(mine) == ["Gaps", "Rest"]


def test_a_rule_deleted_here_and_changed_there_is_chosen(mine, theirs, queue, ada, ben, live):
    change(theirs, queue, ben, name="Gaps", sla_minutes=60)
    put_in_force(theirs, ben)
    delete_rule(rule_id=mine.rules.get(name="Gaps").pk, **seen(mine, ada))

    with pytest.raises(RulesClash):
        update(mine, ada)
    update(mine, ada, **{f"rule-{live.rules.get(name='Gaps').line_number}": "published"})

    assert names(mine) == ["Gaps", "Rest"]


@pytest.fixture
def long(queue, ada, live):
    """Rules whose order says something."""
    kinds = (rule(queue, kind_is("gap"), name=name) for name in "ABC")
    return publish(*kinds, rule(queue, name="Rest"), actor=ada, at=NOON - timedelta(hours=1))


def moved(draft, name, position, actor):
    move_rule(rule_id=draft.rules.get(name=name).pk, position=position, **seen(draft, actor))


def test_keeps_its_own_order_where_only_it_moved_rules(long, queue, ada, ben):
    mine, theirs = draft_rules(actor=ada, at=NOON), draft_rules(actor=ben, at=NOON)
    add(theirs, queue, "New", ben, position=2)
    put_in_force(theirs, ben)
    moved(mine, "C", 1, ada)

    update(mine, ada)

    assert names(mine) == ["C", "A", "New", "B", "Rest"]


@pytest.mark.parametrize(("kept", "order"), [("draft", "CAB"), ("published", "BAC")])
def test_two_orders_are_chosen_between(long, ada, ben, kept, order):
    mine, theirs = draft_rules(actor=ada, at=NOON), draft_rules(actor=ben, at=NOON)
    moved(theirs, "B", 1, ben)
    put_in_force(theirs, ben)
    moved(mine, "C", 1, ada)

    with pytest.raises(RulesClash) as refused:
        update(mine, ada)
    update(mine, ada, order=kept)

    assert "the order of the rules" in refused.value.sentence
    assert names(mine) == [*order, "Rest"]


def test_is_not_published_before_rules_that_would_take_it_back(live, queue, ada, ben):
    coming = draft_rules(actor=ben, at=NOON)
    put_in_force(coming, ben, begins=LATER)
    mine = draft_rules(actor=ada, at=NOON)

    with pytest.raises(RulesComeLater) as refused:
        put_in_force(mine, ada)
    put_in_force(mine, ada, begins=LATER + timedelta(minutes=1))

    assert f"rules {coming.pk}, published by Ben, begin after it, 18:00" in refused.value.sentence


def test_withdrawn_rules_are_taken_out_of_it_again(live, queue, ada, ben):
    coming = draft_rules(actor=ben, at=NOON)
    add(coming, queue, "Late feeds", ben)
    put_in_force(coming, ben, begins=LATER)
    mine = draft_rules(actor=ada, at=NOON)
    withdraw_rules(rules_id=coming.pk, version=now_of(coming).version, actor=ben, at=NOON)

    with pytest.raises(DraftOutdated) as refused:
        put_in_force(mine, ada)
    update(mine, ada)

    assert "which it was made from, were withdrawn" in refused.value.sentence
    assert (names(mine), now_of(mine).based_on) == (["Gaps", "Rest"], live)


def test_nothing_is_done_to_a_draft_nobody_overtook(mine, ada):
    with pytest.raises(DraftUpToDate):
        update(mine, ada)


def test_somebody_elses_change_of_the_draft_is_seen_first(mine, theirs, queue, ada, ben):
    put_in_force(theirs, ben)
    add(mine, queue, "Dear", ben)

    with pytest.raises(DraftChanged):
        bring_up_to_date(keep={}, **(seen(mine, ada) | {"version": 1}))


def test_refuses_who_may_only_read(mine, theirs, lena, ben):
    put_in_force(theirs, ben)

    with pytest.raises(RulesNotAllowed):
        update(mine, lena)

    assert now_of(mine).version == 1


def test_begins_again_from_what_is_published_now(mine, theirs, queue, ada, ben):
    add(theirs, queue, "Late feeds", ben)
    put_in_force(theirs, ben)

    fresh = draft_anew(**seen(mine, ada))

    assert (names(fresh), fresh.based_on) == (["Late feeds", "Gaps", "Rest"], now_of(theirs))
    assert now_of(mine).status == "retired"
