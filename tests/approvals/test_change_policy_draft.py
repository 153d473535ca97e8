"""Two admins at one draft of a policy."""

import pytest
from django.test import Client

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
