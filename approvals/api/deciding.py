"""Deciding over the API on what another room asked about: its own address, the same services."""

from __future__ import annotations

from approvals.errors import NothingToDecide
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import decide
from workbench.api.commands import Call
from workbench.api.people import person_of, version_said


def decide_for_person(call: Call, verdict: str, *, kind: str, subject_id: int) -> ApprovalRequest:
    """Cast the vote of the person the call names on what waits about a subject.

    Refuses, in this order: VersionNotSaid, NothingToDecide, PersonUnknown, and what `decide` refuses.
    The caller has compared the version with the subject's.
    """
    version_said(call)
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
