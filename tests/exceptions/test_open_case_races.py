"""Two connections on a real server: one fingerprint never has two open cases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from exceptions.models import Case
from exceptions.services import close_case, open_case
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def short(place):
    return open_case(
        kind="below_zero",
        fingerprint="cell:1",
        title="3 short",
        subject=place,
        place=place,
        at=NOON,
    )


def in_own_connection(work, *args):
    try:
        return work(*args)
    finally:
        connection.close()


def test_many_openers_at_once_make_one_case(camden):
    start = Barrier(8)

    def opener(_):
        start.wait(timeout=10)
        return [short(camden).pk for _ in range(10)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: in_own_connection(opener, n), range(8)))

    assert len({pk for answer in answers for pk in answer}) == 1
    case = Case.objects.get()
    assert case.occurrences == 80
    assert case.seen.count() == 80


def test_a_repeat_waits_for_the_closer_and_then_opens_anew(camden):
    first, closing = short(camden), Event()

    def closer():
        with transaction.atomic():
            close_case(fingerprint="cell:1", at=NOON, note="Cured")
            closing.set()
            connection.cursor().execute("SELECT pg_sleep(0.3)")

    with ThreadPoolExecutor(2) as pool:
        closed = pool.submit(in_own_connection, closer)
        closing.wait(timeout=10)
        second = pool.submit(in_own_connection, short, camden).result(timeout=60)
        closed.result(timeout=60)

    assert second.pk != first.pk
    assert Case.objects.open().get().pk == second.pk


def test_a_closer_finds_nothing_until_the_opener_has_committed(camden):
    opening = Event()

    def opener():
        with transaction.atomic():
            case = short(camden)
            opening.set()
            connection.cursor().execute("SELECT pg_sleep(0.3)")
            return case

    with ThreadPoolExecutor(2) as pool:
        opened = pool.submit(in_own_connection, opener)
        opening.wait(timeout=10)
        early = close_case(fingerprint="cell:1", at=NOON, note="Cured")
        opened.result(timeout=60)

    assert early is None
    assert close_case(fingerprint="cell:1", at=NOON, note="Cured") is not None
