from datetime import timedelta
from decimal import Decimal

import pytest

from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.errors import (
    ApproverMissing,
    ConditionMalformed,
    CurrencyMissing,
    DraftChanged,
    DraftExists,
    EffectiveInThePast,
    NotADraft,
    PoliciesNotAllowed,
    PolicyChanged,
    PolicyNameTaken,
    PolicyNotInForce,
    QuorumMissing,
    SettingMalformed,
    StepMalformed,
)
from approvals.models import PolicyVersion
from approvals.queries.effect import effect_of
from approvals.services.policies import new_draft, retire_policy, retire_replaced, save_draft
from kernel.clock import now
from tests.approvals.policies import (
    MANAGER,
    USUAL,
    admin,
    in_force,
    make_draft,
    publish,
    save_again,
)
from tests.approvals.world import ask, later, make_kind
from tests.factories import NOON
from tests.trail import audit_actions


def test_publishes_and_replaces_what_was_in_force(world):
    first = in_force(world)
    second = publish(world, save_again(world, first.policy, USUAL), at=later(30))

    first = PolicyVersion.objects.get(pk=first.pk)
    assert (first.status, first.effective_until) == ("retired", later(30))
    assert list(first.policy.versions.in_force(later(31))) == [second]
    assert audit_actions(first.policy)[-1] == "approvals.policy.published"


def test_refuses_a_step_nobody_could_decide_and_names_the_places(world):
    draft = make_draft(world, Draft(steps=(AskedStep("store manager", "from"),)))

    with pytest.raises(ApproverMissing, match=r"step 1 \(store manager\) at DC1 DC North"):
        publish(world, draft)

    assert PolicyVersion.objects.get(pk=draft.pk).status == "draft"


def test_refuses_a_quorum_that_fewer_people_hold_than_it_needs(world):
    first = in_force(world, Draft(steps=(AskedStep("store manager", "to", "2"),)))
    three = save_again(world, first.policy, Draft(steps=(AskedStep("store manager", "to", "3"),)))

    with pytest.raises(QuorumMissing, match=r"(?s)step 1 needs 3 votes.*store manager at 112 Cam"):
        publish(world, three)

    assert PolicyVersion.objects.get(pk=three.pk).status == "draft"


def test_counts_only_the_places_its_conditions_leave(world):
    kinds = {world.camden.pk: "damage", world.leeds.pk: "sale"}
    make_kind(place_facts={"reason": ("from", lambda: kinds)})
    only_camden = (AskedCondition("reason", "is", "damage"),)

    version = in_force(
        world, Draft(conditions=only_camden, steps=(AskedStep("store manager", "from"),))
    )

    assert version.status == "published"


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (Draft("GBP", conditions=(AskedCondition("value", "over", "much"),)), ConditionMalformed),
        (Draft("GBP", conditions=(AskedCondition("nope", "is", "1"),)), ConditionMalformed),
        (Draft(conditions=(AskedCondition("reason", "over", "sale"),)), ConditionMalformed),
        (Draft(conditions=(AskedCondition("reason", "is", "theft"),)), ConditionMalformed),
        (Draft("GBP", confirm_limit="NaN"), SettingMalformed),
        (Draft("GBP", confirm_limit="Infinity"), SettingMalformed),
        (Draft("GBP", confirm_limit="12,34,5"), SettingMalformed),
        (Draft(steps=(AskedStep("store manager", "to", due_hours="²"),)), StepMalformed),
        (Draft(conditions=(AskedCondition("value", "over", "10"),)), CurrencyMissing),
        (Draft(steps=(AskedStep("store staff", "to"),)), StepMalformed),
        (Draft(steps=(AskedStep("store manager", "moon"),)), StepMalformed),
        (Draft(steps=(AskedStep("store manager", "to", "0"),)), StepMalformed),
    ],
)
def test_refuses_a_malformed_draft(world, draft, error):
    row = make_draft(world)

    with pytest.raises(error):
        save_again(world, row.policy, draft)

    assert row.conditions.count() == 1


@pytest.mark.parametrize(
    ("typed", "minutes"), [("0,5", 30), ("0,500", 30), ("1.5", 90), ("4", 240), ("1,000", 60_000)]
)
def test_reads_a_fraction_with_either_separator(world, typed, minutes):
    version = make_draft(world, Draft(steps=(AskedStep("store manager", "to", due_hours=typed),)))

    assert version.steps.get().due_minutes == minutes


@pytest.mark.parametrize(
    ("typed", "limit"), [("999,99", "999.99"), ("£1,500.50", "1500.50"), ("1,500", "1500.00")]
)
def test_reads_an_amount_as_it_is_written(world, typed, limit):
    assert make_draft(world, Draft("GBP", confirm_limit=typed)).confirm_limit == Decimal(limit)


