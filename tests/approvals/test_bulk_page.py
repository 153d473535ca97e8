"""Before many are decided at once: everything unusual is seen, and what is over its limit asks again."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from approvals import bulk as at_once
from approvals.models import Decision
from approvals.subjects import register
from approvals.views import bulk
from tests.approvals.policies import USUAL, in_force
from tests.approvals.world import ask, fresh, make_kind, vote
from workbench.models import Job

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def chosen(*requests) -> dict:
    return {"id": [f"AP-{one.pk:06d}" for one in requests]}


def page(world, *requests) -> str:
    client = signed_in(world.priya)
    return client.post("/approvals/requests/approve/", chosen(*requests)).content.decode()


def decide(client, verb, *requests, **said):
    """Confirms what the page showed; the list that follows, with its toast."""
    sent = chosen(*requests) | {"confirmed": "1", **said}
    return client.post(f"/approvals/requests/{verb}/", sent, follow=True)


def undo_of(answer) -> str:
    found = re.search(r'data-undo="([^"]+)"', answer.content.decode())
    return found[1] if found else ""


@pytest.fixture
def warned(world):
    """A kind whose every request is unusual in one line."""
    yield register(
        replace(make_kind(), page=lambda request, user: {"line_warnings": {"A": "leaves 2"}})
    )
    make_kind()


def test_shows_every_line_with_a_warning_however_many_rows(world, warned, monkeypatch):
    monkeypatch.setattr(bulk, "SHOWN", 1)

    text = page(world, *(ask(world, code=f"order-{n}") for n in range(3)))

    assert text.count("A: leaves 2") == 3
    assert "3 are unusual and stand first." in text


def test_asks_once_more_when_some_are_over_the_confirm_limit(world):
    in_force(world, replace(USUAL, confirm_limit="2,000"))

    text = page(world, ask(world, code="one"), ask(world, code="two", worth="1600"))

    assert "1 of them is over the confirm limit of its policy." in text
    assert 'data-dialog="over-limit"' in text


def test_asks_nothing_more_below_it(world):
    in_force(world, replace(USUAL, confirm_limit="9,000"))

    assert "over-limit" not in page(world, ask(world))


def statuses(*requests) -> list[str]:
    return [fresh(one).status for one in requests]


@pytest.mark.parametrize(
    ("verb", "status", "words"),
    [
        ("approve", "approved", "2 of 2 approved."),
        ("reject", "rejected", "2 of 2 rejected."),
        ("send-back", "sent_back", "2 of 2 sent back."),
    ],
)
def test_a_few_are_decided_at_once_and_undone_from_the_toast(world, verb, status, words):
    client, requests = signed_in(world.priya), (ask(world, code="one"), ask(world, code="two"))

    answer = decide(client, verb, *requests, reason_code="not_needed", reason="Next week")

    assert words in answer.content.decode()
    assert statuses(*requests) == [status] * 2
    assert client.post(undo_of(answer)).status_code == 204
    assert statuses(*requests) == ["waiting"] * 2


def test_ones_own_are_left_out_and_the_values_are_said(world):
    rows = [ask(world, code=f"r{number}") for number in range(3)]
    own = ask(world, code="own", asked_by=world.priya)

    text = page(world, *rows, own)
    decide(signed_in(world.priya), "approve", *rows, own)

    assert "1 that you asked for yourself is left out" in text
    assert "£6,552.00" in text
    assert "£2,184.00" in text
    assert statuses(*rows, own) == ["approved"] * 3 + ["waiting"]


def test_many_are_a_job(world, monkeypatch):
    monkeypatch.setattr(at_once, "AT_ONCE", 1)
    first, second = ask(world, code="one"), ask(world, code="two")

    decide(signed_in(world.priya), "send-back", first, second, reason_code="not_needed")

    job = Job.objects.get()
    assert (job.title, job.params["verdict"]) == ("Send 2 requests back", "send_back")
    assert sorted(job.params["seen"]) == sorted(str(one.pk) for one in (first, second))


@pytest.mark.parametrize("shown", ["9", "x"])
def test_says_which_was_left_and_leads_to_it(world, shown):
    first, stale = ask(world, code="one"), ask(world, code="two")

    answer = decide(
        signed_in(world.priya), "approve", first, stale, **{f"version-{stale.pk}": shown}
    )

    assert "1 of 2 approved. 1 not changed:" in answer.content.decode()
    assert "result=" in answer.redirect_chain[-1][0]
    assert statuses(first, stale) == ["approved", "waiting"]


def test_names_what_somebody_decided_between_the_page_and_the_press(world):
    first, second = ask(world, code="one"), ask(world, code="two")
    shown = {f"version-{one.pk}": "1" for one in (first, second)}
    vote(second, world.mo)

    answer = decide(signed_in(world.priya), "approve", first, second, **shown)

    assert "1 of 2 approved. 1 not changed: Mo approved" in answer.content.decode()


def test_asks_why_before_sending_back(world):
    request = ask(world)

    answer = decide(signed_in(world.priya), "send-back", request, reason="Too many")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#code"' in text
    assert 'value="Too many"' in text
    assert not Decision.objects.exists()


def test_the_bar_offers_it_with_keys(world):
    ask(world)

    text = signed_in(world.priya).get("/approvals/requests/").content.decode()

    bar = text.split('id="bulk"')[1].split("</form>")[0]
    assert re.findall(r'data-key="(\w)"', bar) == ["a", "b", "r"]
    assert 'formaction="/approvals/requests/send-back/"' in bar


def test_an_undo_takes_back_only_what_stands_as_it_was(world):
    client, (first, second) = signed_in(world.priya), (ask(world, code="a"), ask(world, code="b"))
    undo = undo_of(decide(client, "approve", first, second))
    client.post(f"/approvals/requests/{second.pk}/undo/")
    vote(second, world.priya, "reject")

    client.post(undo)

    assert statuses(first, second) == ["waiting", "rejected"]
    told = client.get("/approvals/requests/").content.decode()
    assert "1 of 2 taken back. 1 not changed: Nothing was undone: TR-b was decided on after" in told


def test_an_undo_is_its_owners_and_no_other_address_works(world):
    client, request = signed_in(world.priya), ask(world)
    undo = undo_of(decide(client, "approve", request))

    assert signed_in(world.mo).post(undo).status_code == 404
    assert client.post("/approvals/requests/undo/made-up/").status_code == 404
    assert statuses(request) == ["approved"]


def test_takes_a_thousand_with_the_version_of_each(world):
    numbers = range(9_000_000, 9_001_000)
    sent = {"id": [f"AP-{number}" for number in numbers], "confirmed": "1", "reason": ""}
    versions = {f"version-{number}": "1" for number in numbers}

    answer = signed_in(world.priya).post("/approvals/requests/reject/", sent | versions)

    assert answer.status_code == 200
    assert "None of these waits for you" in answer.content.decode()
