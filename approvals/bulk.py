"""One decision on many requests: an outcome per row, and an Undo for those decided at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from approvals.models import ApprovalRequest
from approvals.services import decide, undo_decision
from kernel.clock import now
from workbench.bulk import BulkOutcome, each_row, keep_result, said
from workbench.models import BulkResult

LIST = "approvals.requests"
# Up to here it acts at once, with Undo; above that it is a job.
AT_ONCE = 20
SALT = "plumbline.approvals.undo"
GOOD_FOR_S = 900


@dataclass(frozen=True, slots=True)
class Vote:
    """What is said to each of many requests."""

    verdict: str
    reason_code: str = ""
    reason: str = ""

    def title(self, count: int) -> str:
        words = {
            "approve": ngettext("Approve %(n)d request", "Approve %(n)d requests", count),
            "reject": ngettext("Reject %(n)d request", "Reject %(n)d requests", count),
            "send_back": ngettext("Send %(n)d request back", "Send %(n)d requests back", count),
        }
        return words[self.verdict] % {"n": count}

    def sentence(self, outcome: BulkOutcome) -> str:
        words = {
            "approve": _("approved"),
            "reject": _("rejected"),
            "send_back": _("sent back"),
        }
        return said(outcome, words[self.verdict])


def decide_each(
    rows: Iterable[ApprovalRequest],
    vote: Vote,
    *,
    seen: Mapping[int, int],
    actor: User,
) -> BulkOutcome:
    """Vote on each request as it was shown; what was decided meanwhile is left and named."""

    def act(request: ApprovalRequest) -> None:
        decide(
            request_id=request.pk,
            verdict=vote.verdict,
            lines={},
            reason_code=vote.reason_code,
            reason=vote.reason,
            version=seen[request.pk],
            actor=actor,
            at=now(),
        )

    return each_row(rows, act, key=lambda row: row.reference)


def left_url(outcome: BulkOutcome, *, actor: User) -> str:
    """The list: of what was left, where something was."""
    kept = keep_result(outcome, list_key=LIST, actor=actor, at=now())
    return filtered_url(kept) if kept else reverse("approvals:requests")


def filtered_url(kept: BulkResult) -> str:
    return f"{reverse('approvals:requests')}?show=every&result={kept.pk}"


def undo_url(outcome: BulkOutcome, *, actor: User) -> str:
    """The address that takes these votes of a person back, signed, with each request's version since."""
    numbers = [request.pk for request in outcome.done]
    if not numbers:
        return ""
    votes = ApprovalRequest.objects.filter(pk__in=numbers).values_list("pk", "version")
    token = signing.dumps([actor.pk, list(votes)], salt=SALT, compress=True)
    return reverse("approvals:requests-undo", args=[token])


def undo_each(token: str, *, actor: User) -> BulkOutcome | None:
    """Take back each vote of a token that stands as it was given; None when it is not theirs or too old."""
    try:
        voter, rows = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return None
    if voter != actor.pk:
        return None
    votes = dict(rows)
    return each_row(
        sorted(votes),
        lambda pk: undo_decision(request_id=pk, version=votes[pk], actor=actor, at=now()),
    )
