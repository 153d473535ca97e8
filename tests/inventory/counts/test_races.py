"""Two people, one count: one outcome each, the other told why."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.services import create_client
from inventory.counts.errors import CountChanged, CountNotInReview, PartFinished
from inventory.counts.models import Count, CountLine, CountScan
from inventory.counts.services import (
    Shelf,
    approve_lines,
    cancel_count,
    finish_part,
    keep_books,
    start_session,
    take_scans,
)
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType
from kernel.clock import now
from tests.factories import NOON
from tests.inventory.counts.test_api_counts import post
from tests.inventory.counts.test_review import recounted
from tests.inventory.counts.world import (
    MINUTE,
    again,
    count_of,
    counted,
    finish,
    line_of,
    part_of,
    plan,
    scan,
)
from tests.inventory.ledger.racing import behind, together

pytestmark = pytest.mark.django_db(transaction=True)


def client_with(*scopes: str) -> Client:
    """Another system, of every place."""
    _row, token = create_client(
        name="robots", source_code="till", place=None, scopes=scopes, actor=None, at=now()
    )
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_two_counters_on_one_line_add_up(racing_store):
    store, count = racing_store, plan(racing_store)
    part = part_of(count)

    def counter(actor):
        for minute in range(1, 11):
            take_scans(
                part_id=part.pk,
                scans=[scan(minute=minute)],
                actor=actor,
                at=NOON + minute * MINUTE,
            )

    together(lambda: counter(store.jo), lambda: counter(store.sam))
    finish(count, store.jo)
    finish(count, store.sam)

    assert line_of(count).counted == 20


def test_the_same_scans_sent_at_once_are_kept_once(racing_store):
    store, count = racing_store, plan(racing_store)
    part, scans = part_of(count), [scan(minute=1), scan(minute=2)]

    answers = together(
        *(
            lambda: take_scans(part_id=part.pk, scans=scans, actor=store.jo, at=NOON + 5 * MINUTE)
            for _ in range(4)
        )
    )

    assert [[one.count for one in answer] for answer in answers] == [[2, 2]] * 4
    assert CountScan.objects.count() == 2


def test_a_shelf_finished_twice_posts_once(racing_store):
    store, count = racing_store, plan(racing_store)
    count_of(count, scan(), by=store.jo)
    part, at = part_of(count), NOON + 10 * MINUTE

    def end():
        return finish_part(part_id=part.pk, is_complete=True, version=None, actor=store.jo, at=at)

    answers = together(end, end)

    assert sum(isinstance(answer, PartFinished) for answer in answers) == 1
    assert Event.objects.filter(type=EventType.COUNT).count() == 1


def test_a_scan_is_counted_before_the_end_or_kept_after_it(racing_store):
    store, count = racing_store, plan(racing_store)
    count_of(count, scan(minute=1), by=store.jo)
    part, at = part_of(count), NOON + 10 * MINUTE

    together(
        lambda: finish_part(part_id=part.pk, is_complete=True, version=None, actor=store.jo, at=at),
        lambda: take_scans(part_id=part.pk, scans=[scan(minute=2)], actor=store.jo, at=at),
    )

    seen = CountScan.objects.filter(standing="ok").count()
    assert line_of(count).counted == seen
    assert again(count).kept.count() == 2 - seen


def test_approve_against_keeping_the_books_is_one_decision(racing_store):
    store = racing_store
    store.happens("receipt", "MUG", 3)
    count = recounted(store, counted(store, scan(quantity=9)), 9)
    lines = list(count.lines.values_list("pk", flat=True))
    common = {
        "reference": count.reference, "line_ids": lines, "version": count.version,
        "actor": store.priya, "at": NOON + 60 * MINUTE,
    }  # fmt: skip

    answers = together(lambda: approve_lines(**common), lambda: keep_books(**common, reason="No"))

    refused = [one for one in answers if isinstance(one, CountChanged | CountNotInReview)]
    assert len(refused) == 1
    assert line_of(count).status in {CountLine.Status.POSTED, CountLine.Status.DROPPED}
    assert (store.shelf("MUG") == 9) == (line_of(count).status == "posted")


def test_cancel_against_finish_is_one_outcome(racing_store):
    store, count = racing_store, plan(racing_store)
    count_of(count, scan(), by=store.jo)
    part, at = part_of(count), NOON + 10 * MINUTE

    together(
        lambda: finish_part(part_id=part.pk, is_complete=True, version=None, actor=store.jo, at=at),
        lambda: cancel_count(
            reference=count.reference, reason="Fire", version=None, actor=store.priya, at=at
        ),
    )

    posted = Event.objects.filter(type=EventType.COUNT).exists()
    assert (again(count).status == Count.Status.CLOSED) == posted


def test_a_sale_that_posts_meanwhile_is_seen_or_absorbed(racing_store):
    store = racing_store
    store.happens("receipt", "MUG", 9)
    count = plan(store)
    count_of(count, scan(minute=1, quantity=5), scan(minute=5, quantity=4), by=store.jo)
    part, at = part_of(count), NOON + 10 * MINUTE

    together(
        lambda: finish_part(part_id=part.pk, is_complete=True, version=None, actor=store.jo, at=at),
        lambda: store.happens("sale", "MUG", 2, minute=3),
    )

    line = line_of(count)
    assert (line.why, store.shelf("MUG")) in {("moved", 7), ("", 9)}


VERBS = {
    "lines": {"lines": [{"sku": "MUG", "quantity": 3}], "shelf": 2},
    "finish": {"shelf": 2},
    "shelves/2/start": {},
    "shelves/2/scans": {"scans": [{"id": str(uuid4()), "code": "MUG", "at": NOON.isoformat()}]},
    "shelves/2/quantity": {"sku": "MUG", "quantity": 3},
    "shelves/1/correct": {},
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_client_that_saw_the_count_before_somebody_began_is_told(racing_store, verb):
    """Jo begins, which changes the count, while the call that saw it planned waits for her."""
    store = racing_store
    count = plan(store, Shelf("Wall"), Shelf("Window"))
    caller = client_with("counts:write")
    body = {"on_behalf_of": store.sam.email, **VERBS[verb]}
    seen = {"If-Match": f'"{count.version}"'}

    answer = behind(
        lambda: start_session(part_id=part_of(count).pk, actor=store.jo, at=NOON),
        lambda: post(caller, f"/{count.reference}/{verb}", body, **seen),
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "count_changed")
    assert not CountScan.objects.exists()
    assert part_of(count, 2).sessions.count() == 0


def test_a_code_is_not_settled_by_a_client_that_saw_another_count(racing_store):
    store = racing_store
    count = plan(store)
    count_of(count, scan("4000000000006"), by=store.jo)
    kept, seen = count.kept.get(), {"If-Match": f'"{again(count).version}"'}
    body = {"on_behalf_of": store.priya.email, "note": "A price tag"}
    path = f"/{count.reference}/kept-codes/{kept.pk}/settle"
    caller = client_with("counts:approve")

    answer = behind(
        lambda: finish(count, store.jo, complete=False), lambda: post(caller, path, body, **seen)
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "count_changed")
    assert count.kept.get().status == "open"
