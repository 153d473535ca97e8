from datetime import timedelta

import pytest

from audit.models import Entry
from exceptions.errors import CaseKindMissing
from exceptions.models import Case, Occurrence
from exceptions.services import OCCURRENCES_KEPT, close_case, open_case
from kernel.context import acting
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def below_zero(place, *, at=NOON, **changes):
    facts = {
        "kind": "below_zero",
        "fingerprint": "below_zero:1:2",
        "title": "Camden has reserved 3 more than it holds",
        "subject": place,
        "place": place,
        "at": at,
        "evidence": {"available": -3},
    }
    return open_case(**(facts | changes))


def test_opens_with_subject_place_and_evidence(camden):
    case = below_zero(camden)

    assert case.reference == f"CS-{case.pk:06d}"
    assert (case.subject_type, case.subject_id) == ("accounts.place", str(camden.pk))
    assert case.place == camden
    assert case.evidence == {"available": -3}
    assert (case.occurrences, case.opened_at, case.last_seen_at) == (1, NOON, NOON)
    assert [seen.at for seen in case.seen.all()] == [NOON]


def test_writes_who_opened_it_on_the_trail(camden):
    with acting(client="client:till"):
        case = below_zero(camden)

    entry = Entry.objects.get(action="exceptions.case.opened")
    assert (entry.subject_id, entry.agent) == (str(case.pk), "client:till")
    assert entry.place_path == camden.path


def test_counts_a_repeat_instead_of_opening_twice(camden):
    first = below_zero(camden)
    later = NOON + timedelta(hours=1)

    again = below_zero(camden, at=later, title="Camden is 5 short", evidence={"available": -5})

    assert again.pk == first.pk
    assert (again.occurrences, again.opened_at, again.last_seen_at) == (2, NOON, later)
    assert (again.title, again.evidence) == ("Camden is 5 short", {"available": -5})
    assert [seen.evidence for seen in again.seen.all()] == [{"available": -5}, {"available": -3}]
    assert Entry.objects.filter(action="exceptions.case.opened").count() == 1


def test_keeps_the_newest_evidence_when_an_older_sighting_arrives_late(camden):
    below_zero(camden)

    case = below_zero(camden, at=NOON - timedelta(hours=1), evidence={"available": -1})

    assert (case.occurrences, case.last_seen_at) == (2, NOON)
    assert case.evidence == {"available": -3}


def test_opens_a_new_case_once_the_old_one_is_closed(camden):
    first = below_zero(camden)
    close_case(fingerprint=first.fingerprint, at=NOON, note="Cured by a count")

    second = below_zero(camden)

    assert second.pk != first.pk
    assert second.occurrences == 1


def test_stops_adding_rows_but_goes_on_counting(camden):
    case = below_zero(camden)
    Case.objects.filter(pk=case.pk).update(occurrences=OCCURRENCES_KEPT)

    case = below_zero(camden)

    assert case.occurrences == OCCURRENCES_KEPT + 1
    assert Occurrence.objects.filter(case=case).count() == 1


def test_keeps_long_fingerprints_apart(camden):
    one = below_zero(camden, fingerprint="conflict:" + "x" * 300 + "1")
    two = below_zero(camden, fingerprint="conflict:" + "x" * 300 + "2")

    assert one.pk != two.pk
    assert len(one.fingerprint) == 200


@pytest.mark.parametrize("missing", ["kind", "fingerprint"])
def test_refuses_a_case_without_kind_or_fingerprint(camden, missing):
    with pytest.raises(CaseKindMissing):
        below_zero(camden, **{missing: ""})

    assert not Case.objects.exists()
    assert not Entry.objects.exists()
