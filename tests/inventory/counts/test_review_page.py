"""A reviewer decides what she did not count herself, beside what she did."""

import pytest
from django.urls import reverse

from inventory.counts.models import CountLine
from inventory.counts.services import Shelf, ask_recount
from tests.controls import refusals_of
from tests.factories import NOON
from tests.inventory.counts.world import MINUTE, again, count_of, finish, line_of, plan, scan

REVIEW, POSTED = CountLine.Status.REVIEW, CountLine.Status.POSTED


@pytest.fixture
def count(store):
    """Jo counted mugs and Priya vases, both far too many; Sam counted both again and found the same."""
    count = plan(store, Shelf("Wall A"), Shelf("Wall B"))
    count_of(count, scan(quantity=9), by=store.jo)
    count_of(count, scan("VASE", quantity=9), by=store.priya, number=2)
    finish(count, store.jo)
    count = finish(count, store.priya, number=2)
    lines = list(count.lines.values_list("pk", flat=True))
    asked = {"line_ids": lines, "version": count.version, "actor": store.priya}
    ask_recount(reference=count.reference, at=NOON + 30 * MINUTE, **asked)
    for part in count.parts.filter(number__gt=2):
        code = part.listed.get().sku.code
        count_of(count, scan(code, 9, 40), by=store.sam, number=part.number, minute=41)
        finish(count, store.sam, number=part.number, minute=45)
    return again(count)


@pytest.fixture
def priya(client, store):
    client.force_login(store.priya)
    return client


def shown(priya, count):
    return priya.get(reverse("inventory:count-review", args=[count.reference])).content.decode()


def approve(priya, count, *codes):
    lines = [line_of(count, code).pk for code in codes]
    form = {"line": lines, "version": again(count).version}
    return priya.post(reverse("inventory:count-approve", args=[count.reference]), form)


def is_ticked(page, count, code):
    return f'name="line" value="{line_of(count, code).pk}" checked' in page


def test_her_own_line_holds_back_no_other(priya, count):
    page = shown(priya, count)

    assert {"Approve differences", "Keep the books…"}.isdisjoint(refusals_of(page))
    assert "You counted VASE yourself, so somebody else must decide. For the ticked lines:" in page
    assert (is_ticked(page, count, "MUG"), is_ticked(page, count, "VASE")) == (True, False)


def test_she_approves_the_other_line_alone(priya, count):
    answer = approve(priya, count, "MUG")

    assert answer.status_code == 302
    assert (line_of(count).status, line_of(count, "VASE").status) == (POSTED, REVIEW)
    assert set(refusals_of(shown(priya, count))) >= {"Approve differences", "Keep the books…"}


def test_what_was_ticked_stays_ticked_when_it_is_refused(priya, count):
    answer = approve(priya, count, "VASE")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert (is_ticked(page, count, "MUG"), is_ticked(page, count, "VASE")) == (False, True)
    assert line_of(count, "VASE").status == REVIEW
