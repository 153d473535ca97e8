"""The list of requests, the page of one, and what may be done to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import Table

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from approvals.filters import EVERY, OWN, REVIEW, WAITING, RequestFilter
from approvals.forms import asked_quantities, whole
from approvals.models import ApprovalRequest
from approvals.pages import panel_of, request_page
from approvals.queries.requests import listed_for, requests_seen_by, standing_lines
from approvals.services import decide, undo_decision, withdraw_own_request
from approvals.services.sampling import note_review
from approvals.subjects import subject_kind
from approvals.tables import RequestTable, RequestTableWithoutValue
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, DomainError, RuleViolation
from kernel.lists import BulkAction, ListView, Preset
from workbench import formats
from workbench.once import acts_once

SEES, DECIDES = "approvals.view", "approvals.decide"


class RequestList(ListView[ApprovalRequest]):
    key = "approvals.requests"
    permission = SEES
    title = gettext_lazy("Approvals")
    url_name = "approvals:requests"
    filterset_class = RequestFilter
    default_sort = "due_at"
    pinned: ClassVar = ("show", "kind")
    all_label = gettext_lazy("Waiting for you")
    presets: ClassVar = (
        Preset(
            "waiting",
            gettext_lazy("All that wait"),
            f"show={WAITING}",
            empty_title=gettext_lazy("No request waits"),
            empty_text=gettext_lazy("“Everything” shows what was decided."),
        ),
        Preset(
            "own",
            gettext_lazy("Asked by you"),
            f"show={OWN}&sort=-asked_at",
            empty_title=gettext_lazy("You have asked for nothing"),
            empty_text=gettext_lazy(
                "What you submit for approval appears here, with what became of it."
            ),
        ),
        Preset(
            "review",
            gettext_lazy("To review"),
            f"show={REVIEW}",
            empty_title=gettext_lazy("Nothing is to review"),
            empty_text=gettext_lazy(
                "Of what passes by itself some are drawn, so that somebody looks at them here."
            ),
        ),
        Preset(
            "every",
            gettext_lazy("Everything"),
            f"show={EVERY}&sort=-asked_at",
            empty_title=gettext_lazy("No requests yet"),
            empty_text=gettext_lazy("What anybody asks where you may see it appears here."),
        ),
    )
    export_permission = SEES
    api_scope = "approvals:read"
    panel_template = "approvals/_request_side.html"
    empty_title = gettext_lazy("Nothing waits for you")
    empty_text = gettext_lazy("When something needs your decision, it appears here, soonest first.")
    no_match_title = gettext_lazy("No requests match these filters")

    @property
    def table_class(self) -> type[Table]:  # type: ignore[override]
        user = getattr(self, "user", None)
        sees = user is None or user.may("value.view")
        return RequestTable if sees else RequestTableWithoutValue

    def sub(self) -> str:
        total = self.total
        number = f"{total.number:,}+" if total.capped else f"{total.number:,}"
        return ngettext("%(n)s request", "%(n)s requests", total.number) % {"n": number}

    def rows(self) -> QuerySet[ApprovalRequest]:
        return listed_for(self.user, self.principal, now())

    def bulk_actions(self) -> list[BulkAction]:
        if not self.user.may(DECIDES):
            return []
        approve = reverse("approvals:requests-approve")
        reject = reverse("approvals:requests-reject")
        send_back = reverse("approvals:requests-send-back")
        return [
            BulkAction(gettext_lazy("Approve…"), approve, DECIDES, key="a"),
            BulkAction(gettext_lazy("Send back…"), send_back, DECIDES, key="b"),
            BulkAction(gettext_lazy("Reject…"), reject, DECIDES, key="r", danger=True),
        ]

    def row_key(self, row: ApprovalRequest) -> str:
        return f"AP-{row.pk:06d}"

    def panel(self, reference: str) -> dict[str, Any] | None:
        request = requests_seen_by(self.user, self.user, now()).filter(pk=whole(reference)).first()
        return panel_of(request, self.user, now()) if request else None


@require_GET
@requires(SEES)
def request_detail(request: HttpRequest, number: int) -> HttpResponseBase:
    """The page; asked for by the list, the panel beside it."""
    if request.headers.get("HX-Target") == "side":
        beside: HttpResponseBase = RequestList.as_view()(request, reference=str(number))
        return beside
    return _page(request, _asked(request, number))


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def request_approve(request: HttpRequest, number: int) -> HttpResponse:
    return _decide(request, number, "approve")


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def request_reject(request: HttpRequest, number: int) -> HttpResponse:
    return _decide(request, number, "reject")


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def request_send_back(request: HttpRequest, number: int) -> HttpResponse:
    return _decide(request, number, "send_back")


def _decide(request: HttpRequest, number: int, verdict: str) -> HttpResponse:
    """One vote; a refusal comes back on the page, with what was typed."""
    asked = _asked(request, number)
    lines = [line for line, _left in standing_lines(asked).values()]
    try:
        done = decide(
            request_id=asked.pk,
            verdict=verdict,
            lines=asked_quantities(request.POST, lines),
            reason_code=request.POST.get("reason_code", ""),
            reason=request.POST.get("reason", ""),
            version=whole(request.POST.get("version", "")),
            actor=person(request),
            at=now(),
        )
    except (Conflict, RuleViolation) as error:
        opened = "" if verdict == "approve" else verdict.replace("_", "-")
        return _page(request, _asked(request, number), error=error, opened=opened)
    undo = reverse("approvals:request-undo", args=[done.pk])
    messages.success(request, _said(done, verdict), extra_tags=undo)
    return redirect("approvals:requests")


def _said(done: ApprovalRequest, verdict: str) -> str:
    facts = {"reference": done.reference}
    if verdict == "reject":
        return _("%(reference)s rejected.") % facts
    if verdict == "send_back":
        return _("%(reference)s sent back.") % facts
    stands = [left for _line, left in standing_lines(done).values()]
    if done.is_open:
        return _("Your approval of %(reference)s is counted. It waits for others.") % facts
    if not stands:
        return _("%(reference)s approved.") % facts
    units = sum(stands)
    unit = subject_kind(done.kind).unit_word(units)
    facts |= {"n": formats.quantity(units), "unit": unit}
    return _("%(reference)s approved, %(n)s %(unit)s.") % facts


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def request_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Sent by the toast, which reads the sentence of a refusal, or by the button on the page."""
    try:
        done = undo_decision(request_id=_asked(request, number).pk, actor=person(request), at=now())
    except (Conflict, RuleViolation) as error:
        if request.headers.get("HX-Request") == "true":
            raise
        return _page(request, _asked(request, number), error=error)
    messages.success(request, _("%(reference)s waits again.") % {"reference": done.reference})
    return redirect("approvals:request", done.pk)


