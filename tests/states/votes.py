"""Votes on what a walk puts to an approver."""

from typing import Any

from accounts.roles import ROLES
from approvals.models import ApprovalRequest
from tests.states.walk import NOBODY, Then, each


def request_of(key: str, row: Any) -> ApprovalRequest:
    """The newest question about a row, or one that nobody asked."""
    asked = ApprovalRequest.objects.filter(kind=key, subject_id=str(row.pk)).order_by("-pk")
    return asked.first() or ApprovalRequest(pk=0, version=1)


def verdict(kind: str, word: str) -> Any:
    code = "" if word == "approve" else "not_needed"

    def facts(world: Any, row: Any) -> dict[str, Any]:
        request = request_of(kind, row)
        said = {"reason_code": code, "reason": "Not now", "version": request.version}
        return {"request_id": request.pk, "verdict": word, "lines": {}} | said

    return facts


def its_request(kind: str) -> Any:
    return lambda world, row: {"request_id": request_of(kind, row).pk}


def electorate(decider: str, asked: str, then: Then) -> dict[str, Then]:
    """Every role votes: whoever has the decider's does what he does, while `asked` refuses the others."""
    others = each((*ROLES, NOBODY), {**then, asked: "not_your_step"})
    return others | each((decider, decider.partition(":")[0]), then)


# What an undo is refused with before it is asked whose decision it is.
NOBODYS = {"request_not_found", "request_withdrawn", "nothing_to_undo"}


def regrets(decider: str, then: Then) -> dict[str, Then]:
    """Every role takes the decision back: only who gave it can, and what is nobody's says so to all."""
    others = {
        sample: what if what in NOBODYS else "decision_not_yours" for sample, what in then.items()
    }
    return each((*ROLES, NOBODY), others) | {decider: then}
