"""Resolve, close, reopen, snooze; what the domain's API does to cases in every status."""

from datetime import timedelta

import pytest

from audit.models import Entry
from exceptions import errors
from exceptions.hooks import hooks
from exceptions.models import Case
from exceptions.services import (
    assign_case,
    close_case,
    close_resolved_case,
    close_rested_cases,
    reopen_case,
    resolve_case,
    resolve_cases,
    snooze_case,
    snooze_cases,
    unsnooze_case,
    wake_snoozed_cases,
)
from tests.exceptions.desk import again, case_in, make_case, make_code
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def resolve(case, actor, **changes):
    facts = {"code": "counted", "note": "Counted 4", "actor": actor, "at": LATER}
    return resolve_case(case_id=case.pk, **(facts | changes))


def test_resolving_keeps_code_note_and_who(camden, omar):
    make_code()
    case = make_case(camden)

    resolve(case, omar)

    case = again(case)
    assert (case.status, case.resolution_code, case.resolution_note) == (
        "resolved",
        "counted",
        "Counted 4",
    )
    assert (case.resolved_by, case.resolved_at, case.owner) == (omar, LATER, omar)
    assert Entry.objects.latest("id").action == "exceptions.case.resolved"


@pytest.mark.parametrize(
    ("code", "note", "refusal"),
    [
        ("nonsense", "x", errors.ResolutionCodeUnknown),
        ("explained", " ", errors.ResolutionNoteMissing),
    ],
)
def test_resolving_needs_a_known_code_and_its_note(camden, omar, code, note, refusal):
    make_code("explained", note_required=True)
    case = make_case(camden)

    with pytest.raises(refusal):
        resolve(case, omar, code=code, note=note)

    assert again(case).is_open


def test_resolving_waits_for_the_required_steps(camden, omar, monkeypatch):
    make_code()
    case = make_case(camden)
    monkeypatch.setattr(hooks, "steps_left", lambda cases: {case.pk: ["Count the shelf"]})

    with pytest.raises(errors.StepsNotDone, match="Count the shelf"):
        resolve(case, omar)

    assert again(case).is_open


def test_many_are_resolved_with_an_outcome_per_row(camden, omar):
    make_code()
    free, done = make_case(camden), case_in("resolved", camden, omar, fingerprint="cell:2")

    outcome = resolve_cases(
        case_ids=[free.pk, done.pk], code="counted", note="", actor=omar, at=LATER
    )

    assert [case.pk for case in outcome.done] == [free.pk]
    assert [(case.pk, error.code) for case, error in outcome.refused] == [(done.pk, "case_is_over")]


def test_who_comes_too_late_reads_who_resolved_it(camden, omar, network):
    sam = make_person("Sam", role="ops agent", scope=network)
    case = case_in("resolved", camden, sam)

    with pytest.raises(errors.CaseIsOver, match="Sam resolved this"):
        resolve(case, omar, version=case.version - 1)


def test_a_repeat_reopens_what_was_resolved_for_its_owner(camden, omar):
    case = case_in("resolved", camden, omar)

    make_case(camden, at=LATER)

    case = again(case)
    assert (case.status, case.owner, case.reopened, case.occurrences) == ("assigned", omar, 1, 2)
    assert Entry.objects.latest("id").action == "exceptions.case.reopened"


def test_a_repeat_after_closing_opens_a_new_case(camden, omar):
    case = case_in("resolved", camden, omar)
    close_resolved_case(case_id=case.pk, actor=omar, at=LATER)

    second = make_case(camden, at=LATER)

    assert second.pk != case.pk
    assert again(case).closed_by == omar


@pytest.mark.parametrize("status", ["open", "assigned", "in_progress", "waiting", "resolved"])
def test_a_cured_cause_closes_its_case_whatever_its_status(camden, omar, status):
    case = case_in(status, camden, omar)

    close_case(fingerprint="cell:1", at=LATER, note="A late receipt")

    case = again(case)
    assert (case.status, case.closing_note, case.closed_at) == ("closed", "A late receipt", LATER)
    assert case.resolved_at is not None


def test_reopening_gives_it_back_to_its_owner(camden, omar):
    case = case_in("resolved", camden, omar)

    reopen_case(case_id=case.pk, reason="Still short", actor=omar, at=LATER)

    case = again(case)
    assert (case.status, case.owner, case.resolution_code) == ("assigned", omar, "")
    assert Entry.objects.latest("id").reason == "Still short"


def test_reopening_is_refused_while_the_same_trouble_is_open(camden, omar):
    case = case_in("closed", camden, omar)
    other = make_case(camden, at=LATER)

    with pytest.raises(errors.TroubleStandsElsewhere, match=other.reference):
        reopen_case(case_id=case.pk, actor=omar, at=LATER)


def test_what_rested_long_enough_closes_by_itself(camden, omar):
    case = case_in("resolved", camden, omar)

    assert close_rested_cases(at=NOON + timedelta(days=2)) == 0
    assert close_rested_cases(at=NOON + timedelta(days=3)) == 1

    assert again(case).status == "closed"
    assert Entry.objects.latest("id").agent == "system"


def test_snoozing_takes_it_off_the_queue_until_then(camden, omar):
    case = make_case(camden)

    snooze_case(case_id=case.pk, until=LATER, actor=omar, at=NOON)

    assert not Case.objects.open().awake(NOON).exists()
    assert Case.objects.open().awake(LATER).get() == case
    assert wake_snoozed_cases(at=LATER) == 1
    assert again(case).snoozed_until is None


def test_snoozing_until_it_changes_ends_with_the_next_time(camden, omar):
    case = make_case(camden)
    snooze_case(case_id=case.pk, until=None, actor=omar, at=NOON)

    make_case(camden, at=LATER)

    assert again(case).snooze_until_changes is False
    assert Case.objects.awake(LATER).get() == case


@pytest.mark.parametrize("hours", [-1, 0, 24 * 91])
def test_snoozing_needs_a_moment_ahead(camden, omar, hours):
    case = make_case(camden)

    with pytest.raises(errors.SnoozeNotLater):
        snooze_case(case_id=case.pk, until=NOON + timedelta(hours=hours), actor=omar, at=NOON)


def test_waking_by_hand_needs_a_snoozed_case(camden, omar):
    case = make_case(camden)
    snooze_cases(case_ids=[case.pk], until=LATER, actor=omar, at=NOON)

    unsnooze_case(case_id=case.pk, actor=omar, at=NOON)

    with pytest.raises(errors.CaseSnoozedNot):
        unsnooze_case(case_id=case.pk, actor=omar, at=NOON)


def test_an_assigned_case_is_owned_still_when_it_is_resolved_by_a_lead(camden, omar, network):
    lena = make_person("Lena", role="ops lead", scope=network)
    case = make_case(camden)
    assign_case(case_id=case.pk, owner=omar, actor=lena, at=NOON)
    make_code()

    resolve(case, lena)

    assert (again(case).owner, again(case).resolved_by) == (omar, lena)
