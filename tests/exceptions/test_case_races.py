"""Real connections: one outcome each, and the other is told why."""

from datetime import timedelta

import pytest

from exceptions import errors
from exceptions.actions import CaseAction, register_action
from exceptions.models import Case, CaseLink, Playbook, PlaybookStep, StepDone
from exceptions.services import (
    assign_case,
    close_case,
    link_cases,
    merge_case,
    open_case,
    resolve_case,
    take_next_case,
    watch_case,
)
from exceptions.services.playbooks import do_step
from tests.exceptions.desk import again, case_in, make_case, make_code
from tests.factories import NOON, make_person
from tests.inventory.ledger.racing import behind, together
from workbench.models import Watch

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


def refused_after(act, case, owner):
    """What an act answers that begins while somebody else's change of the case is not committed yet."""

    def taking():
        return assign_case(case_id=case.pk, owner=owner, actor=owner, at=LATER)

    return behind(taking, act)


def test_a_link_waits_for_a_change_and_is_told_of_it(camden, omar, sam):
    case, other = make_case(camden), make_case(camden, fingerprint="cell:2")
    about = {"case_id": case.pk, "actor": omar, "at": LATER, "version": case.version}

    answer = refused_after(lambda: link_cases(**about, other_id=other.pk), case, sam)

    assert isinstance(answer, errors.CaseChanged)
    assert not CaseLink.objects.exists()


def test_watching_waits_for_a_change_and_is_told_of_it(camden, omar, sam):
    case = make_case(camden)
    about = {"case_id": case.pk, "actor": omar, "at": LATER, "version": case.version}

    answer = refused_after(lambda: watch_case(**about), case, sam)

    assert isinstance(answer, errors.CaseChanged)
    assert not Watch.objects.exists()


@pytest.fixture
def curing(camden):
    """A case whose one step runs a command that closes it."""
    register_action(
        CaseAction(
            key="cure_it",
            label="Cure it",
            permission="cases.work",
            run=lambda case, actor, at: str(
                close_case(fingerprint="cell:1", at=at, note="Cured", actor=actor)
            ),
            applies=lambda case: True,
        )
    )
    case = make_case(camden)
    case.playbook = Playbook.objects.create(key="book", name="Book")
    case.save(update_fields=["playbook"])
    case.playbook.steps.create(position=1, title="Cure", action="cure_it")
    return case


def test_the_command_of_a_step_is_taken_back_when_somebody_was_faster(curing, omar, sam):
    step = PlaybookStep.objects.get()
    about = {"case_id": curing.pk, "actor": omar, "at": LATER, "version": curing.version}

    answer = refused_after(lambda: do_step(**about, step_id=step.pk), curing, sam)

    assert isinstance(answer, errors.CaseChanged)
    assert "Sam" in answer.sentence
    assert (again(curing).status, again(curing).owner) == ("assigned", sam)
    assert not StepDone.objects.exists()


def test_what_its_own_command_did_is_no_change_by_another(curing, omar):
    about = {"case_id": curing.pk, "actor": omar, "at": LATER, "version": curing.version}

    do_step(**about, step_id=PlaybookStep.objects.get().pk)

    assert (again(curing).status, StepDone.objects.count()) == ("closed", 1)
