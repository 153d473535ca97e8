"""What people were told of a case is settled when it is over, or another has it."""

from datetime import timedelta

import pytest

from exceptions.services import (
    Step,
    assign_case,
    assign_cases,
    close_case,
    merge_case,
    release_case,
    reopen_case,
    resolve_case,
    undo_steps,
)
from exceptions.services.clocks import watch_clocks
from exceptions.services.routing import route_new_cases
from tests.exceptions.desk import again, make_case, make_code
from tests.factories import NOON, make_person
from workbench.models import Notification
from workbench.queries import unread_notifications

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
NEXT_DAY = NOON + timedelta(days=1)


@pytest.fixture
def sam(network):
    return make_person("Sam", role="ops agent", scope=network)


@pytest.fixture
def case(camden, sam, lena):
    """Given to Sam by Lena."""
    return assign_case(case_id=make_case(camden).pk, owner=sam, actor=lena, at=NOON)


def settled(person) -> list[str]:
    rows = Notification.objects.filter(user=person).order_by("pk")
    return list(rows.values_list("settled_text", flat=True))


def unread(person) -> int:
    vars(person).pop("_unread_notifications", None)
    return unread_notifications(person)


def resolve(case, actor):
    facts = {"code": make_code().key, "note": "Done", "actor": actor}
    return resolve_case(case_id=case.pk, at=LATER, **facts)


def test_by_whoever_resolves_it(case, sam, lena):
    assert unread(sam) == 1

    resolve(case, lena)

    assert (settled(sam), unread(sam)) == (["Resolved by Lena"], 0)


def test_by_its_cause(case, sam):
    close_case(fingerprint=again(case).fingerprint, at=LATER, note="Cured")

    assert (settled(sam), unread(sam)) == (["Its cause is gone"], 0)


def test_of_a_missed_clock_for_everybody_who_was_told(camden, sam, lena):
    case = make_case(camden)
    route_new_cases(at=NOON)
    watch_clocks(at=again(case).due_at + timedelta(minutes=1))
    assert unread(lena) == 1

    close_case(fingerprint=again(case).fingerprint, at=NEXT_DAY, note="Cured")

    assert (settled(lena), unread(lena)) == (["Its cause is gone"], 0)


def test_when_another_has_it(case, sam, omar, lena):
    assign_case(case_id=case.pk, owner=omar, actor=lena, at=LATER)

    assert (settled(sam), settled(omar)) == (["Omar has it now"], [""])
    assert (unread(sam), unread(omar)) == (0, 1)


def test_when_it_is_given_back(case, sam, lena):
    release_case(case_id=case.pk, actor=lena, at=LATER)

    assert settled(sam) == ["Given back to everybody"]


def test_when_it_goes_on_in_another(case, camden, sam, lena):
    other = make_case(camden, fingerprint="cell:2")

    merge_case(case_id=case.pk, into_id=other.pk, actor=lena, at=LATER)

    assert settled(sam) == [f"Goes on in {other.reference}"]


def test_and_asks_its_owner_again_when_it_comes_back(case, sam, lena):
    resolve(case, lena)

    reopen_case(case_id=case.pk, actor=lena, at=NEXT_DAY)

    assert (settled(sam), unread(sam)) == ([""], 1)


def test_and_asks_again_after_an_undo(case, sam, omar, lena):
    done = assign_cases(case_ids=[case.pk], owner=omar, actor=lena, at=LATER).done
    assert unread(sam) == 0

    undo_steps(steps=[Step.back_from(one) for one in done], actor=lena, at=LATER)

    assert (settled(sam), unread(sam)) == ([""], 1)
