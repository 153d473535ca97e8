"""What is not published, told alike by the screen and by the API."""

import pytest
from django.test import Client

from approvals.drafts import AskedStep, Draft
from approvals.models import PolicyVersion
from tests.api import said
from tests.approvals.policies import admin, make_draft, publish, save_again
from tests.factories import make_person

pytestmark = pytest.mark.django_db
WRITE = "approvals:read policies:write"
NOBODY_THERE = Draft(steps=(AskedStep("store manager", "from"),))
TOO_MANY = Draft(steps=(AskedStep("store manager", "to", "3"),))


def sign_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def press(client, policy, version):
    """Publish, as the page that showed this version does."""
    sent = {"version": str(version), "note": "Agreed.", "effective_from": ""}
    return client.post(f"/approvals/policies/{policy.pk}/draft/publish/", sent)


def call(api, world, policy, verb, version=None, **body):
    asked = {"on_behalf_of": admin(world).email, **body}
    return api.post(f"policies/{policy.pk}/{verb}", asked, scope=WRITE, version=version)


@pytest.mark.parametrize(
    ("draft", "code", "sentence"),
    [
        (
            NOBODY_THERE,
            "approver_missing",
            "nobody could decide step 1 (store manager) at DC1 DC North",
        ),
        (TOO_MANY, "quorum_missing", "step 1 needs 3 votes, and fewer than 3 people"),
    ],
)
def test_a_step_that_could_not_be_decided(api, world, draft, code, sentence):
    row = make_draft(world, draft)

    page = press(sign_in(admin(world)), row.policy, row.version)
    answer = call(api, world, row.policy, "publish", row.version, note="Agreed.")

    assert page.status_code == 422
    assert sentence in " ".join(page.content.decode().split())
    assert said(answer) == (422, code)
    assert PolicyVersion.objects.get(pk=row.pk).status == "draft"


def test_a_second_draft_of_one_policy_is_refused(api, world):
    row = make_draft(world)

    page = sign_in(admin(world)).post(f"/approvals/policies/{row.policy_id}/draft/new/")
    answer = call(api, world, row.policy, "draft")

    assert page.status_code == 409
    assert "there is already a draft of this policy" in page.content.decode()
    assert said(answer) == (409, "draft_exists")
    assert row.policy.versions.count() == 1


def test_what_a_colleague_has_published_meanwhile(api, world):
    row = make_draft(world)
    ben = make_person("Ben", role="admin", scope=world.network)
    press(sign_in(ben), row.policy, row.version)

    page = press(sign_in(admin(world)), row.policy, row.version)
    answer = call(api, world, row.policy, "publish", row.version, note="Agreed.")

    assert page.status_code == 409
    assert "this version is published. Make a new draft instead." in page.content.decode()
    assert answer.status_code in {404, 409}
    assert PolicyVersion.objects.get(pk=row.pk).published_by == ben


def test_a_newer_draft_that_the_page_never_showed(api, world):
    first = make_draft(world)
    shown = first.version
    publish(world, first)
    newer = save_again(world, first.policy, TOO_MANY)

    page = press(sign_in(admin(world)), first.policy, shown)
    answer = call(api, world, first.policy, "publish", shown, note="Agreed.")

    assert page.status_code == 409
    assert said(answer) == (409, "draft_changed")
    assert PolicyVersion.objects.get(pk=newer.pk).status == "draft"
