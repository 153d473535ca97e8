"""Many transfers at once: asked first where it cannot be taken back, an outcome for each row."""

import pytest
from django.urls import reverse

from audit.models import Entry
from inventory.transfers import bulk
from inventory.transfers.models import Transfer
from kernel.clock import now
from tests.inventory.transfers.world import actions, again
from workbench.models import Job
from workbench.services.jobs import run_next_job

CANCEL, SUBMIT = "inventory:transfers-cancel", "inventory:transfers-submit"


@pytest.fixture
def omar(client, world):
    client.force_login(world.omar)
    return client


def send(client, name, *rows, **more):
    return client.post(reverse(name), {"id": [row.reference for row in rows], **more})


def seen(*rows):
    return {f"version-{row.pk}": again(row).version for row in rows}


def test_cancelling_asks_first_and_says_what_is_left_out(omar, world):
    draft, approved, moving = world.draft(), world.approved(), world.shipped()

    page = send(omar, CANCEL, draft, approved, moving)

    text = page.content.decode()
    assert page.status_code == 200
    assert "Cancel 2 transfers" in text
    assert "14 pieces that are set aside are free again." in text
    assert "1 left out: on their way" in text
    assert [again(row).status for row in (draft, approved)] == ["draft", "approved"]


def test_cancelling_without_a_reason_keeps_the_page(omar, world):
    draft = world.draft()

    page = send(omar, CANCEL, draft, confirmed="1", reason=" ")

    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert again(draft).status == "draft"


def test_cancels_each_for_itself_with_the_reason_given(omar, world):
    draft, moving = world.draft(), world.shipped()
    before = actions(moving)

    answer = send(omar, CANCEL, draft, moving, confirmed="1", reason="Store closes", **seen(draft))

    assert "result=" in answer.headers["Location"]
    assert (again(draft).status, again(moving).status) == ("cancelled", "in_progress")
    assert Entry.objects.get(action="inventory.transfer.called_off").reason == "Store closes"
    assert actions(moving) == before
    told = omar.get(answer.headers["Location"]).content.decode()
    assert "1 of 2 cancelled. 1 not changed: 1 on their way." in told
    assert moving.reference in told
    assert draft.reference not in told.split("<tbody")[1]


def test_what_was_changed_since_the_page_is_left(omar, world):
    draft = world.draft()
    old = {f"version-{draft.pk}": draft.version - 1}

    answer = send(omar, CANCEL, draft, confirmed="1", reason="No", **old)

    assert "1 changed meanwhile" in omar.get(answer.headers["Location"]).content.decode()
    assert again(draft).status == "draft"


def test_submits_a_few_at_once_and_names_what_is_short(omar, world):
    good, short = world.draft(), world.draft(quantity=900)

    answer = send(omar, SUBMIT, good, short)

    assert (again(good).status, again(short).status) == ("submitted", "draft")
    told = omar.get(answer.headers["Location"]).content.decode()
    assert "1 of 2 submitted. 1 not changed: 1 short of stock at the origin." in told


def test_many_are_asked_and_become_a_job_with_an_outcome(omar, world):
    rows = [world.draft(quantity=1) for _each in range(bulk.AT_ONCE + 1)]
    asked = send(omar, SUBMIT, *rows)
    assert f"Submit {len(rows)} transfers" in asked.content.decode()

    answer = send(omar, CANCEL, *rows, confirmed="1", reason="Season is over", **seen(*rows))
    run_next_job(clock=now)

    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("workbench:job", args=[job.pk])
    assert (job.status, job.message) == ("done", "21 of 21 cancelled.")
    assert not Transfer.objects.open().exists()


def test_plans_a_thousand_in_few_statements(world, django_assert_max_num_queries):
    rows = [world.approved(quantity=1, lines=[(world.mug, 1)]) for _each in range(3)]
    chosen = list(Transfer.objects.named().filter(pk__in=[row.pk for row in rows]))

    with django_assert_max_num_queries(4):
        plan = bulk.plan_of(bulk.VERBS["cancel"], chosen, world.omar)

    assert (plan.number, plan.freed) == (3, 3)


def test_is_refused_to_who_may_draft_none(client, world):
    draft = world.draft()
    client.force_login(world.sam)

    assert send(client, CANCEL, draft, confirmed="1", reason="No").status_code == 403
