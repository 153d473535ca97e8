"""Playbooks: steps in order; what was done stays with the step as it was."""

import pytest

from exceptions.models import Playbook, PlaybookStep
from exceptions.routing_errors import (
    KeyTaken,
    NameMissing,
    PlaybookUnknown,
    RulesNotAllowed,
    SettingChanged,
    StepTitleMissing,
    UnknownAction,
)
from exceptions.services.playbooks import StepContent, do_step, save_playbook, steps_left
from tests.exceptions.rules_world import make_case
from tests.factories import NOON
from tests.trail import audit_actions, audit_entries

pytestmark = pytest.mark.django_db

LOOK = StepContent("Look", required=True)
ASK = StepContent("Ask the store", evidence="note")


def save(actor, *steps, book=None, version=0, name="Late feed"):
    return save_playbook(
        playbook_id=book.pk if book else None,
        key="late-feed",
        name=name,
        steps=steps,
        version=version,
        actor=actor,
        at=NOON,
    )


def titles(book) -> list[str]:
    rows = book.steps.filter(retired_at__isnull=True).order_by("position")
    return list(rows.values_list("title", flat=True))


def kept(book) -> list[StepContent]:
    """The steps in use, as a form sends them back."""
    names = ("title", "detail", "required", "evidence", "action", "pk")
    rows = book.steps.filter(retired_at__isnull=True).order_by("position")
    return [StepContent(**{name: getattr(one, name) for name in names}) for one in rows]


def test_makes_one_with_its_steps(ada):
    book = save(ada, LOOK, ASK)

    assert titles(book) == ["Look", "Ask the store"]
    assert audit_actions(book) == ["exceptions.playbook.saved"]


def test_changes_the_order_without_making_new_steps(ada):
    book = save(ada, LOOK, ASK)
    before = set(book.steps.values_list("pk", flat=True))

    changed = save(ada, *reversed(kept(book)), book=book, version=1)

    assert (titles(changed), changed.version) == (["Ask the store", "Look"], 2)
    assert set(book.steps.values_list("pk", flat=True)) == before
    assert audit_entries(book)[-1].before["steps"] == ["Look", "Ask the store"]


def test_a_step_that_says_something_else_is_to_be_done_anew(ada, omar, camden):
    book = save(ada, LOOK)
    case = make_case(camden)
    case.playbook = book
    case.save(update_fields=["playbook"])
    old = book.steps.get()
    do_step(case_id=case.pk, step_id=old.pk, actor=omar, at=NOON)

    save(ada, StepContent("Look twice", required=True, pk=old.pk), book=book, version=1)

    assert steps_left([case]) == {case.pk: ["Look twice"]}
    assert PlaybookStep.objects.get(pk=old.pk).title == "Look"


@pytest.mark.parametrize(
    ("steps", "name", "refusal"),
    [
        ([LOOK], " ", NameMissing),
        ([StepContent(" ", detail="What?")], "Late feed", StepTitleMissing),
        ([StepContent("Fly", action="fly")], "Late feed", UnknownAction),
    ],
)
def test_refuses_what_nobody_could_do(ada, steps, name, refusal):
    with pytest.raises(refusal):
        save(ada, *steps, name=name)

    assert not Playbook.objects.filter(key="late-feed").exists()


def test_refuses_who_may_only_read_and_what_is_stale(ada, lena):
    book = save(ada, LOOK)

    with pytest.raises(RulesNotAllowed):
        save(lena, ASK, book=book, version=1)
    with pytest.raises(SettingChanged):
        save(ada, ASK, book=book, version=9)
    with pytest.raises(KeyTaken):
        save(ada, ASK)
    book.pk = 0
    with pytest.raises(PlaybookUnknown):
        save(ada, ASK, book=book, version=1)
    assert titles(Playbook.objects.get(key="late-feed")) == ["Look"]
