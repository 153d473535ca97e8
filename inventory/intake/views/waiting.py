"""One waiting event: what arrived, how it reads, what is wrong, and the ways on."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.intake import policies
from inventory.intake.forms import CorrectionForm
from inventory.intake.models import WaitingEvent
from inventory.intake.queries.reading import read_payload
from inventory.intake.services import (
    dismiss_waiting,
    fix_waiting,
    reopen_waiting,
    replay_waiting,
    try_correction,
)
from inventory.intake.tables import waiting_url
from inventory.intake.words import UNTRIED, title_of, to_do_about
from inventory.ledger.services import Result
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import RuleViolation, refusal
from workbench.once import acts_once
from workbench.selection import number_of
from workbench.trail.lines import subject_trail

SHOWN_TIMES = 10


@require_GET
@requires("intake.view")
def waiting_event(request: HttpRequest, reference: str) -> HttpResponse:
    row = _row(request, reference)
    return render(request, "inventory/waiting_event.html", _page(request, row, _form(row)))


@require_POST
@requires("intake.view")
@answers_refusals
def waiting_try(request: HttpRequest, reference: str) -> HttpResponse:
    """What would become of it as typed: a fragment beside the buttons."""
    row = _row(request, reference)
    form = _form(row, request)
    if not form.is_valid():
        return render(request, "inventory/_waiting_fix.html", _page(request, row, form), status=422)
    result = try_correction(
        waiting_id=row.pk, payload=form.payload(), actor=person(request), at=now()
    )
    return render(request, "inventory/_waiting_result.html", _outcome(result))


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def waiting_fix(request: HttpRequest, reference: str) -> HttpResponse:
    """Save the correction, and with `replay` post it at once."""
    row = _row(request, reference)
    form, actor, at = _form(row, request), person(request), now()
    context = _page(request, row, form)
    try:
        if form.is_valid():
            _save(row, form, request, at=at)
            if "replay" not in request.POST:
                messages.success(request, _("%(row)s saved.") % {"row": row.reference})
                return redirect(waiting_url(row))
            done = replay_waiting(waiting_ids=[row.pk], actor=actor, at=at)
            return _after_replay(request, row, done.results[0])
    except RuleViolation as error:
        form.add_error(None, error.sentence)
    return render(request, "inventory/waiting_event.html", context, status=422)


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def waiting_dismiss(request: HttpRequest, reference: str) -> HttpResponse:
    row = _row(request, reference)
    reason = request.POST.get("reason", "")
    dismiss_waiting(waiting_id=row.pk, reason=reason, actor=person(request), at=now())
    messages.success(request, _("%(row)s dismissed.") % {"row": row.reference})
    return redirect(waiting_url(row))


@require_POST
@requires("intake.view")
@answers_refusals
@acts_once
def waiting_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    row = _row(request, reference)
    reopen_waiting(waiting_id=row.pk, actor=person(request), at=now())
    messages.success(request, _("%(row)s waits again.") % {"row": row.reference})
    return redirect(waiting_url(row))


def _row(request: HttpRequest, reference: str) -> WaitingEvent:
    visible = WaitingEvent.objects.visible_to(person(request))
    related = visible.select_related("source", "place", "corrected_by", "closed_by")
    row = related.filter(pk=number_of(reference)).first()
    if row is None:
        raise Http404
    return row


def _form(row: WaitingEvent, request: HttpRequest | None = None) -> CorrectionForm:
    data = request.POST if request else None
    return CorrectionForm(data, key=row.key, sent=row.payload)


def _save(row: WaitingEvent, form: CorrectionForm, request: HttpRequest, *, at: datetime) -> None:
    """What was typed, unless it is what is kept already."""
    if form.payload() == row.payload:
        return
    fix_waiting(
        waiting_id=row.pk,
        payload=form.payload(),
        actor=person(request),
        at=at,
        seen=parse_datetime(request.POST.get("seen", "")),
    )


def _after_replay(request: HttpRequest, row: WaitingEvent, result: Result) -> HttpResponse:
    if result.status in {"posted", "duplicate"}:
        messages.success(request, _("%(row)s posted.") % {"row": row.reference})
    else:
        why = result.detail or title_of(result.code or result.status)
        messages.warning(request, _("Saved, but it still waits: %(why)s") % {"why": why})
    return redirect(waiting_url(row))


def _page(request: HttpRequest, row: WaitingEvent, form: CorrectionForm) -> dict[str, Any]:
    return {
        "row": row,
        "status": WaitingEvent.Status(row.status),
        "is_open": row.status == WaitingEvent.Status.OPEN,
        "is_dismissed": row.status == WaitingEvent.Status.DISMISSED,
        "title": _title(row),
        **_trouble(row),
        "readings": read_payload(row.payload, person(request)),
        "form": form,
        "refused": refusal(policies.check_may_fix, person(request)),
        "times": row.occurrences.all()[:SHOWN_TIMES],
        "trail": subject_trail("intake.waitingevent", str(row.pk)),
        "facts": _facts(row),
    }


def _title(row: WaitingEvent) -> str:
    """What is wrong with it; of what is settled, what was."""
    until = {
        WaitingEvent.Status.POSTED: _("%(why)s, until it was posted"),
        WaitingEvent.Status.SUPERSEDED: _("%(why)s, until it was superseded"),
    }
    words = until.get(WaitingEvent.Status(row.status), "%(why)s")
    return str(UNTRIED) if row.is_untried else words % {"why": title_of(row.code)}


def _trouble(row: WaitingEvent) -> dict[str, str]:
    """What the last try found, and what to do about it."""
    if row.is_untried:
        was = _("Before it was corrected it waited for: %(why)s.") % {"why": title_of(row.code)}
        return {"trouble": was, "to_do": _("Replay it, or try it to see what would become of it.")}
    return {"trouble": row.detail, "to_do": to_do_about(row.code)}


def _facts(row: WaitingEvent) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (_("Source"), str(row.source)),
        (_("Client"), row.client),
        (_("Key"), row.key),
        (_("Place"), str(row.place) if row.place else _("not known")),
        (_("Deliveries"), f"{row.repeats:,}"),
    ]
    if row.corrected_by:
        rows.append((_("Corrected by"), str(row.corrected_by)))
    if row.closed_by:
        rows.append((_("Closed by"), str(row.closed_by)))
    if row.note:
        rows.append((_("Reason"), row.note))
    return rows


def _outcome(result: Result) -> dict[str, Any]:
    """What a dry run found, in one line."""
    titles = {
        "posted": _("It would post."),
        "duplicate": _("It is posted already; it would close."),
        "conflict": _("Its key is posted with other content; it would stay."),
    }
    title = titles.get(result.status) or _("It would still wait: %(why)s.") % {
        "why": title_of(result.code)
    }
    good = result.status in {"posted", "duplicate"}
    return {"tone": "ok" if good else "warn", "title": title, "text": result.detail}
