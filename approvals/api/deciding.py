"""Deciding over the API on what another room asked about: its own address, the same services."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from approvals.errors import LoweredMeanwhile, NothingToDecide
from approvals.locks import lock_subject
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.queries.requests import standing_lines
from approvals.services import decide
from approvals.subjects import known_kinds
from workbench.api.commands import Call
from workbench.api.people import person_of, version_said
from workbench.api.refusals import Registered


def _voted() -> list[Callable[..., object]]:
    """What the rooms do with a vote and with the last one, each as it refuses."""
    hooks = ((kind.check_voter, kind.completed) for kind in known_kinds())
    return [hook for pair in hooks for hook in pair if hook]


VOTED = Registered(_voted)
UNDONE = Registered(lambda: [kind.undone for kind in known_kinds()])
WITHDRAWN = Registered(lambda: [kind.withdrawn for kind in known_kinds() if kind.withdrawn])


@transaction.atomic
def decide_for_person(
    call: Call, verdict: str, *, kind: str, subject_id: int, check: Callable[[int], object]
) -> ApprovalRequest:
    """Cast the vote of the person the call names on what waits about a subject.

    `check` compares the version that was shown with the subject's, whose row is locked by then. What an
    earlier vote lowered is no part of that: it is approved where it is shown. Refuses, in this order:
    VersionNotSaid, what its `check` says, NothingToDecide, LoweredMeanwhile, PersonUnknown, and what
    `decide` refuses.
    """
    seen = version_said(call)
    lock_subject(kind, str(subject_id))
    check(seen)
    request = open_request_of(kind, subject_id)
    if request is None:
        raise NothingToDecide
    if verdict == "approve" and _is_lowered(request):
        raise LoweredMeanwhile(reference=request.reference, number=request.pk)
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


def _is_lowered(request: ApprovalRequest) -> bool:
    return any(left < line.quantity for line, left in standing_lines(request).values())
