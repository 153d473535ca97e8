"""Two admins at one draft of a policy."""

import pytest
from django.test import Client

from approvals.models import Policy, PolicyVersion
from tests.approvals.policies import admin, in_force, make_draft
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_a_draft_that_was_changed_meanwhile_shows_both_and_keeps_mine(world):
    policy = make_draft(world).policy
    ada, ben = admin(world), make_person("Ben", role="admin", scope=world.network)
    client, page = sign_in(ada), f"/approvals/policies/{policy.pk}/draft/"
    shown = client.get(page).context
    mine = {"version": shown["version"], "currency": "GBP", "sample_percent": "5"}
    sign_in(ben).post(page, mine | {"sample_percent": "9"})

    answer = client.post(page, mine)
    kept = client.post(page, mine | {"version": answer.context["version"]})

    text = answer.content.decode()
    assert (answer.status_code, kept.status_code) == (409, 302)
    assert "Ben changed this" in text
    assert "Percent to review of what passes by itself: yours 5, now 9." in text


def test_every_mistake_of_a_draft_is_told_at_once_each_at_its_field(world):
    policy = make_draft(world).policy
    ada, page = sign_in(admin(world)), f"/approvals/policies/{policy.pk}/draft/"
    wrong = {
        "version": ada.get(page).context["version"],
        "c1-fact": "value",
        "c1-op": "over",
        "c1-value": "much",
        "s2-role": "store manager",
        "s2-place": "to",
        "s2-quorum": "0",
        "sample_percent": "101",
    }

    answer = ada.post(page, wrong)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#c0-fact">The draft was not saved. Condition 1:' in text
    assert '<a href="#s0-role">The draft was not saved. Step 1: between 1 and 9 people' in text
    assert '<a href="#sample_percent">The draft was not saved: the share to review' in text
    assert 'name="c0-value" value="much"' in text


def test_every_limit_that_is_none_is_told_at_its_field(world):
    policy = make_draft(world).policy
    ada, page = sign_in(admin(world)), f"/approvals/policies/{policy.pk}/draft/"
    typed = ada.get(page).context["values"]

    answer = ada.post(
        page, typed | {"confirm_limit": "some", "sample_percent": "", "currency": "€"}
    )

    text = answer.content.decode()
    assert (
        '<a href="#confirm_limit">The draft was not saved: the confirm limit is an amount' in text
    )
    assert '<a href="#currency">The draft was not saved: a currency is three letters' in text
    assert PolicyVersion.objects.get(policy=policy).currency == "GBP"


def test_a_value_without_its_fact_is_not_lost(world):
    policy = make_draft(world).policy
    ada, page = sign_in(admin(world)), f"/approvals/policies/{policy.pk}/draft/"
    kept = conditions_of(policy)

    answer = ada.post(page, {"version": ada.get(page).context["version"], "c0-value": "5,000"})

    assert answer.status_code == 422
    assert "Condition 1: choose a fact, or clear its value." in answer.content.decode()
    assert conditions_of(policy) == kept


def test_a_step_that_nobody_decides_is_not_left_out_with_what_it_says(world):
    policy = make_draft(world).policy
    ada, page = sign_in(admin(world)), f"/approvals/policies/{policy.pk}/draft/"
    typed = ada.get(page).context["values"] | {"s2-due": "2", "s2-up": "ops lead"}

    answer = ada.post(page, typed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert (
        '<a href="#s1-role">The draft was not saved. Step 2: choose who decides, or clear' in text
    )
    assert 'name="s1-due" inputmode="decimal" value="2"' in text


def test_a_step_is_taken_away_by_leaving_nobody_to_decide_it(world):
    policy = make_draft(world).policy
    ada, page = sign_in(admin(world)), f"/approvals/policies/{policy.pk}/draft/"
    typed = ada.get(page).context["values"]

    answer = ada.post(page, typed | {"s0-role": "", "s1-role": "finance", "s1-place": "to"})

    assert answer.status_code == 302
    steps = PolicyVersion.objects.get(policy=policy).steps.all()
    assert [(step.position, step.role) for step in steps] == [(1, "finance")]


def conditions_of(policy) -> list[int]:
    rows = PolicyVersion.objects.get(policy=policy).conditions
    return list(rows.order_by("pk").values_list("pk", flat=True))


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_draft_made_again_bears_no_number_or_version_of_the_one_thrown_away(world):
    ada, page, first = second_draft(world)
    ada.post(f"{page}discard/", {"version": first.version})

    ada.post(f"{page}new/")

    again = PolicyVersion.objects.get(status="draft")
    assert (again.number, again.version) == (first.number + 1, first.version + 1)


def test_a_page_of_the_one_thrown_away_publishes_nothing(world):
    ada, page, first = second_draft(world)
    ada.post(f"{page}discard/", {"version": first.version})
    ada.post(f"{page}new/")

    answer = ada.post(f"{page}publish/", {"version": first.version, "note": "Agreed."})

    assert answer.status_code == 409
    assert PolicyVersion.objects.filter(status="draft").exists()


def test_a_policy_that_was_never_published_goes_with_its_draft_and_frees_its_name(world):
    draft = make_draft(world, place=world.region)
    ada, page = sign_in(admin(world)), f"/approvals/policies/{draft.policy_id}/draft/"
    asked = ada.get(page).content.decode()

    answer = ada.post(f"{page}discard/", {"version": draft.version}, follow=True)

    assert "The policy was never published" in asked
    assert f"{draft.policy} was thrown away." in answer.content.decode()
    assert not Policy.objects.filter(pk=draft.policy_id).exists()
    assert make_draft(world, place=world.network).policy.name == draft.policy.name


def test_says_what_each_fact_may_be_and_that_a_policy_is_for_everywhere(world):
    policy = make_draft(world).policy
    Policy.objects.filter(pk=policy.pk).update(place=None)
    ada = sign_in(admin(world))

    editor = ada.get(f"/approvals/policies/{policy.pk}/draft/").content.decode()

    assert ": yes, no</p>" in editor
    assert "Everywhere" in ada.get("/approvals/policies/").content.decode()


def second_draft(world):
    """Of a policy that is in force: who drafts, the page, the draft."""
    policy = in_force(world).policy
    ada, page = sign_in(admin(world)), f"/approvals/policies/{policy.pk}/draft/"
    ada.post(f"{page}new/")
    return ada, page, PolicyVersion.objects.get(status="draft")
