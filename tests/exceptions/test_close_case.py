from datetime import timedelta

import pytest

from audit.models import Entry
from exceptions.errors import ClosingNoteMissing
from exceptions.models import Case
from exceptions.services import close_case, open_case
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def case(camden):
    return open_case(
        kind="below_zero",
        fingerprint="below_zero:1:2",
        title="Camden is 3 short",
        subject=camden,
        place=camden,
        at=NOON,
    )


def test_closes_with_the_note_and_the_person(case, omar):
    closed = close_case(fingerprint="below_zero:1:2", at=LATER, note="Counted", actor=omar)

    assert closed.pk == case.pk
    stored = Case.objects.get(pk=case.pk)
    assert (stored.closed_at, stored.closed_by, stored.closing_note) == (LATER, omar, "Counted")


def test_writes_who_closed_it_on_the_trail(case, omar):
    close_case(fingerprint="below_zero:1:2", at=LATER, note="Counted", actor=omar)

    entry = Entry.objects.get(action="exceptions.case.closed")
    assert (entry.actor, entry.agent, entry.after) == (omar, "", {"note": "Counted"})


def test_names_the_system_when_a_sweep_closes(case):
    close_case(fingerprint="below_zero:1:2", at=LATER, note="Cured by a late receipt")

    assert Entry.objects.get(action="exceptions.case.closed").agent == "system:cases"


def test_answers_none_when_nothing_is_open(camden):
    assert close_case(fingerprint="below_zero:1:2", at=LATER, note="Cured") is None
    assert not Entry.objects.exists()


def test_refuses_to_close_without_a_note(case):
    with pytest.raises(ClosingNoteMissing):
        close_case(fingerprint="below_zero:1:2", at=LATER, note="  ")

    assert Case.objects.get(pk=case.pk).is_open
    assert not Entry.objects.filter(action="exceptions.case.closed").exists()
