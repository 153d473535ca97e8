"""What an agent sees of a case at work: the next step by its key, a stopped clock, what waits."""

from datetime import timedelta

import pytest

from exceptions.actions import CaseAction, register_action
from exceptions.models import Case, Playbook
from exceptions.services import reopen_case, snooze_case
from exceptions.services.playbooks import do_step
from exceptions.shell import waiting
from tests.exceptions.desk import case_in, make_case
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(camden):
    """One step to tick off, two that want words, and one that runs a command."""
    command = lambda case, actor, at: "Tried"  # noqa: E731
    register_action(CaseAction("try_it", "Try it", "cases.work", command, lambda case: True))
    made = make_case(camden)
    made.playbook = Playbook.objects.create(key="book", name="Book")
    made.save(update_fields=["playbook"])
    steps = made.playbook.steps
    steps.create(position=1, title="Tell the store")
    steps.create(position=2, title="Look again", evidence="note", required=True)
    steps.create(position=3, title="Count it", evidence="value")
    steps.create(position=4, title="Try it", action="try_it")
    return made


@pytest.fixture
def page(client, omar):
    def shown(case):
        client.force_login(omar)
        return client.get(f"/exceptions/cases/{case.reference}/").content.decode()

    return shown


def test_keys_follow_the_order_of_the_playbook(page, case):
    text = page(case)

    keys = [f'data-key="{key}" data-key-text="{said}"' for key, said in
            [("1", "Look again"), ("2", "Count it"), ("3", "Try it")]]  # fmt: skip
    places = [text.index(key) for key in keys]
    assert places == sorted(places)


def test_the_foot_offers_the_next_step_first_where_its_proof_is_typed(page, case, omar):
    first = case.playbook.steps.get(position=2)
    before = page(case)

    do_step(case_id=case.pk, step_id=first.pk, note="Nothing", actor=omar, at=NOON)

    second = case.playbook.steps.get(position=3)
    assert f'data-focus-on="note-{first.pk}">Look again…' in before
    assert f'data-focus-on="number-{second.pk}">Count it…' in page(case)


def test_a_stopped_clock_says_on_whom_it_waits(page, client, camden, omar):
    case = case_in("waiting", camden, omar)
    Case.objects.filter(pk=case.pk).update(
        paused_at=NOON, clock_minutes_left=117, limit_minutes=120
    )

    text = page(case)

    assert text.count("Waits on the carrier") > 1
    assert "The clock is stopped at 1h 57m." in text


def test_the_counter_leaves_out_what_was_put_off_and_is_late_by_the_clock(camden, omar):
    case, other = make_case(camden), make_case(camden, fingerprint="cell:2")
    before = waiting(omar)
    snooze_case(case_id=case.pk, until=None, actor=omar, at=NOON)
    Case.objects.filter(pk=other.pk).update(due_at=NOON - timedelta(days=400))

    after = waiting(omar)

    assert (before.waiting, before.late) == (2, False)
    assert (after.waiting, after.late) == (1, True)


def test_a_case_that_came_back_says_so_and_its_times_can_be_told_apart(client, camden, lena):
    case = case_in("resolved", camden, lena)
    reopen_case(case_id=case.pk, reason="It is back", actor=lena, at=NOON)
    make_case(camden, evidence={"till": "till-2"})
    client.force_login(lena)

    text = client.get(f"/exceptions/cases/{case.reference}/").content.decode()

    split = text.split('id="d-split"')[1].split("</dialog>")[0]
    assert "Reopened" in text
    assert ("till-2" in split, "−3" in split) == (True, True)


def test_nothing_waits_for_who_may_only_read(network, camden, omar):
    make_case(camden)

    tove = make_person("Tove", role="auditor", scope=network)

    assert (waiting(tove).waiting, waiting(omar).waiting) == (0, 1)
