"""Requests: where each stands, and which of them concern somebody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.place import Principal
from approvals.models import (
    ApprovalRequest,
    Decision,
    DecisionLine,
    RequestLine,
    RequestStep,
)
from approvals.models.request import RequestQuerySet
from approvals.queries.people import steps_for


def open_request_of(kind: str, subject_id: str | int) -> ApprovalRequest | None:
    """The request about a subject that waits now."""
    return ApprovalRequest.objects.waiting().about(kind, subject_id).first()


def newest_request_of(kind: str, subject_id: str | int) -> ApprovalRequest | None:
    """The last request about a subject, whatever became of it."""
    return ApprovalRequest.objects.about(kind, subject_id).order_by("-pk").first()


def current_step(request: ApprovalRequest) -> RequestStep | None:
    """The step that is to be decided now."""
    steps = request.steps.select_related("place")
    return steps.filter(needed=True, passed_at=None, begun_at__isnull=False).first()


def last_decision(request: ApprovalRequest) -> Decision | None:
    """The newest vote that stands."""
    rows = request.decisions.standing().select_related("decided_by", "step", "on_behalf_of")
    return rows.last()


def why_decided(request: ApprovalRequest) -> str:
    """Why the newest vote that stands rejected or sent back: its reason, and what was added in words."""
    last = last_decision(request)
    if last is None or not last.reason_code:
        return ""
    code = str(last.get_reason_code_display())
    return f"{code}: {last.reason}" if last.reason else f"{code}."


def told_of(request: ApprovalRequest | None) -> tuple[str, str] | None:
    """Who rejected a request or sent it back, and why, for the page of what was asked."""
    words = {
        ApprovalRequest.Status.REJECTED: _("%(who)s rejected this."),
        ApprovalRequest.Status.SENT_BACK: _("%(who)s sent this back."),
    }
    last = last_decision(request) if request and request.status in words else None
    if request is None or last is None:
        return None
    title = words[ApprovalRequest.Status(request.status)] % {"who": last.decided_by}
    return title, why_decided(request)


def standing_lines(request: ApprovalRequest) -> dict[str, tuple[RequestLine, int]]:
    """Each line by its key, with the quantity the votes so far left of it."""
    lowered: dict[int, int] = {}
    standing = request.decisions.standing().filter(verdict=Decision.Verdict.APPROVE)
    kept = DecisionLine.objects.filter(decision__in=standing).values_list("line_id", "quantity")
    for line_id, quantity in kept:
        lowered[line_id] = min(quantity, lowered.get(line_id, quantity))
    return {line.key: (line, lowered.get(line.pk, line.quantity)) for line in request.lines.all()}


def decidable_by(user: User, at: datetime) -> RequestQuerySet:
    """The requests that wait for this person: own right or delegation, never their own."""
    return ApprovalRequest.objects.waiting().filter(pk__in=open_steps(user, at).values("request"))


def open_steps(user: User, at: datetime) -> QuerySet[RequestStep]:
    """The steps that wait for this person and on which they have not voted yet."""
    voted = Decision.objects.standing().filter(step=OuterRef("pk"), decided_by=user)
    return RequestStep.objects.filter(steps_for(user, at)).exclude(Exists(voted))


def requests_seen_by(user: User, principal: Principal, at: datetime) -> RequestQuerySet:
    """What somebody may read: in their places, asked by them, decided by them, or waiting for them.

    Narrowed to a chosen subtree, only what lies in it.
    """
    rows = ApprovalRequest.objects
    inside = rows.visible_to(principal)
    if set(principal.scope_paths) != set(user.scope_paths):
        return inside
    own = Q(asked_by=user)
    lent = Q(pk__in=open_steps(user, at).values("request"))
    decided = Q(Exists(Decision.objects.filter(request=OuterRef("pk"), decided_by=user)))
    return rows.filter(Q(pk__in=inside.values("pk")) | own | lent | decided)


def listed_for(user: User, principal: Principal, at: datetime) -> RequestQuerySet:
    """The same for a list: whether each waits for this person, and whether they asked for it."""
    mine = Exists(open_steps(user, at).filter(request=OuterRef("pk")))
    own = ExpressionWrapper(Q(asked_by=user), output_field=BooleanField())
    rows = requests_seen_by(user, principal, at).annotate(mine=mine, own=own)
    return rows.select_related("place", "asked_by")
