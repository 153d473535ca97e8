"""From the first scan to the books and back, on the screens: Jo counts, Sam counts again, Mona approves."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from inventory.counts.models import CountLine
from inventory.counts.services.asking import KIND
from kernel.clock import now
from tests.approvals.policies import in_force
from tests.factories import make_person
from tests.inventory.counts.test_ask_approval import MANAGER, OVER_10, Draft
from tests.inventory.counts.world import BARCODES, again, line_of, part_of, plan

FIRST_COUNTER = "You counted this first, so somebody else must count it again."


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def mona(store):
    return make_person("Mona", role="store manager", scope=store.network)


@pytest.fixture
def count(store, mona):
    """The books say three mugs; what differs by more than 10.00 at cost takes a store manager."""
    draft = Draft(currency="GBP", conditions=(OVER_10,), steps=(MANAGER,))
    in_force(store, draft, kind=KIND, name="Counts over £10", place=store.network)
    store.happens("receipt", "MUG", 3)
    return plan(store, at=now())


def counts(person, count, quantity: int, *, shelf: int = 1):
    """Open the shelf, scan, finish it."""
    client, at = signed_in(person), now().isoformat()
    names = [count.reference, shelf]
    page = client.get(reverse("inventory:count-scan-shelf", args=names))
    scan = {"id": str(uuid4()), "code": BARCODES["MUG"], "quantity": quantity, "at": at}
    sent = client.post(
        reverse("inventory:count-scans", args=names),
        json.dumps({"sent_at": at, "scans": [scan]}),
        content_type="application/json",
    )
    done = client.post(
        reverse("inventory:count-finish", args=names),
        {"version": part_of(count, shelf).version, "complete": "yes"},
    )
    return page.content.decode(), sent.json()["results"][0], done


def reviews(person, count, verb: str):
    """Do something with every line of the review page."""
    form = {"version": again(count).version, "every": "yes"}
    url = reverse(f"inventory:count-{verb}", args=[count.reference])
    return signed_in(person).post(url, form, follow=True).content.decode()


def votes(person, request, verb: str):
    url = reverse(f"approvals:request-{verb}", args=[request.pk])
    version = ApprovalRequest.objects.get(pk=request.pk).version
    return signed_in(person).post(url, {"version": version}, follow=True)


def asked_again(store, count):
    """Jo and Sam counted nine each; Priya takes that, and the policy wants a manager as well."""
    counts(store.jo, count, 9)
    reviews(store.priya, count, "recount")
    counts(store.sam, count, 9, shelf=2)
    reviews(store.priya, count, "approve")
    return open_request_of(KIND, count.pk)


def test_beyond_the_tolerance_somebody_else_counts_again(store, count):
    counts(store.jo, count, 9)
    assert line_of(count).status == CountLine.Status.REVIEW
    assert "somebody else must first count again" in reviews(store.priya, count, "approve")

    reviews(store.priya, count, "recount")
    page, answer, done = counts(store.jo, count, 9, shelf=2)

    assert FIRST_COUNTER in page
    assert (answer["status"], answer["detail"]) == (
        "wrong",
        f"{FIRST_COUNTER} Nothing was counted.",
    )
    assert FIRST_COUNTER in done.content.decode()
    assert part_of(count, 2).is_open


def test_a_manager_approves_what_is_still_beyond_the_band(store, count, mona):
    request = asked_again(store, count)
    assert (line_of(count).status, store.shelf("MUG")) == ("approval", 3)

    own = votes(store.priya, request, "approve")
    answer = votes(mona, request, "approve")

    assert "You asked for this, so somebody else must decide." in own.content.decode()
    assert f"{count.reference} approved" in answer.content.decode()
    assert (line_of(count).status, line_of(count).decided_by) == ("posted", mona)
    assert (again(count).status, store.shelf("MUG")) == ("closed", 9)


def test_undo_takes_it_out_of_the_books_again(store, count, mona):
    request = asked_again(store, count)
    votes(mona, request, "approve")

    answer = votes(mona, request, "undo")

    assert f"{count.reference} waits again." in answer.content.decode()
    assert (line_of(count).status, again(count).status) == ("approval", "approval")
    assert store.shelf("MUG") == 3
    votes(mona, open_request_of(KIND, count.pk), "approve")
    assert (again(count).status, store.shelf("MUG")) == ("closed", 9)
