"""Two admins at one draft of a policy."""

import pytest
from django.test import Client

from approvals.models import PolicyVersion
from tests.approvals.policies import admin, make_draft
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


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_draft_made_again_bears_no_number_or_version_of_the_one_thrown_away(world):
    policy = make_draft(world).policy
    ada = sign_in(admin(world))
    page = f"/approvals/policies/{policy.pk}/draft/"
    first = PolicyVersion.objects.get(policy=policy)
    ada.post(f"{page}discard/", {"version": first.version})

    ada.post(f"{page}new/")

    again = PolicyVersion.objects.get(policy=policy)
    assert (again.number, again.version) == (first.number + 1, first.version + 1)


def test_a_page_of_the_one_thrown_away_publishes_nothing(world):
    policy = make_draft(world).policy
    ada, stale = sign_in(admin(world)), PolicyVersion.objects.get(policy=policy).version
    page = f"/approvals/policies/{policy.pk}/draft/"
    ada.post(f"{page}discard/", {"version": stale})
    ada.post(f"{page}new/")

    answer = ada.post(f"{page}publish/", {"version": stale, "note": "Agreed."})

    assert answer.status_code == 409
    assert PolicyVersion.objects.get(policy=policy).status == "draft"
