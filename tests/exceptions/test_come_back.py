"""What a case that was over has when it comes back: the time that was left, and somebody at work."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from exceptions.models import Case, Occurrence
from exceptions.services import (
    close_case,
    close_resolved_case,
    merge_case,
    reopen_case,
    snooze_case,
    split_case,
)
from exceptions.services.clocks import watch_clocks
from exceptions.services.routing import route_new_cases
from tests.exceptions.desk import again, case_in, make_case
from tests.factories import NOON

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=5)
LATE = NOON + timedelta(days=3)


def routed(place, **facts):
    case = make_case(place, **facts)
    route_new_cases(at=NOON)
    return again(case)


def due_and_missed(case, at) -> tuple:
    watch_clocks(at=at + timedelta(minutes=1))
    case = again(case)
    return case.due_at, case.breached_at


def test_closed_by_its_cause_it_has_the_time_that_was_left(camden, lena):
    case = routed(camden)
    close_case(fingerprint="cell:1", at=SOON, note="Cured")

    reopen_case(case_id=case.pk, actor=lena, at=LATE)

    assert due_and_missed(case, LATE) == (case.due_at + (LATE - SOON), None)


def test_closed_by_hand_it_has_the_time_that_was_left(camden, lena):
    case = case_in("resolved", camden, lena)
    Case.objects.filter(pk=case.pk).update(limit_minutes=60, due_at=NOON + timedelta(hours=1))
    close_resolved_case(case_id=case.pk, actor=lena, at=SOON)

    reopen_case(case_id=case.pk, actor=lena, at=LATE)

    assert due_and_missed(case, LATE) == (LATE + timedelta(hours=1), None)


def test_merged_and_split_off_it_has_the_time_that_was_left(camden, york, lena):
    one, other = routed(camden), routed(york, fingerprint="cell:2")
    merge_case(case_id=other.pk, into_id=one.pk, actor=lena, at=SOON)
    moved = Occurrence.objects.filter(came_from=other).values_list("pk", flat=True)

    split_case(case_id=one.pk, occurrence_ids=list(moved), actor=lena, at=LATE)

    assert due_and_missed(other, LATE) == (other.due_at + (LATE - SOON), None)


def test_over_before_it_was_routed_it_begins_with_its_whole_limit(camden, lena):
    case = make_case(camden)
    close_case(fingerprint="cell:1", at=NOON, note="Cured")
    reopen_case(case_id=case.pk, actor=lena, at=LATE)

    route_new_cases(at=LATE)

    limit = timedelta(minutes=again(case).limit_minutes)
    assert due_and_missed(case, LATE) == (LATE + limit, None)


def test_a_repeat_gives_nothing_to_somebody_who_has_left(camden, omar):
    case = case_in("resolved", camden, omar)
    User.objects.filter(pk=omar.pk).update(is_active=False)

    make_case(camden, at=SOON)

    assert (again(case).status, again(case).owner) == ("open", None)


def test_merging_into_what_was_put_off_brings_it_back(camden, lena):
    one, other = make_case(camden), make_case(camden, fingerprint="cell:2")
    snooze_case(case_id=one.pk, until=LATE, actor=lena, at=NOON)

    merge_case(case_id=other.pk, into_id=one.pk, actor=lena, at=SOON)

    assert Case.objects.open().awake(SOON).get().pk == one.pk


def stakes_of(case) -> tuple:
    case = again(case)
    return case.units, case.value, case.severity


def test_merging_adds_up_what_is_at_stake_and_splitting_takes_it_back(camden, lena):
    few = {"units": -3, "value": Decimal(10), "currency": "GBP"}
    many = {"units": -100, "value": Decimal(9000), "currency": "GBP", "severity": "urgent"}
    one, other = make_case(camden, **few), make_case(camden, fingerprint="cell:2", **many)
    merge_case(case_id=other.pk, into_id=one.pk, actor=lena, at=SOON)
    assert stakes_of(one) == (-103, Decimal(9010), "urgent")

    make_case(camden, at=SOON, **few | {"units": -4})
    assert stakes_of(one) == (-104, Decimal(9010), "urgent")

    moved = Occurrence.objects.filter(came_from=other).values_list("pk", flat=True)
    split_case(case_id=one.pk, occurrence_ids=list(moved), actor=lena, at=LATE)
    assert stakes_of(one)[:2] == (-4, Decimal(10))
    assert stakes_of(other) == (-100, Decimal(9000), "urgent")


def test_stakes_merged_twice_are_counted_once(camden, lena):
    facts = {"value": Decimal(10), "currency": "GBP"}
    cases = [make_case(camden, fingerprint=f"cell:{n}", units=-n, **facts) for n in (1, 2, 3)]
    one, two, three = (case.pk for case in cases)
    merge_case(case_id=three, into_id=two, actor=lena, at=SOON)
    merge_case(case_id=two, into_id=one, actor=lena, at=SOON)

    make_case(camden, fingerprint="cell:1", units=-1, at=LATE, **facts)

    assert stakes_of(cases[0])[:2] == (-6, Decimal(30))
