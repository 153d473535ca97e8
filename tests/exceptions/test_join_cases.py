"""Merge, split, link, watch, take next, undo."""

from datetime import timedelta

import pytest

from audit.models import Entry
from exceptions import errors
from exceptions.models import Case, CaseLink
from exceptions.queries import open_evidence, open_fingerprints
from exceptions.services import (
    Step,
    assign_cases,
    close_case,
    link_cases,
    merge_case,
    resolve_case,
    snooze_case,
    split_case,
    take_next_case,
    undo_steps,
    unlink_cases,
    unwatch_case,
    watch_case,
    watch_cases,
)
from tests.exceptions.desk import again, case_in, make_case, make_code
from tests.factories import NOON, make_person
from workbench.errors import NotWatching
from workbench.models import Notification

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def lena(network):
    return make_person("Lena", role="ops lead", scope=network)


@pytest.fixture
def merged(camden, lena):
    """Two troubles, the second gone on in the first."""
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")
    merge_case(case_id=second.pk, into_id=first.pk, actor=lena, at=LATER)
    return again(first), again(second)


def test_merging_moves_the_times_and_closes_the_other(merged):
    first, second = merged

    assert (first.occurrences, first.seen.count()) == (2, 2)
    assert (second.status, second.merged_into_id) == ("closed", first.pk)
    actions = Entry.objects.filter(action="exceptions.case.merged")
    assert {entry.subject_id for entry in actions} == {str(first.pk), str(second.pk)}


def test_a_merged_trouble_goes_on_in_the_survivor(merged, camden):
    first, _second = merged

    noted = make_case(camden, fingerprint="cell:2", at=LATER, evidence={"available": -9})

    assert noted.pk == first.pk
    assert again(first).occurrences == 3
    assert Case.objects.unclosed().get() == first
    assert open_evidence(["cell:2"]) == {"cell:2": {"available": -9}}


def test_a_merged_case_closes_when_the_last_cause_is_gone(merged):
    first, _second = merged

    close_case(fingerprint="cell:1", at=LATER, note="Counted")
    assert again(first).is_open
    assert open_fingerprints(kind="below_zero") == ["cell:2"]

    close_case(fingerprint="cell:2", at=LATER, note="Counted")
    assert again(first).status == "closed"


def test_merging_needs_a_lead(camden, omar):
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")

    with pytest.raises(errors.LeadNeeded):
        merge_case(case_id=second.pk, into_id=first.pk, actor=omar, at=LATER)

    assert again(second).is_open


def test_a_merged_case_is_worked_on_elsewhere(merged, omar):
    first, second = merged
    make_code()

    with pytest.raises(errors.CaseWasMerged, match=first.reference):
        resolve_case(case_id=second.pk, code="counted", note="", actor=omar, at=LATER)


def test_splitting_off_what_was_merged_brings_it_back(merged, lena):
    first, second = merged
    taken = [one.pk for one in first.seen.filter(came_from=second)]

    apart = split_case(case_id=first.pk, occurrence_ids=taken, actor=lena, at=LATER)

    assert apart.pk == second.pk
    assert (again(second).status, again(second).merged_into) == ("open", None)
    assert (again(first).occurrences, again(second).seen.count()) == (1, 1)


@pytest.mark.parametrize(("typed", "title"), [(" Ours again ", "Ours again"), ("", "As it was")])
def test_what_comes_back_has_the_title_that_was_typed(camden, lena, typed, title):
    first = make_case(camden)
    second = make_case(camden, fingerprint="cell:2", title="As it was")
    merge_case(case_id=second.pk, into_id=first.pk, actor=lena, at=LATER)
    taken = [one.pk for one in first.seen.filter(came_from=second)]

    split_case(case_id=first.pk, occurrence_ids=taken, title=typed, actor=lena, at=LATER)

    assert again(second).title == title


def test_splitting_makes_a_case_of_the_chosen_times(camden, lena):
    case = make_case(camden)
    make_case(camden, at=LATER)
    newest = case.seen.first()

    apart = split_case(case_id=case.pk, occurrence_ids=[newest.pk], actor=lena, at=LATER)

    assert (apart.occurrences, again(case).occurrences) == (1, 1)
    assert apart.seen.get().came_from == case


