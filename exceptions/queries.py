"""Reads of the exception desk that other rooms ask for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts.models import Place, User
from accounts.models.place import Principal
from exceptions.models import Case, Occurrence
from exceptions.models.case import CaseQuerySet
from exceptions.services import case_fingerprint

MOST_COUNTED = 1_000
OCCURRENCES_SHOWN = 20


def open_evidence(fingerprints: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The newest evidence of the open cases among these fingerprints, by the fingerprint asked for.

    What is missing has no open case: a sweep asks once for many instead of closing one by one.
    """
    asked = {case_fingerprint(fingerprint): fingerprint for fingerprint in fingerprints}
    rows = (
        Case.objects.standing().filter(fingerprint__in=asked).values_list("fingerprint", "evidence")
    )
    return {asked[stored]: evidence for stored, evidence in rows}


def open_fingerprints(*, kind: str) -> list[str]:
    """The fingerprints of every open case of a kind, for the sweep that closes what is cured."""
    return list(
        Case.objects.standing()
        .filter(kind=kind)
        .order_by("fingerprint")
        .values_list("fingerprint", flat=True)
    )


def seen_evidence(*, kind: str, most: int = 1_000) -> dict[str, list[dict[str, Any]]]:
    """What was seen each time, of the open cases of a kind, by fingerprint.

    For sweeps that look whether all of it is cured: cases of many happenings are left to people.
    """
    cases = Case.objects.standing().filter(kind=kind, occurrences__lte=OCCURRENCES_SHOWN)
    expected = dict(cases.order_by("-pk").values_list("pk", "occurrences")[:most])
    rows = Occurrence.objects.filter(case__in=expected).order_by()
    kept: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    for case_id, fingerprint, evidence in rows.values_list(
        "case_id", "case__fingerprint", "evidence"
    ):
        kept.setdefault(case_id, (fingerprint, []))[1].append(evidence)
    return {
        fingerprint: evidence
        for case_id, (fingerprint, evidence) in kept.items()
        if len(evidence) == expected[case_id]
    }


def cases_in(principal: Principal) -> CaseQuerySet:
    """The cases somebody may read, with what a list shows of each."""
    return Case.objects.visible_to(principal).select_related("place", "owner", "queue")


def waiting_cases(user: User, *, at: datetime) -> CaseQuerySet:
    """What the queue of a person shows before any filter: open, and not put off."""
    return Case.objects.visible_to(user).read_by(user).open().awake(at).order_by()


def kinds_of(rows: CaseQuerySet) -> list[tuple[str, int]]:
    """How many cases of each kind, most first."""
    counted = rows.order_by().values_list("kind").annotate(n=Count("pk"))
    return [(kind, count) for kind, count in counted.order_by("-n", "kind")]


def newest_occurrences(case: Case) -> list[Occurrence]:
    """The last times the trouble was seen, newest first."""
    return list(case.seen.all()[:OCCURRENCES_SHOWN])


def open_cases_about(subject_type: str, subject_id: str, principal: Principal) -> CaseQuerySet:
    """The open cases of one subject, for the subject's own page."""
    return cases_in(principal).open().filter(subject_type=subject_type, subject_id=subject_id)


def open_cases_at(place: Place, principal: Principal) -> CaseQuerySet:
    """The open cases at a place and below it, newest first."""
    return cases_in(principal).open().filter(place__path__startswith=place.path)
