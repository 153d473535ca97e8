"""Ending a transfer from the playbook of its case: asked about first, after what is required."""

import pytest
from django.urls import reverse

from exceptions.models import Case, StepDone
from exceptions.playbook_page import commands
from exceptions.routing_errors import EarlierStepsLeft
from exceptions.services import assign_case
from exceptions.services.playbooks import do_step
from exceptions.services.routing import route_new_cases
from inventory.transfers.services import watch_transit
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in
from tests.inventory.transfers.world import DAY, again

LATER = NOON + 30 * DAY


@pytest.fixture
def overdue(world):
    """The case of 14 pieces that never arrived, held by Omar."""
    world.transfer = world.shipped()
    watch_transit(at=LATER)
    route_new_cases(at=LATER)
    case = Case.objects.get(kind="transfer_overdue")
    return assign_case(case_id=case.pk, owner=world.omar, actor=world.omar, at=LATER)


def steps_of(case):
    return list(case.playbook.steps.filter(retired_at=None).order_by("position"))


def do(world, case, step, **given):
    return do_step(case_id=case.pk, step_id=step.pk, actor=world.omar, at=LATER, **given)


def test_refuses_to_book_it_back_before_the_carrier_was_asked(world, overdue):
    _ask, back = steps_of(overdue)

    with pytest.raises(EarlierStepsLeft, match="Ask the carrier where it is"):
        do(world, overdue, back)

    assert again(world.transfer).status == "in_progress"
    assert not StepDone.objects.exists()
    assert [one.label for one in commands(overdue, world.omar)] == ["Ask the carrier where it is"]


def test_books_it_back_once_the_required_step_is_kept(world, overdue):
    ask, back = steps_of(overdue)
    do(world, overdue, ask, note="It stands at our own dock")

    do(world, overdue, back)

    assert again(world.transfer).status == "cancelled"
    assert [one.step for one in StepDone.objects.order_by("pk")] == [ask, back]


def test_the_key_opens_a_question_that_says_what_follows(world, overdue):
    ask, back = steps_of(overdue)
    do(world, overdue, ask, note="It stands at our own dock")

    page = sign_in(world.omar).get(reverse("exceptions:case", args=[overdue.reference]))

    page = page.content.decode()
    button = f'type="button" data-act="dialog" data-dialog="d-step-{back.pk}" data-key="1"'
    action = reverse("exceptions:step-do", args=[overdue.reference, back.pk])
    assert button in page
    assert page.count(f'action="{action}"') == 1
    assert page.index(f'<dialog id="d-step-{back.pk}"') < page.index(f'action="{action}"')
    assert f"{world.transfer.reference} is cancelled. 14 units on their way are booked" in page
