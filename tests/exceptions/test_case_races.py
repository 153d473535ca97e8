"""Real connections: one outcome each, and the other is told why."""

from datetime import timedelta

import pytest

from exceptions import errors
from exceptions.models import Case
from exceptions.services import (
    assign_case,
    merge_case,
    open_case,
    resolve_case,
    take_next_case,
)
from tests.exceptions.desk import again, case_in, make_case, make_code
from tests.factories import NOON, make_person
from tests.inventory.ledger.racing import together

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def sam(network):
    return make_person("Sam", role="ops agent", scope=network)


def test_two_agents_taking_one_case_one_is_told_who_was_faster(camden, omar, sam):
    case = make_case(camden)

    def taking(person):
        return lambda: assign_case(case_id=case.pk, owner=person, actor=person, at=LATER)

    answers = together(taking(omar), taking(sam))

    winners = [answer for answer in answers if isinstance(answer, Case)]
    losers = [answer for answer in answers if isinstance(answer, errors.CaseTakenMeanwhile)]
    assert (len(winners), len(losers)) == (1, 1)
    assert str(again(case).owner) in losers[0].sentence


def test_two_agents_asking_for_the_next_case_get_two(camden, omar, sam):
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")
    Case.objects.filter(pk=first.pk).update(due_at=LATER)

    answers = together(
        lambda: take_next_case(actor=omar, at=NOON), lambda: take_next_case(actor=sam, at=NOON)
    )

    assert {answer.pk for answer in answers} == {first.pk, second.pk}
    assert again(first).owner != again(second).owner


def test_resolving_and_assigning_at_once_leaves_one_of_the_two(camden, omar, sam):
    make_code()
    case = case_in("assigned", camden, omar)
    lena = make_person("Lena", role="ops lead", scope=camden.parent)

    together(
        lambda: resolve_case(
            case_id=case.pk, code="counted", note="", actor=omar, at=LATER, version=case.version
        ),
        lambda: assign_case(case_id=case.pk, owner=sam, actor=lena, at=LATER, version=case.version),
    )

    now = again(case)
    assert (now.status, now.owner) in {("resolved", omar), ("assigned", sam)}
    assert now.version == case.version + 1


def test_a_repeat_during_a_merge_is_noted_on_the_survivor(camden, network):
    lena = make_person("Lena", role="ops lead", scope=network)
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")

    def repeat():
        return open_case(
            kind="below_zero", fingerprint="cell:2", title="Again", subject=camden, at=LATER
        )

    answers = together(
        lambda: merge_case(case_id=second.pk, into_id=first.pk, actor=lena, at=LATER), repeat
    )

    assert [type(answer) for answer in answers] == [Case, Case]
    assert Case.objects.unclosed().get() == first
    assert (again(first).occurrences, again(first).seen.count()) == (3, 3)