def test_refuses_what_is_not_allowed_or_stale(world):
    row = make_draft(world)
    ada = admin(world)

    with pytest.raises(DraftChanged):
        save_draft(version_id=row.pk, draft=USUAL, version=1, actor=ada, at=NOON)
    with pytest.raises(PoliciesNotAllowed):
        save_draft(version_id=row.pk, draft=USUAL, version=2, actor=world.lena, at=NOON)
    with pytest.raises(DraftExists):
        new_draft(policy_id=row.policy_id, actor=ada, at=NOON)
    with pytest.raises(PolicyNameTaken):
        make_draft(world)
    with pytest.raises(EffectiveInThePast):
        publish(world, row, begins=NOON - timedelta(hours=1))
    published = publish(world, row)
    with pytest.raises(NotADraft):
        publish(world, published)


def test_says_what_it_would_have_done_to_the_last_30_days(world):
    first = in_force(world)
    for number, worth in enumerate(("100", "1600", "2500", "9000")):
        ask(world, code=f"r{number}", worth=worth)
    ask(world, code="old", worth="9000", at=NOON - timedelta(days=40))
    over_2000 = (AskedCondition("value", "over", "2,000"),)
    finance = AskedStep("finance", "to", conditions=(AskedCondition("value", "over", "5000"),))
    draft = save_again(
        world, first.policy, Draft("GBP", conditions=over_2000, steps=(MANAGER, finance))
    )

    effect = effect_of(draft, later(60))

    assert (effect.total, effect.asked, effect.passing, effect.moved) == (4, 2, 2, 1)
    assert [(load.role, load.count) for load in effect.steps] == [
        ("store manager", 2),
        ("finance", 1),
    ]
    assert [request.reference for request in effect.examples] == ["TR-r1"]


def test_ends(world):
    version = in_force(world)

    retire_policy(policy_id=version.policy_id, reason="Done.", actor=admin(world), at=later(9))

    assert not version.policy.versions.in_force(later(9)).exists()


def test_never_ends_a_version_nobody_saw(world):
    shown = in_force(world)
    publish(world, save_again(world, shown.policy, USUAL), begins=later(5))
    said = {"policy_id": shown.policy_id, "reason": "Done.", "actor": admin(world)}

    with pytest.raises(PolicyChanged):
        retire_policy(**said, version=shown.number, at=later(9))

    assert shown.policy.versions.in_force(later(9)).exists()


def test_calls_retired_what_was_replaced_meanwhile(world):
    first = in_force(world)
    publish(world, save_again(world, first.policy, USUAL), begins=later(60))

    assert retire_replaced(at=later(59)) == 0
    assert retire_replaced(at=later(60)) == 1
    assert retire_replaced(at=later(60)) == 0


def test_ends_what_only_comes_and_says_that_it_never_counted(client, world):
    coming = publish(world, make_draft(world), begins=later(60))
    address = f"/approvals/policies/{coming.policy_id}/"
    client.force_login(admin(world))
    offered = client.get(address).content.decode()

    ending = {"policy_id": coming.policy_id, "actor": admin(world), "at": later(9)}
    retire_policy(**ending, reason="Done.")
    said = client.get(address).content.decode()

    with pytest.raises(PolicyNotInForce):
        retire_policy(**ending, reason="Again.")
    assert "End policy…" in offered
    assert "End policy…" not in said
    assert "Never in force" in said
    assert "Publish the draft" not in said


def test_counts_until_what_was_published_for_later_begins(world):
    first = in_force(world)
    publish(world, save_again(world, first.policy, USUAL), begins=NOON + timedelta(days=7))

    publish(world, save_again(world, first.policy, USUAL), at=NOON + timedelta(hours=1))

    versions = PolicyVersion.objects.filter(policy=first.policy).order_by("number")
    first, later_one, now_one = versions
    assert first.effective_until == now_one.effective_from
    assert now_one.effective_until == later_one.effective_from == NOON + timedelta(days=7)
    assert later_one.effective_until is None
    counting = PolicyVersion.objects.in_force(NOON + timedelta(days=8))
    assert later_one in counting
    assert now_one not in counting


def test_the_page_says_what_begins_later(client, world):
    first = in_force(world, at=now())
    publish(
        world,
        save_again(world, first.policy, USUAL),
        begins=now() + timedelta(days=7),
        at=now(),
    )
    save_again(world, first.policy, USUAL)
    client.force_login(admin(world))

    page = client.get(f"/approvals/policies/{first.policy_id}/draft/publish/").content.decode()

    assert "Version 2 is published already and begins" in page
    assert "This version counts until then." in page
