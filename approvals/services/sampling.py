"""What passed by itself and was drawn for review: somebody has looked at it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from approvals.locks import lock_request
from approvals.models import ApprovalRequest
from approvals.policies import check_review
from audit.services import record
from kernel.plain import clean_text


@transaction.atomic
def note_review(*, request_id: int, note: str, actor: User, at: datetime) -> ApprovalRequest:
    """Take a drawn request off the review list, with what was found.

    Refuses, in this order: RequestNotFound, RightMissing, NotSampled, AskerDecides,
    AuthorDecides.
    """
    request = lock_request(request_id)
    check_review(request, actor=actor)
    request.reviewed_at, request.reviewed_by = at, actor
    request.review_note = clean_text(note.strip(), longest=500)
    request.save(update_fields=["reviewed_at", "reviewed_by", "review_note"])
    record(
        "approvals.request.reviewed",
        request,
        actor=actor,
        at=at,
        place=request.place,
        reason=request.review_note,
    )
    return request
