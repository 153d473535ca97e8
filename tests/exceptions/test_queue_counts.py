"""The numbers on the tabs of the queue."""

from datetime import timedelta

import pytest
from django.db import connection

from exceptions import desk_queries
from exceptions.desk_queries import queue_counts, queues_of
from exceptions.models import Case
from exceptions.services import assign_case, snooze_case
from tests.exceptions.desk import case_in, make_case
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def numbers(person, principal=None):
    found = queue_counts(principal or person, person, queues_of(person), at=NOON)
    names = ("every", "mine", "soon", "late", "free")
    return {name: getattr(found, name).number for name in names}, found


def due(case, minutes):
    Case.objects.filter(pk=case.pk).update(due_at=NOON + minutes * MINUTE)


def test_counts_each_tab(camden, york, omar):
    late, soon, mine = (make_case(camden, fingerprint=f"cell:{n}") for n in range(3))
    due(late, -5)
    due(soon, 20)
    assign_case(case_id=mine.pk, owner=omar, actor=omar, at=NOON)
    case_in("resolved", york, omar, fingerprint="cell:4")

    assert numbers(omar)[0] == {"every": 3, "mine": 1, "soon": 2, "late": 1, "free": 2}


def test_leaves_out_what_sleeps_and_what_lies_elsewhere(camden, york, omar):
    asleep = make_case(camden)
    snooze_case(case_id=asleep.pk, until=NOON + 60 * MINUTE, actor=omar, at=NOON)
    make_case(york, fingerprint="cell:2")
    nora = make_person("Nora", role="ops agent", scope=york)

    assert numbers(omar)[0]["every"] == 1
    assert numbers(nora)[0]["every"] == 1
    assert numbers(make_person("Cy", role="ops agent", scope=camden))[0]["every"] == 0


def test_ends_at_the_cap(camden, omar, monkeypatch):
    monkeypatch.setattr(desk_queries, "CAP", 2)
    for number in range(4):
        make_case(camden, fingerprint=f"cell:{number}")

    every = numbers(omar)[1].every

    assert (every.number, every.capped) == (2, True)


def test_asks_once(camden, omar, django_assert_num_queries):
    make_case(camden)
    queues = queues_of(omar)
    assert omar.scope_paths
    assert omar.roles

    with django_assert_num_queries(1):
        queue_counts(omar, omar, queues, at=NOON)


def test_every_count_has_its_index(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'exceptions_case_%%'"
            " AND indexdef LIKE '%%INCLUDE (place_id, snoozed_until, snooze_until_changes, kind)%%'"
        )
        found = [row[0] for row in cursor.fetchall()]

    assert len(found) == 3
    assert all("WHERE (resolved_at IS NULL)" in text for text in found)
