"""Deciding on a selection: first what it is about; then a few at once with Undo, or many as a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from approvals import bulk, jobs
from approvals.models import ApprovalRequest, Decision
from approvals.policies import check_verdict
from approvals.queries.requests import listed_for
from approvals.subjects import subject_kind
from approvals.views.requests import DECIDES, SEES, RequestList
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError, refusal
from workbench import formats
from workbench.bulk import said
from workbench.nudge import nudge_jobs
from workbench.once import acts_once
from workbench.selection import chosen_ids, version_sent
from workbench.services.jobs import start_job

SHOWN = 200


@require_POST
@requires(DECIDES)
@answers_refusals
@acts_once
def requests_approve(request: HttpRequest) -> HttpResponse:
    return _decide(request, "approve")


@require_POST
@requires(DECIDES)
@answers_refusals
@acts_once
def requests_reject(request: HttpRequest) -> HttpResponse:
    return _decide(request, "reject")


@require_POST
@requires(DECIDES)
@answers_refusals
@acts_once
def requests_send_back(request: HttpRequest) -> HttpResponse:
    return _decide(request, "send_back")


@require_POST
@requires(SEES)
@answers_refusals
def requests_undo(request: HttpRequest, token: str) -> HttpResponse:
    """Sent by the toast. What cannot be taken back says why; where some could, it says of which."""
    outcome = bulk.undo_each(token, actor=person(request))
    if outcome is None:
        raise Http404
    if outcome.left:
        messages.warning(request, said(outcome, _("taken back")))
    return HttpResponse(status=204)


def _decide(request: HttpRequest, verdict: str) -> HttpResponse:
    actor = person(request)
    ids = chosen_ids(request, RequestList)
    found = listed_for(actor, actor, now()).filter(pk__in=ids).order_by("due_at", "pk")
    rows = list(found.select_related("place", "asked_by", "policy_version"))
    mine = [row for row in rows if getattr(row, "mine", False) or _was_shown(request, row)]
    vote = bulk.Vote(verdict, request.POST.get("reason_code", ""), request.POST.get("reason", ""))
    wrong: DomainError | None = None
    if "confirmed" in request.POST and mine:
        why = {"reason_code": vote.reason_code, "reason": vote.reason}
        wrong = refusal(check_verdict, verdict, **why)
        if wrong is None:
            return _act(request, vote, mine)
    context = {**_plan(rows, mine, actor, vote), "wrong": wrong, "typed": vote}
    status = 422 if wrong else 200
    return render(request, "approvals/bulk.html", context, status=status)


def _act(request: HttpRequest, vote: bulk.Vote, mine: list[ApprovalRequest]) -> HttpResponse:
    actor = person(request)
    seen = {row.pk: _seen(request, row) for row in mine}
    if len(mine) <= bulk.AT_ONCE:
        outcome = bulk.decide_each(mine, vote, seen=seen, actor=actor)
        messages.success(
            request, vote.sentence(outcome), extra_tags=bulk.undo_url(outcome, actor=actor)
        )
        return redirect(bulk.left_url(outcome, actor=actor))
    params = {**asdict(vote), "seen": {str(pk): version for pk, version in seen.items()}}
    title = vote.title(len(mine))
    job = start_job(kind=jobs.KIND, actor=actor, params=params, at=now(), title=title)
    nudge_jobs()
    return redirect("workbench:job", job.pk)


def _was_shown(request: HttpRequest, row: ApprovalRequest) -> bool:
    """Confirmed with the others: decided by somebody meanwhile, it is left by name and not dropped."""
    return "confirmed" in request.POST and f"version-{row.pk}" in request.POST


def _seen(request: HttpRequest, row: ApprovalRequest) -> int:
    """The version the confirming page showed."""
    sent = version_sent(request, f"version-{row.pk}")
    return row.version if sent is None else sent


def _plan(
    rows: list[ApprovalRequest], mine: list[ApprovalRequest], user: User, vote: bulk.Vote
) -> dict[str, Any]:
    """What it is about: how many, worth how much at most and in all, with what is unusual."""
    own = sum(1 for row in rows if row.asked_by_id == user.pk and row.is_open)
    warnings = _warnings(mine, user)
    drawn = [{"row": row, "warnings": warnings.get(row.pk, ())} for row in mine]
    unusual = [one for one in drawn if one["warnings"]]
    plain = [one for one in drawn if not one["warnings"]]
    values: dict[str, list[Decimal]] = {}
    for row in mine:
        if row.value is not None:
            values.setdefault(row.currency, []).append(row.value)
    return {
        "verdict": vote.verdict,
        "title": vote.title(len(mine)),
        # Whatever is unusual is seen before the button, however many there are.
        "rows": [*unusual, *plain[:SHOWN]],
        "unusual": len(unusual),
        "left_out": max(0, len(plain) - SHOWN),
        "over_limit": sum(1 for row in mine if _is_over(row)) if vote.verdict == "approve" else 0,
        "versions": [(row.pk, row.version) for row in mine],
        "own": own,
        "others": len(rows) - len(mine) - own,
        "totals": [
            (formats.money(sum(worth), currency), formats.money(max(worth), currency))
            for currency, worth in sorted(values.items())
        ],
        "sees_value": user.may("value.view"),
        "codes": Decision.ReasonCode.choices,
    }


def _warnings(rows: list[ApprovalRequest], user: User) -> dict[int, Sequence[str]]:
    """What is unusual about each, by its id."""
    kinds: dict[str, list[ApprovalRequest]] = defaultdict(list)
    for row in rows:
        kinds[row.kind].append(row)
    found: dict[int, Sequence[str]] = {}
    for key, these in kinds.items():
        unusual = subject_kind(key).unusual
        found |= unusual(these) if unusual else {row.pk: _of_page(row, user) for row in these}
    return found


def _of_page(row: ApprovalRequest, user: User) -> list[str]:
    """Its warning, and that of each of its lines."""
    page = subject_kind(row.kind).page
    known = page(row, user) if page else {}
    sentence = " ".join(str(part) for part in known.get("warning") or ())
    lines = [f"{key}: {text}" for key, text in known.get("line_warnings", {}).items()]
    return [text for text in (sentence, *lines) if text]


def _is_over(row: ApprovalRequest) -> bool:
    """Worth more than its policy lets pass without asking once more."""
    limit = row.policy_version.confirm_limit if row.policy_version else None
    return limit is not None and row.value is not None and row.value > limit
