"""Who may not review or cancel a count sees it refused; a stale page decides nothing."""

import pytest
from django.urls import reverse

from inventory.counts.models import CountLine
from inventory.counts.services import cancel_count
from tests.controls import forms_of, refusals_of
from tests.factories import NOON, make_person
from tests.inventory.counts.test_review import recounted
from tests.inventory.counts.world import again, counted, line_of, scan


@pytest.fixture
def count(store):
    store.happens("receipt", "MUG", 3)
    return counted(store, scan(quantity=9), scan("9999999999999"))


def read(client, person, name, count):
    client.force_login(person)
    return client.get(reverse(f"inventory:{name}", args=[count.reference])).content.decode()


def send(client, person, name, count, *args, **form):
    client.force_login(person)
    return client.post(reverse(f"inventory:{name}", args=[count.reference, *args]), form)


def test_an_auditor_finds_nothing_to_press(client, store, count):
    tove = make_person("Tove", role="auditor", scope=store.network)

    page = read(client, tove, "count", count)

    assert forms_of(page) == []
    assert {"Review", "Settle", "Cancel count…"} <= set(refusals_of(page))


def test_who_counted_reads_why_they_do_not_review(client, store, count):
    page = read(client, store.jo, "count", count)

    assert refusals_of(page)["Review"].endswith(".")
    assert "Settle" in refusals_of(page)


def test_approve_is_refused_with_its_sentence_beside_it(client, store, count):
    page = read(client, store.priya, "count-review", count)

    assert "Somebody else must first count" in refusals_of(page)["Approve differences"]


@pytest.mark.parametrize("name", ["count-approve", "count-recount", "count-keep-books"])
def test_a_stale_review_says_who_was_faster(client, store, count, name):
    count = recounted(store, count, 9)
    form = {"line": line_of(count).pk, "version": count.version - 1, "reason": "Because"}

    answer = send(client, store.priya, name, count, **form)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "changed this" in page
    assert "Look again" in page
    assert line_of(count).status == CountLine.Status.REVIEW


def test_a_stale_page_cancels_nothing_and_settles_nothing(client, store, count):
    kept, old = count.kept.get(), again(count).version - 1

    for name, args in (("count-cancel", ()), ("count-code-settle", (kept.pk,))):
        answer = send(
            client, store.priya, name, count, *args, version=old, reason="No", note="A vase"
        )
        assert answer.status_code == 409
        assert "Look again" in answer.content.decode()

    assert again(count).status == "review"
    assert count.kept.get().status == "open"


def test_what_a_command_refuses_is_told_on_the_page(client, store, count):
    cancel_count(reference=count.reference, reason="No", version=None, actor=store.priya, at=NOON)

    answer = send(client, store.priya, "count-cancel", count, reason="Again")

    assert answer.status_code == 409
    assert "There is a problem" in answer.content.decode()
