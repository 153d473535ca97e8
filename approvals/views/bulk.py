"""Deciding on a selection: first what it is about, then a job."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from approvals import jobs
from approvals.models import ApprovalRequest, Decision
from approvals.policies import check_verdict
from approvals.queries.requests import listed_for
from approvals.subjects import subject_kind
from approvals.views.requests import DECIDES, RequestList
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError, refusal
from workbench import formats
from workbench.nudge import nudge_jobs
from workbench.once import acts_once
from workbench.selection import chosen_ids
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


def _decide(request: HttpRequest, verdict: str) -> HttpResponse:
    actor = person(request)
    ids = chosen_ids(request, RequestList)
    found = listed_for(actor, actor, now()).filter(pk__in=ids).order_by("due_at", "pk")
    rows = list(found.select_related("place", "asked_by", "policy_version"))
    mine = [row for row in rows if getattr(row, "mine", False)]
    code, reason = request.POST.get("reason_code", ""), request.POST.get("reason", "")
    wrong: DomainError | None = None
    if "confirmed" in request.POST and mine:
        wrong = refusal(check_verdict, verdict, reason_code=code, reason=reason)
        if wrong is None:
            seen = {str(row.pk): _seen(request, row) for row in mine}
            params = {"verdict": verdict, "seen": seen, "reason_code": code, "reason": reason}
            job = start_job(
                kind=jobs.KIND, actor=actor, params=params, at=now(), title=_title(verdict, mine)
            )
            nudge_jobs()
            return redirect("workbench:job", job.pk)
    said = {"wrong": wrong, "typed": {"reason_code": code, "reason": reason}}
    context = {**_plan(rows, mine, actor, verdict), **said}
    status = 422 if wrong else 200
    return render(request, "approvals/bulk.html", context, status=status)


def _seen(request: HttpRequest, row: ApprovalRequest) -> int:
    """The version the confirming page showed."""
    text = request.POST.get(f"version-{row.pk}", "")
    return int(text) if text.isdecimal() and len(text) < 10 else row.version


def _title(verdict: str, rows: list[ApprovalRequest]) -> str:
    n = {"n": len(rows)}
    if verdict == "approve":
        return ngettext("Approve %(n)d request", "Approve %(n)d requests", len(rows)) % n
    return ngettext("Reject %(n)d request", "Reject %(n)d requests", len(rows)) % n


def _plan(
    rows: list[ApprovalRequest], mine: list[ApprovalRequest], user: User, verdict: str
) -> dict[str, Any]:
    """What it is about: how many, worth how much at most and in all, with what is unusual."""
    own = sum(1 for row in rows if row.asked_by_id == user.pk and row.is_open)
    drawn = [_drawn(row, user) for row in mine]
    unusual = [one for one in drawn if one["warnings"]]
    plain = [one for one in drawn if not one["warnings"]]
    values: dict[str, list[Decimal]] = {}
    for row in mine:
        if row.value is not None:
            values.setdefault(row.currency, []).append(row.value)
    return {
        "verdict": verdict,
        "title": _title(verdict, mine),
        # Whatever is unusual is seen before the button, however many there are.
        "rows": [*unusual, *plain[:SHOWN]],
        "unusual": len(unusual),
        "left_out": max(0, len(plain) - SHOWN),
        "over_limit": sum(1 for row in mine if _is_over(row)) if verdict == "approve" else 0,
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


def _drawn(row: ApprovalRequest, user: User) -> dict[str, Any]:
    """A row, what is unusual about it, and each of its lines that warns."""
    page = subject_kind(row.kind).page
    known = page(row, user) if page else {}
    sentence = " ".join(str(part) for part in known.get("warning") or ())
    lines = [f"{key}: {text}" for key, text in known.get("line_warnings", {}).items()]
    return {"row": row, "warnings": [text for text in (sentence, *lines) if text]}


def _is_over(row: ApprovalRequest) -> bool:
    """Worth more than its policy lets pass without asking once more."""
    limit = row.policy_version.confirm_limit if row.policy_version else None
    return limit is not None and row.value is not None and row.value > limit
