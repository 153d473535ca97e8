"""Deciding over the API on what another room asked about: its own address, the same services."""

from __future__ import annotations

from accounts.models import User
from approvals.errors import NothingToDecide, PersonUnknown, VersionNotSaid
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import decide
from workbench.api.commands import Call


def decide_for_person(call: Call, verdict: str, *, kind: str, subject_id: int) -> ApprovalRequest:
    """Cast the vote of the person the call names on what waits about a subject.

    Refuses, in this order: VersionNotSaid, NothingToDecide, PersonUnknown, and what `decide` refuses.
    The caller has compared the version with the subject's.
    """
    if call.version is None:
        raise VersionNotSaid
    request = open_request_of(kind, subject_id)
    if request is None:
        raise NothingToDecide
    content = call.content
    return decide(
        request_id=request.pk,
        verdict=verdict,
        lines={line["key"]: line["quantity"] for line in content.get("lines", ())},
        reason_code=content.get("reason_code", ""),
        reason=content.get("reason", ""),
        version=request.version,
        actor=person_of(call),
        at=call.at,
    )


def person_of(call: Call) -> User:
    """Whom the call names; clients decide on nothing themselves. Raises PersonUnknown."""
    email = call.content["on_behalf_of"]
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise PersonUnknown(email=email)
    return person
