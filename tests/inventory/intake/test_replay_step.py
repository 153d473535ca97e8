"""The playbook's step "replay the events" is done once nothing waits any more."""

import pytest

from exceptions.models import Case, Playbook, PlaybookStep, StepDone
from exceptions.services.playbooks import do_step, steps_left
from inventory.intake.models import WaitingEvent
from inventory.intake.services.waiting_cases import keep_waiting_cases
from tests.factories import NOON, make_person
from tests.inventory.intake.world import event, tell
from tests.trail import audit_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(world):
    return make_person("Ines", role="ops agent", scope=world.network)


@pytest.fixture
def case(world):
    tell(world.pos, event("a", sku="VASE"), event("b", sku="SHADE"))
    keep_waiting_cases(at=NOON)
    made = Case.objects.get(kind="malformed_fact")
    made.playbook = Playbook.objects.create(key="again", name="Again")
    made.save(update_fields=["playbook"])
    return made


@pytest.fixture
def step(case):
    return PlaybookStep.objects.create(
        playbook=case.playbook, position=1, title="Replay", required=True, action="replay_events"
    )


def do(case, step, actor):
    return do_step(case_id=case.pk, step_id=step.pk, actor=actor, at=NOON)


def test_is_done_when_all_of_them_posted(world, case, step, ines):
    world.add_sku("VASE")
    world.add_sku("SHADE")

    do(case, step, ines)

    assert StepDone.objects.get().result == "2 events posted."
    assert Case.objects.get(pk=case.pk).status == "closed"


def test_stays_to_be_done_when_nothing_posted(case, step, ines):
    tried = do(case, step, ines)

    assert tried.result == "0 events posted. 2 still wait: Unknown SKU."
    assert steps_left([case]) == {case.pk: ["Replay"]}
    last = audit_entries(case)[-1]
    assert (last.action, last.after["result"]) == ("exceptions.case.step_tried", tried.result)


def test_stays_to_be_done_while_some_still_wait_and_keeps_what_posted(world, case, step, ines):
    world.add_sku("VASE")

    tried = do(case, step, ines)

    assert tried.result == "1 event posted. 1 still waits: Unknown SKU."
    assert not StepDone.objects.exists()
    assert [row.sku for row in WaitingEvent.objects.open()] == ["SHADE"]
    assert world.stock("VASE") == 10


def test_says_so_on_the_page_and_can_be_pressed_again(client, case, step, ines):
    client.force_login(ines)
    sent = {"version": Case.objects.get(pk=case.pk).version}
    path = f"/exceptions/cases/{case.reference}/steps/{step.pk}/do/"

    pages = [client.post(path, sent, follow=True).content.decode() for _time in range(2)]

    assert all("Still to do: Replay. 0 events posted. 2 still wait" in page for page in pages)
    assert not StepDone.objects.exists()
