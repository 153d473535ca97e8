"""Assign, release, start, wait, resume, severity, reroute: what each changes and refuses."""

from datetime import timedelta

import pytest

from accounts.errors import RightMissing
from audit.models import Entry
from exceptions import errors
from exceptions.models import Case
from exceptions.services import (
    assign_case,
    change_severity,
    release_case,
    reroute_case,
    resume_case,
    start_case,
    wait_with_case,
)
from tests.exceptions.desk import again, case_in, make_case
from tests.factories import NOON, make_person
from workbench.models import Notification

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=20)


@pytest.fixture
def sam(network):
    return make_person("Sam", role="ops agent", scope=network)


@pytest.fixture
def lena(network):
    return make_person("Lena", role="ops lead", scope=network)


def trail(case):
    rows = Entry.objects.filter(subject_type="exceptions.case", subject_id=str(case.pk))
    return [entry.action.removeprefix("exceptions.case.") for entry in rows.order_by("id")]


def test_taking_makes_the_case_mine(camden, omar):
    case = make_case(camden)

    taken = assign_case(case_id=case.pk, owner=omar, actor=omar, at=LATER, version=1)

    assert (taken.status, taken.owner, taken.version) == ("assigned", omar, 2)
    assert trail(case) == ["opened", "assigned"]
    assert Entry.objects.latest("id").after["owner"] == omar.pk
    assert not Notification.objects.exists()


def test_assigning_tells_the_new_owner(camden, omar, sam):
    case = make_case(camden)

    assign_case(case_id=case.pk, owner=sam, actor=omar, at=LATER)

    told = Notification.objects.get()
    assert told.user == sam
    assert case.reference in told.text


def test_what_somebody_holds_is_not_taken(camden, omar, sam):
    case = case_in("assigned", camden, sam)

    with pytest.raises(errors.CaseTakenMeanwhile, match="Sam took this"):
        assign_case(case_id=case.pk, owner=omar, actor=omar, at=LATER)

    assert again(case).owner == sam
    assert trail(case) == ["opened", "assigned"]


def test_a_lead_hands_over_what_waits(camden, sam, omar, lena):
    case = case_in("waiting", camden, sam)

    assign_case(case_id=case.pk, owner=omar, actor=lena, at=LATER)

    case = again(case)
    assert (case.status, case.owner, case.waiting_on) == ("waiting", omar, "the carrier")


def test_nobody_is_given_what_they_may_not_work_on(camden, york, omar):
    jo = make_person("Jo", role="store manager", scope=york)
    case = make_case(camden)

    with pytest.raises(errors.CannotWorkHere, match="Jo may not"):
        assign_case(case_id=case.pk, owner=jo, actor=omar, at=LATER)


def test_nobody_touches_a_case_of_another_place(camden, york):
    jo = make_person("Jo", role="store manager", scope=york)
    case = make_case(camden)

    with pytest.raises(errors.CaseOutOfSight):
        assign_case(case_id=case.pk, owner=jo, actor=jo, at=LATER)


def test_reading_alone_takes_no_case(camden, network):
    tove = make_person("Tove", role="auditor", scope=network)
    case = make_case(camden)

    with pytest.raises(RightMissing):
        assign_case(case_id=case.pk, owner=tove, actor=tove, at=LATER)


def test_an_older_version_is_refused_and_says_who_was_faster(camden, omar, sam):
    case = make_case(camden)
    change_severity(case_id=case.pk, severity="urgent", actor=sam, at=NOON)

    with pytest.raises(errors.CaseChanged, match="Sam changed this"):
        assign_case(case_id=case.pk, owner=omar, actor=omar, at=LATER, version=1)

    assert again(case).owner is None


def test_releasing_gives_it_back_to_everybody(camden, omar):
    case = case_in("in_progress", camden, omar)

    release_case(case_id=case.pk, actor=omar, at=LATER)

    assert (again(case).status, again(case).owner) == ("open", None)
    assert trail(case)[-1] == "released"


def test_starting_says_that_its_owner_works_on_it(camden, omar):
    case = case_in("assigned", camden, omar)

    start_case(case_id=case.pk, actor=omar, at=LATER)

    assert again(case).status == "in_progress"


def test_waiting_stops_the_clock_and_resuming_gives_the_time_back(camden, omar):
    case = case_in("in_progress", camden, omar)
    Case.objects.filter(pk=case.pk).update(due_at=NOON + timedelta(hours=1))

    wait_with_case(case_id=case.pk, on="the supplier", actor=omar, at=LATER)
    stopped = again(case)
    resume_case(case_id=case.pk, actor=omar, at=LATER + timedelta(hours=5))

    assert (stopped.paused_at, stopped.clock_minutes_left) == (LATER, 40)
    case = again(case)
    assert (case.paused_at, case.waiting_on) == (None, "")
    assert case.due_at == LATER + timedelta(hours=5, minutes=40)


def test_waiting_needs_somebody_to_wait_on(camden, omar):
    case = case_in("assigned", camden, omar)

    with pytest.raises(errors.WaitingOnMissing):
        wait_with_case(case_id=case.pk, on=" ", actor=omar, at=LATER)


def test_severity_changes_with_its_trail(camden, omar):
    case = make_case(camden)

    change_severity(case_id=case.pk, severity="urgent", actor=omar, at=LATER)

    entry = Entry.objects.latest("id")
    assert (entry.before, entry.after) == ({"severity": "normal"}, {"severity": "urgent"})


@pytest.mark.parametrize(
    ("severity", "refusal"),
    [("normal", errors.SeverityIsThat), ("terrible", errors.SeverityUnknown)],
)
def test_a_severity_must_be_another_one(camden, omar, severity, refusal):
    case = make_case(camden)

    with pytest.raises(refusal):
        change_severity(case_id=case.pk, severity=severity, actor=omar, at=LATER)


def test_rerouting_asks_the_rules_again(camden, omar):
    case = make_case(camden)

    reroute_case(case_id=case.pk, actor=omar, at=LATER)

    assert trail(case) == ["opened", "rerouted"]
