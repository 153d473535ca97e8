from datetime import timedelta

import pytest

from exceptions.models import RuleSet
from exceptions.routing_errors import (
    DraftChanged,
    EffectiveInThePast,
    EffectiveTaken,
    LastRuleMustTakeAll,
    PublishingNoteMissing,
    QueueRetired,
    RuleNeverReached,
    RulesChanged,
    RulesMissing,
    RulesNotAllowed,
    RulesNotDraft,
    RulesNotWaiting,
)
from exceptions.services.rules import (
    discard_draft,
    publish_rules,
    retire_replaced_rules,
    withdraw_rules,
)
from tests.exceptions.rules_world import kind_is, make_draft, make_queue, publish, rule
from tests.factories import NOON
from tests.trail import audit_actions

pytestmark = pytest.mark.django_db
EVENING = NOON + timedelta(hours=6)


@pytest.fixture
def queue(db):
    return make_queue("urgent")


@pytest.fixture
def draft(queue, ada):
    return make_draft(rule(queue, kind_is("below_zero")), rule(queue), actor=ada)


def publish_draft(draft, actor, **asked):
    asked = {"note": "Night shift", "effective_from": None, "version": draft.version} | asked
    return publish_rules(draft_id=draft.pk, actor=actor, at=NOON, **asked)


def test_puts_the_draft_in_force_from_its_time(draft, ada):
    before = RuleSet.objects.in_force(NOON)

    publish_draft(draft, ada, effective_from=EVENING)

    assert RuleSet.objects.in_force(EVENING - timedelta(minutes=1)) == before
    assert RuleSet.objects.in_force(EVENING).pk == draft.pk
    stored = RuleSet.objects.get(pk=draft.pk)
    assert (stored.status, stored.note, stored.published_by) == ("published", "Night shift", ada)
    assert audit_actions(stored)[-1] == "exceptions.rules.published"


def test_begins_now_when_no_time_is_given(draft, ada):
    publish_draft(draft, ada)

    assert RuleSet.objects.in_force(NOON).pk == draft.pk


def test_refuses_a_last_rule_with_conditions(queue, ada):
    draft = make_draft(rule(queue, kind_is("below_zero")), actor=ada)

    with pytest.raises(LastRuleMustTakeAll) as refused:
        publish_draft(draft, ada)

    assert refused.value.sentence.startswith("The last rule must take every case.")
    assert RuleSet.objects.get(pk=draft.pk).status == "draft"
    assert "exceptions.rules.published" not in audit_actions(draft)


def test_refuses_an_empty_draft(ada):
    with pytest.raises(RulesMissing):
        publish_draft(make_draft(actor=ada), ada)


def test_refuses_rules_that_are_never_reached(queue, ada):
    draft = make_draft(rule(queue), rule(queue), actor=ada)

    with pytest.raises(RuleNeverReached) as refused:
        publish_draft(draft, ada)

    assert refused.value.facts == {"position": 1}


def test_refuses_a_retired_queue(draft, queue, ada):
    queue.retired_at = NOON
    queue.save(update_fields=["retired_at"])

    with pytest.raises(QueueRetired):
        publish_draft(draft, ada)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"note": " "}, PublishingNoteMissing),
        ({"effective_from": NOON - timedelta(seconds=1)}, EffectiveInThePast),
        ({"version": 1}, DraftChanged),
    ],
)
def test_refuses_what_does_not_fit(draft, ada, asked, error):
    with pytest.raises(error):
        publish_draft(draft, ada, **asked)

    assert RuleSet.objects.get(pk=draft.pk).status == "draft"


def test_refuses_the_very_time_of_others(draft, queue, ada):
    publish_draft(draft, ada, effective_from=EVENING)
    other = make_draft(rule(queue), actor=ada)

    with pytest.raises(EffectiveTaken):
        publish_draft(other, ada, effective_from=EVENING)


def test_refuses_who_may_not_change_rules(draft, lena):
    with pytest.raises(RulesNotAllowed):
        publish_draft(draft, lena)


def test_refuses_to_publish_twice(draft, ada):
    published = publish_draft(draft, ada)

    with pytest.raises(RulesNotDraft):
        publish_draft(published, ada)


def test_retires_what_was_replaced(queue, ada):
    old = publish(rule(queue), actor=ada)
    draft = make_draft(rule(queue, kind_is("below_zero")), rule(queue), actor=ada)
    publish_draft(draft, ada, effective_from=EVENING)

    early = retire_replaced_rules(at=EVENING - timedelta(minutes=1))
    first = RuleSet.objects.get(pk=old.pk).status
    retire_replaced_rules(at=EVENING)

    assert first == "published"
    assert early >= 0
    assert RuleSet.objects.get(pk=old.pk).status == "retired"
    assert RuleSet.objects.in_force(NOON).pk == old.pk


def test_withdraws_what_has_not_begun(draft, ada):
    before = RuleSet.objects.in_force(NOON)
    publish_draft(draft, ada, effective_from=EVENING)

    withdraw_rules(rules_id=draft.pk, version=draft.version + 1, actor=ada, at=NOON)

    assert RuleSet.objects.in_force(EVENING) == before


def test_refuses_to_withdraw_what_is_in_force(draft, ada):
    publish_draft(draft, ada)

    with pytest.raises(RulesNotWaiting):
        withdraw_rules(rules_id=draft.pk, version=draft.version + 1, actor=ada, at=EVENING)


def test_refuses_to_withdraw_what_was_shown_otherwise(draft, ada):
    publish_draft(draft, ada, effective_from=EVENING)

    with pytest.raises(RulesChanged):
        withdraw_rules(rules_id=draft.pk, version=draft.version, actor=ada, at=NOON)

    assert RuleSet.objects.get(pk=draft.pk).status == "published"


def test_a_discarded_draft_never_decides(draft, ada):
    before = RuleSet.objects.in_force(EVENING)

    discard_draft(draft_id=draft.pk, version=draft.version, actor=ada, at=NOON)

    assert RuleSet.objects.in_force(EVENING) == before
    assert audit_actions(draft)[-1] == "exceptions.rules.discarded"