@require_POST
@requires(SEES)
@answers_refusals
@acts_once
def request_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    try:
        done = withdraw_own_request(
            request_id=_asked(request, number).pk,
            reason=request.POST.get("reason", ""),
            actor=person(request),
            at=now(),
        )
    except (Conflict, RuleViolation) as error:
        return _page(request, _asked(request, number), error=error, opened="withdraw")
    messages.success(request, _("%(reference)s withdrawn.") % {"reference": done.reference})
    return redirect("approvals:request", done.pk)


@require_POST
@requires(DECIDES)
@answers_refusals
@acts_once
def request_review(request: HttpRequest, number: int) -> HttpResponse:
    try:
        done = note_review(
            request_id=_asked(request, number).pk,
            note=request.POST.get("reason", ""),
            actor=person(request),
            at=now(),
        )
    except (Conflict, RuleViolation) as error:
        return _page(request, _asked(request, number), error=error)
    messages.success(request, _("%(reference)s reviewed.") % {"reference": done.reference})
    return redirect(f"{reverse('approvals:requests')}?show={REVIEW}")


def _asked(request: HttpRequest, number: int) -> ApprovalRequest:
    user: User = person(request)
    rows = requests_seen_by(user, user, now())
    found = rows.select_related("place", "asked_by", "policy_version__policy").filter(pk=number)
    asked = found.first()
    if asked is None:
        raise Http404
    return asked


def _page(
    request: HttpRequest,
    asked: ApprovalRequest,
    *,
    error: DomainError | None = None,
    opened: str = "",
) -> HttpResponse:
    """The page of a request; refused, it says why, with what was typed and the dialog it came from."""
    context = request_page(asked, person(request), now())
    # What was typed comes back where it can be typed; elsewhere the number that stands is shown.
    rows = context["rows"] if context["lowers"] else []
    typed = {row.name: request.POST[row.name] for row in rows if row.name in request.POST}
    typed |= {name: request.POST.get(name, "") for name in ("reason_code", "reason")}
    conflict = error if isinstance(error, Conflict) else None
    wrong = error if conflict is None else None
    at_line = wrong.facts.get("line") if wrong else None
    faults = {row.name: wrong for row in rows if row.line.text == at_line}
    more = {
        "conflict": conflict,
        "wrong": wrong,
        "typed": typed,
        "opened": opened if wrong else "",
        "faults": faults,
        "field": f"q-{next(iter(faults))}" if faults else "",
    }
    status = error.http_status if error else 200
    return render(request, "approvals/request.html", {**context, **more}, status=status)
