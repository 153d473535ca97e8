"""Actions on many rows: asked for on a page that says what they would do, answered per row."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.intake.forms import ReasonForm
from inventory.intake.policies import MAY_FIX
from inventory.intake.services import (
    Replay,
    close_gap,
    dismiss_waiting,
    dry_run_waiting,
    replay_waiting,
)
from inventory.intake.views.lists import GapList, WaitingList
from inventory.intake.words import title_of
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import DomainError
from workbench.once import acts_once
from workbench.selection import chosen_ids

SHOWN = 200


@require_POST
@requires(MAY_FIX)
@answers_refusals
@acts_once
def waiting_replay(request: HttpRequest) -> HttpResponse:
    """First what would happen, then, confirmed, the replay."""
    ids = chosen_ids(request, WaitingList)
    actor = person(request)
    if "confirmed" not in request.POST:
        would = dry_run_waiting(waiting_ids=ids, actor=actor, at=now())
        plan = {**_plan(would), "query": _query(request), "back": _back(request, "waiting")}
        return render(request, "inventory/waiting_replay.html", plan)
    done = replay_waiting(waiting_ids=ids, actor=actor, at=now())
    messages.success(request, _done(done))
    return redirect(_back(request, "waiting"))


@require_POST
@requires(MAY_FIX)
@answers_refusals
@acts_once
def waiting_dismiss_many(request: HttpRequest) -> HttpResponse:
    def dismiss(row_id: int, reason: str) -> Any:
        return dismiss_waiting(waiting_id=row_id, reason=reason, actor=person(request), at=now())

    ids = chosen_ids(request, WaitingList)
    title = ngettext("Dismiss %(n)s event", "Dismiss %(n)s events", len(ids)) % {"n": len(ids)}
    return _with_reason(
        request,
        ids,
        dismiss,
        title=title,
        prefix="WE",
        lead=_("They will not be posted. Repeats are counted on them and do not wait again."),
        back=_back(request, "waiting"),
    )


@require_POST
@requires(MAY_FIX)
@answers_refusals
@acts_once
def gap_close(request: HttpRequest) -> HttpResponse:
    def close(row_id: int, reason: str) -> Any:
        return close_gap(gap_id=row_id, reason=reason, actor=person(request), at=now())

    ids = chosen_ids(request, GapList)
    title = ngettext("Close %(n)s gap", "Close %(n)s gaps", len(ids)) % {"n": len(ids)}
    return _with_reason(
        request,
        ids,
        close,
        title=title,
        prefix="SG",
        lead=_("The numbers will not come: a till was replaced, a file was lost."),
        back=_back(request, "gaps"),
    )


def _with_reason(
    request: HttpRequest,
    ids: Sequence[int],
    command: Callable[[int, str], Any],
    *,
    title: str,
    prefix: str,
    lead: str,
    back: str,
) -> HttpResponse:
    """One reason for all; each row for itself."""
    form = ReasonForm(request.POST if "confirmed" in request.POST else None)
    if form.is_valid():
        refused = _each(ids, lambda row_id: command(row_id, form.cleaned_data["reason"]))
        messages.success(request, _outcome(len(ids), refused))
        return redirect(back)
    references = [f"{prefix}-{row_id:06d}" for row_id in ids]
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "verb": title,
        "back": back,
        "query": _query(request),
    }
    status = 422 if form.is_bound else 200
    return render(
        request, "inventory/intake_bulk.html", {**context, "references": references}, status=status
    )


def _query(request: HttpRequest) -> str:
    """The filters of the list the rows were chosen in."""
    return request.POST.get("query", "")[:2000]


def _back(request: HttpRequest, name: str) -> str:
    """That list, filtered as it was."""
    query = _query(request)
    return reverse(f"inventory:{name}") + (f"?{query}" if query else "")


def _each(ids: Sequence[int], command: Callable[[int], Any]) -> list[str]:
    """Do it for each row; answers the sentences of those that refused."""
    refused = []
    for row_id in ids:
        try:
            command(row_id)
        except DomainError as error:
            refused.append(error.sentence)
    return refused


def _outcome(total: int, refused: Sequence[str]) -> str:
    done = _("%(done)s of %(total)s done.") % {"done": total - len(refused), "total": total}
    if not refused:
        return done
    return f"{done} {_('Not changed:')} {' '.join(dict.fromkeys(refused[:3]))}"


def _plan(would: Replay) -> dict[str, Any]:
    lines = [
        {
            "reference": row.reference,
            "key": row.key,
            "source": row.source,
            "status": _word(result.status),
            "tone": {"posted": "ok", "duplicate": "ok", "conflict": "bad"}.get(
                result.status, "warn"
            ),
            "why": result.detail or (title_of(result.code) if result.code else ""),
        }
        for row, result in zip(would.rows, would.results, strict=True)
    ]
    return {
        "counts": would.counts,
        "total": len(lines),
        "lines": lines[:SHOWN],
        "left_out": max(0, len(lines) - SHOWN),
        "references": [line["reference"] for line in lines],
    }


def _word(status: str) -> str:
    return {
        "posted": _("would post"),
        "duplicate": _("posted already"),
        "conflict": _("conflict"),
    }.get(status, _("would wait"))


def _done(done: Replay) -> str:
    counts, total = done.counts, len(done.rows)
    closed = counts["posted"] + counts["duplicate"]
    text = _("%(closed)s of %(total)s posted.") % {"closed": closed, "total": total}
    if counts["rejected"]:
        text += " " + _("%(n)s still wait.") % {"n": counts["rejected"]}
    if counts["conflict"]:
        text += " " + _("%(n)s are conflicts.") % {"n": counts["conflict"]}
    return text
