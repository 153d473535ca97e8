from decimal import Decimal

import pytest

from exceptions import errors
from exceptions.actions import CaseAction, register_action
from exceptions.models import Case, Playbook, PlaybookStep, StepDone
from exceptions.routing_errors import (
    ActionDoesNotApply,
    EvidenceMissing,
    StepAlreadyDone,
    StepUnknown,
)
from exceptions.services import assign_case
from exceptions.services.playbooks import do_step, steps_left
from tests.exceptions.rules_world import make_case
from tests.factories import NOON, make_person
from tests.trail import audit_actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(camden):
    book = Playbook.objects.create(key="book", name="Book")
    made = make_case(camden)
    made.playbook = book
    made.save(update_fields=["playbook"])
    return made


def step(case, **columns) -> PlaybookStep:
    columns = {"position": 1, "title": "Look", "required": True} | columns
    return PlaybookStep.objects.create(playbook=case.playbook, **columns)


def do(case, one, actor, **given):
    return do_step(case_id=case.pk, step_id=one.pk, actor=actor, at=NOON, **given)


def test_keeps_what_proves_it(case, omar):
    one = step(case, evidence="note")

    do(case, one, omar, note="7 on the shelf")

    kept = StepDone.objects.get()
    assert (kept.step, kept.done_by, kept.note) == (one, omar, "7 on the shelf")
    assert audit_actions(case)[-1] == "exceptions.case.step_done"


def test_a_required_step_is_left_until_it_is_done(case, omar):
    one = step(case)
    before = steps_left([case])

    do(case, one, omar)

    assert (before, steps_left([case])) == ({case.pk: ["Look"]}, {})


@pytest.mark.parametrize(
    ("evidence", "given"),
    [("note", {"note": " "}), ("value", {}), ("attachment", {"note": "Promised"})],
)
def test_refuses_without_its_proof(case, omar, evidence, given):
    with pytest.raises(EvidenceMissing):
        do(case, step(case, evidence=evidence), omar, **given)

    assert not StepDone.objects.exists()


def test_takes_a_number_as_proof(case, omar):
    assert do(case, step(case, evidence="value"), omar, number=Decimal(7)).number == 7


def test_refuses_a_step_twice(case, omar):
    one = step(case)
    do(case, one, omar)

    with pytest.raises(StepAlreadyDone):
        do(case, one, omar)


def test_refuses_a_step_of_another_playbook(case, omar):
    other = Playbook.objects.create(key="other", name="Other")
    one = PlaybookStep.objects.create(playbook=other, position=1, title="Look")

    with pytest.raises(StepUnknown):
        do(case, one, omar)


def test_runs_the_command_only_where_it_fits(case, omar):
    ran = []
    run = CaseAction("try_it", "Try it", "cases.work", lambda *a: ran.append(a) or "Tried.", fits)
    register_action(run)
    one = step(case, action="try_it")

    assert do(case, one, omar).result == "Tried."
    Case.objects.filter(pk=case.pk).update(kind="other", reopened=1)
    with pytest.raises(ActionDoesNotApply):
        do(case, one, omar)
    assert len(ran) == 1


def fits(case) -> bool:
    return case.kind == "below_zero"


def test_refuses_a_step_of_a_case_a_colleague_holds(client, case, omar, lena, network):
    sam = make_person("Sam", role="ops agent", scope=network)
    one = step(case)
    assign_case(case_id=case.pk, owner=sam, actor=sam, at=NOON)

    with pytest.raises(errors.CaseHeldByAnother, match="Sam holds this case"):
        do(case, one, omar)
    client.force_login(omar)
    page = client.get(f"/exceptions/cases/{case.reference}/").content.decode()

    assert not StepDone.objects.exists()
    assert f'id="why-s{one.pk}">Sam holds this case.' in page
    assert do(case, one, lena).done_by == lena