@pytest.mark.parametrize("every", [True, False])
def test_splitting_takes_some_and_leaves_some(camden, lena, every):
    case = make_case(camden)
    taken = [one.pk for one in case.seen.all()] if every else []

    with pytest.raises(errors.OccurrencesMissing):
        split_case(case_id=case.pk, occurrence_ids=taken, actor=lena, at=LATER)


def test_linking_is_told_on_both_and_once(camden, omar):
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")

    link_cases(case_id=second.pk, other_id=first.pk, actor=omar, at=LATER)

    link = CaseLink.objects.get()
    assert (link.case, link.other) == (first, second)
    assert Entry.objects.filter(action="exceptions.case.linked").count() == 2
    with pytest.raises(errors.CasesLinked):
        link_cases(case_id=first.pk, other_id=second.pk, actor=omar, at=LATER)


def test_unlinking_needs_a_link(camden, omar):
    first, second = make_case(camden), make_case(camden, fingerprint="cell:2")

    with pytest.raises(errors.CasesNotLinked):
        unlink_cases(case_id=first.pk, other_id=second.pk, actor=omar, at=LATER)
    with pytest.raises(errors.SameCase):
        link_cases(case_id=first.pk, other_id=first.pk, actor=omar, at=LATER)


def test_who_watches_hears_what_others_do(camden, omar, lena):
    case = make_case(camden)
    watch_case(case_id=case.pk, actor=lena, at=NOON)
    make_code()

    resolve_case(case_id=case.pk, code="counted", note="", actor=omar, at=LATER)

    told = Notification.objects.get()
    assert (told.user, "was resolved" in told.text) == (lena, True)
    unwatch_case(case_id=case.pk, actor=lena, at=LATER)
    with pytest.raises(NotWatching):
        unwatch_case(case_id=case.pk, actor=lena, at=LATER)


def test_many_are_watched_at_once(camden, omar):
    case = make_case(camden)

    first = watch_cases(case_ids=[case.pk], actor=omar, at=LATER)
    second = watch_cases(case_ids=[case.pk], actor=omar, at=LATER)

    assert (len(first.done), len(second.refused)) == (1, 1)


def test_take_next_takes_what_has_least_time_left(camden, york, omar):
    late, soon = make_case(camden), make_case(york, fingerprint="cell:2")
    make_case(york, fingerprint="cell:3")
    Case.objects.filter(pk=late.pk).update(due_at=LATER + timedelta(hours=1))
    Case.objects.filter(pk=soon.pk).update(due_at=LATER)

    taken = take_next_case(actor=omar, at=NOON)

    assert (taken.pk, taken.owner) == (soon.pk, omar)


def test_take_next_says_when_nothing_waits(camden, omar):
    case = case_in("assigned", camden, omar)
    Case.objects.filter(pk=case.pk).update(due_at=LATER)

    with pytest.raises(errors.NothingWaits, match="The next case is due at"):
        take_next_case(actor=omar, at=NOON)


def test_undo_puts_assignments_back(camden, omar, lena):
    free, held = make_case(camden), case_in("in_progress", camden, omar, fingerprint="cell:2")
    outcome = assign_cases(case_ids=[free.pk, held.pk], owner=lena, actor=lena, at=LATER)

    steps = [Step.back_from(case) for case in outcome.done]
    undone = undo_steps(steps=steps, actor=lena, at=LATER)

    assert len(undone.done) == 2
    assert (again(free).status, again(free).owner) == ("open", None)
    assert (again(held).status, again(held).owner) == ("in_progress", omar)


def test_undo_is_refused_once_somebody_has_gone_on(camden, omar, lena):
    case = make_case(camden)
    snoozed = snooze_case(case_id=case.pk, until=LATER, actor=omar, at=NOON)
    step = Step.back_from(snoozed)
    assign_cases(case_ids=[case.pk], owner=lena, actor=lena, at=NOON)

    undone = undo_steps(steps=[step], actor=omar, at=NOON)

    assert undone.refused[0][1].code == "cannot_be_undone"
    assert again(case).snoozed_until == LATER
