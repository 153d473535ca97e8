"""One adjustment: its lines, its evidence, its approval, and the ways on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import chosen_scope, person
from approvals.queries import newest_request_of, told_of
from inventory.adjustments import policies
from inventory.adjustments.errors import AdjustmentChangedMeanwhile
from inventory.adjustments.evidence import photos_of
from inventory.adjustments.forms import AdjustmentForm, LineForm, ReasonAndNote
from inventory.adjustments.models import Adjustment
from inventory.adjustments.queries.value import worth_of
from inventory.adjustments.scanned_items import take_item
from inventory.adjustments.services import (
    cancel_adjustment,
    change_adjustment,
    create_adjustment,
    post_adjustment,
    set_line,
    submit_adjustment,
    undo_adjustment,
)
from inventory.adjustments.services.submitting import KIND
from inventory.adjustments.tables import adjustment_url
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, DomainError, RuleViolation, refusal
from workbench.conflicts import banner_of, differences, look_again
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.registry import registry
from workbench.scanning import answer_scans
from workbench.selection import version_sent
from workbench.talk import talk_of
from workbench.trail.lines import subject_trail

Status = Adjustment.Status
SUBJECT = Adjustment._meta.label_lower


@require_http_methods(["GET", "POST"])
@requires("adjustments.create")
@answers_refusals
@acts_once
def adjustment_new(request: HttpRequest) -> HttpResponse:
    actor, status = person(request), 200
    form = AdjustmentForm(request.POST or None, principal=chosen_scope(request))
    if request.method == "POST":
        made, status = attempt(
            form, lambda asked: create_adjustment(**asked, lines=(), actor=actor, at=now())
        )
        if made is not None:
            return redirect(adjustment_url(made))
    context = {
        "form": form,
        "title": _("New adjustment"),
        "lead": _("One reason for everything in it. Next you scan or add what it is about."),
        "verb": _("Begin adjustment"),
        "back": reverse("inventory:adjustments"),
    }
    return render(request, "inventory/command.html", context, status=status)


@require_GET
@requires("adjustments.view")
def adjustment(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, visible_adjustment(request, reference))


@require_http_methods(["GET", "POST"])
@requires("adjustments.create")
@answers_refusals
@acts_once
def adjustment_change(request: HttpRequest, reference: str) -> HttpResponse:
    shown, status = visible_adjustment(request, reference), 200
    if request.method == "GET":
        policies.check_change(shown, actor=person(request))
    initial = {"reason": shown.reason.code, "note_text": shown.note}
    form = ReasonAndNote(request.POST or None, initial=initial)
    context: dict[str, Any] = {
        "form": form,
        "version": shown.version,
        "title": _("Change %(reference)s") % {"reference": shown.reference},
        "verb": _("Save"),
        "back": adjustment_url(shown),
    }
    if request.method == "POST":
        status, more = _change(request, shown, form, initial)
        if status == 200:
            return redirect(adjustment_url(shown))
        context |= more
    return render(request, "inventory/command.html", context, status=status)


def _change(
    request: HttpRequest, shown: Adjustment, form: ReasonAndNote, current: dict[str, str]
) -> tuple[int, dict[str, Any]]:
    """Run the command; a stale form comes back with what was typed and who was faster."""
    version = version_sent(request)
    seen = {"version": version}
    if not form.is_valid():
        return 422, seen
    try:
        change_adjustment(
            adjustment_id=shown.pk,
            **form.cleaned_data,
            version=version,
            actor=person(request),
            at=now(),
        )
    except AdjustmentChangedMeanwhile as error:
        return error.http_status, _stale(shown, form, current)
    except (RuleViolation, Conflict) as error:
        form.add_error(None, error.sentence)
        return error.http_status, seen
    return 200, {}


def _stale(shown: Adjustment, form: ReasonAndNote, current: dict[str, str]) -> dict[str, Any]:
    """Yours and now, side by side; the newest version is sent only by who has read both."""
    see = f"{adjustment_url(shown)}#history"
    conflict = banner_of(shown, differences(form, current), see=see)
    return {"conflict": conflict, "version": shown.version, "verb": _("Keep mine and save")}


@require_POST
@requires("adjustments.create")
@answers_refusals
@acts_once
def adjustment_line(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_adjustment(request, reference)
    form = LineForm(request.POST)
    if not form.is_valid():
        told = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return _page(request, shown, problem=told, status=422)
    actor = person(request)
    return _act(
        request,
        shown,
        lambda: set_line(adjustment_id=shown.pk, **form.cleaned_data, actor=actor, at=now()),
        told=_line_told(shown, form.cleaned_data),
    )


def _line_told(shown: Adjustment, typed: Mapping[str, Any]) -> str:
    facts = {"n": f"{typed['quantity']:,}", "sku": typed["sku"].code, "reference": shown.reference}
    if not typed["quantity"]:
        return _("%(sku)s was taken off %(reference)s.") % facts
    return _("%(reference)s now says %(n)s of %(sku)s.") % facts


@require_POST
@requires("adjustments.create")
def adjustment_scans(request: HttpRequest, reference: str) -> HttpResponse:
    shown, user = visible_adjustment(request, reference), person(request)
    return answer_scans(
        request, lambda scan: take_item(shown, scan, actor=user), page=f"adjustment-{shown.pk}"
    )


@require_POST
@requires("adjustments.view")
@answers_refusals
@acts_once
def adjustment_submit(request: HttpRequest, reference: str) -> HttpResponse:
    shown, actor = visible_adjustment(request, reference), person(request)
    return _act(
        request,
        shown,
        lambda: submit_adjustment(
            adjustment_id=shown.pk, actor=actor, at=now(), version=version_sent(request)
        ),
    )


@require_POST
@requires("adjustments.view")
@answers_refusals
@acts_once
def adjustment_post(request: HttpRequest, reference: str) -> HttpResponse:
    shown, actor = visible_adjustment(request, reference), person(request)
    return _act(
        request,
        shown,
        lambda: post_adjustment(
            adjustment_id=shown.pk, actor=actor, at=now(), version=version_sent(request)
        ),
    )


@require_POST
@requires("adjustments.view")
@answers_refusals
@acts_once
def adjustment_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_adjustment(request, reference)
    return _act(
        request, shown, lambda: cancel_adjustment(adjustment_id=shown.pk, **_asked(request))
    )


@require_POST
@requires("adjustments.view")
@answers_refusals
@acts_once
def adjustment_undo(request: HttpRequest, reference: str) -> HttpResponse:
    shown = visible_adjustment(request, reference)
    return _act(request, shown, lambda: undo_adjustment(adjustment_id=shown.pk, **_asked(request)))


def visible_adjustment(request: HttpRequest, reference: str) -> Adjustment:
    rows = Adjustment.objects.visible_to(person(request)).with_reference(reference)
    shown = rows.select_related("location__place", "reason", "created_by").first()
    if shown is None:
        raise Http404
    return shown


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "reason": request.POST.get("reason", ""),
        "actor": person(request),
        "at": now(),
        "version": version_sent(request),
    }


def _act(request: HttpRequest, shown: Adjustment, command: Any, *, told: str = "") -> HttpResponse:
    """Run one command; what it refuses is told on the page itself, what it did as `told` or by its status."""
    try:
        done = command()
    except AdjustmentChangedMeanwhile as error:
        conflict = look_again(shown, error, page=adjustment_url(shown))
        return _page(request, shown, status=error.http_status, conflict=conflict)
    except (RuleViolation, Conflict) as error:
        return _page(request, shown, problem=error.sentence, status=error.http_status)
    facts = {"reference": done.reference, "status": str(done.state.label).lower()}
    messages.success(request, told or _("%(reference)s: %(status)s.") % facts)
    return redirect(adjustment_url(shown))


def _page(
    request: HttpRequest,
    shown: Adjustment,
    *,
    problem: str = "",
    status: int = 200,
    conflict: dict[str, Any] | None = None,
) -> HttpResponse:
    shown, user = visible_adjustment(request, shown.reference), person(request)
    lines = list(shown.lines.select_related("sku"))
    worth = worth_of(shown, lines, now())
    asked = newest_request_of(KIND, str(shown.pk))
    context = {
        "adjustment": shown,
        "state": shown.state,
        "lines": lines,
        "worth": worth,
        "value": worth.value if shown.status == Status.DRAFT else shown.value,
        "hides_value": not user.may("value.view"),
        "problem": problem,
        "conflict": conflict,
        "refused": refusal(policies.check_change, shown, actor=user),
        "post_refused": refusal(policies.check_post, shown, actor=user),
        "is_draft": shown.status == Status.DRAFT,
        "dialogs": list(_dialogs(shown, user)),
        "asked": asked,
        "told": told_of(asked),
        "request_url": registry.subject_url("approvals.approvalrequest", str(asked.pk))
        if asked and user.may("approvals.view")
        else "",
        "needs": list(_needs(shown)),
        "needs_photo": _needs_photo(shown),
        "unknown": shown.unknown.all(),
        "facts": _facts(shown),
        "talk": talk_of(user, SUBJECT, str(shown.pk)),
        "trail": subject_trail(SUBJECT, str(shown.pk)),
    }
    return render(request, "inventory/adjustment.html", context, status=status)


def _facts(shown: Adjustment) -> list[tuple[Any, ...]]:
    location = shown.location
    return [
        (_("Where"), location.name, reverse("inventory:location", args=[location.code])),
        (_("What it does"), shown.reason.what.label),
        (_("Asked by"), str(shown.created_by) if shown.created_by else _("another system")),
        (_("Note"), shown.note or None),
    ]


def _needs(shown: Adjustment) -> Iterator[str]:
    """Evidence that is still missing."""
    if shown.status != Status.DRAFT:
        return
    if shown.reason.needs_note and not shown.note:
        yield _("a note")
    if _needs_photo(shown):
        yield _("a photo")


def _needs_photo(shown: Adjustment) -> bool:
    is_draft = shown.status == Status.DRAFT
    return is_draft and shown.reason.needs_photo and not photos_of(shown)


def _dialogs(shown: Adjustment, user: User) -> Iterator[dict[str, Any]]:
    """What may be ended or taken back, with the refusal of who may not."""
    if shown.status in {Status.DRAFT, Status.SUBMITTED, Status.APPROVED}:
        refused = refusal(policies.check_cancel, shown, actor=user)
        text = _("Nothing is posted. What waits for approval is withdrawn.")
        yield _dialog("cancel", _("Cancel adjustment"), text, refused)
    if shown.status == Status.POSTED:
        refused = refusal(policies.check_undo, shown, actor=user)
        text = _("Opposite rows are written. What was sold or moved meanwhile prevents it.")
        yield _dialog("undo", _("Take adjustment back"), text, refused)


def _dialog(verb: str, label: str, text: str, refused: DomainError | None) -> dict[str, Any]:
    return {"verb": verb, "label": label, "text": text, "refusal": refused}
