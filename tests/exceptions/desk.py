"""Cases in every status, reached by the commands that lead there."""

from exceptions.models import Case, ResolutionCode
from exceptions.services import (
    assign_case,
    close_case,
    open_case,
    resolve_case,
    start_case,
    wait_with_case,
)
from tests.factories import NOON


def make_case(place, *, fingerprint="cell:1", at=NOON, **changes):
    facts = {
        "kind": "below_zero",
        "title": f"{place} is 3 short",
        "subject": place,
        "place": place,
        "evidence": {"available": -3},
    }
    return open_case(**(facts | changes), fingerprint=fingerprint, at=at)


def make_code(key="counted", *, note_required=False):
    code, _new = ResolutionCode.objects.get_or_create(
        key=key, defaults={"label": key.capitalize(), "note_required": note_required}
    )
    return code


def case_in(status, place, owner, *, fingerprint="cell:1", at=NOON):
    """A case in a status; the owner is whoever brought it there."""
    case = make_case(place, fingerprint=fingerprint, at=at)
    move = {"case_id": case.pk, "actor": owner, "at": at}
    if status == "closed":
        close_case(fingerprint=fingerprint, at=at, note="Cured", actor=owner)
    if status not in {"open", "closed"}:
        assign_case(**move, owner=owner)
    if status in {"in_progress", "waiting"}:
        start_case(**move)
    if status == "waiting":
        wait_with_case(**move, on="the carrier")
    if status == "resolved":
        make_code()
        resolve_case(**move, code="counted", note="")
    case = Case.objects.get(pk=case.pk)
    assert case.status == status
    return case


def again(case):
    """The row as it is now."""
    return Case.objects.get(pk=case.pk)
