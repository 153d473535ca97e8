"""What is done about chosen suggestions: drafts of them in one step, or quiet for a while."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import person
from inventory.replenishment.models import QuietCell, Suggestion
from inventory.replenishment.services import dismiss_suggestion, draft_suggestions, suggest_again
from inventory.replenishment.services.settling import MOST_DAYS
from inventory.replenishment.tasks import suggest
from inventory.replenishment.views.lists import QuietList, SuggestionList
from inventory.transfers.policies import CREATE
from inventory.transfers.tables import transfer_url
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.bulk import each_row, keep_result, said
from workbench.nudge import nudge
from workbench.once import acts_once
from workbench.selection import chosen_ids

DAYS = (7, 14, 30, MOST_DAYS)
CHOICES = frozenset(map(str, DAYS))
# What is said beside a field that is not as it should be.
WRONG = {
    "days": gettext_lazy("Choose for how long from the list."),
    "why": gettext_lazy("Say why, so that others need not ask again."),
}


@require_POST
@requires(CREATE)
@answers_refusals
@acts_once
def suggestions_draft(request: HttpRequest) -> HttpResponse:
    """One draft for each route of the selection."""
    actor = person(request)
    rows = _chosen(request, actor)
    drafts = draft_suggestions(suggestion_ids=[row.pk for row in rows], actor=actor, at=now())
    words = ngettext("%(n)s transfer drafted.", "%(n)s transfers drafted.", len(drafts))
    words %= {"n": len(drafts)}
    messages.success(request, f"{words} {_left_out(request, len(rows))}".strip())
    if len(drafts) == 1:
        return redirect(transfer_url(drafts[0]))
    return redirect(f"{reverse('inventory:transfers')}?turn=requester")


@require_POST
@requires(CREATE)
@answers_refusals
@acts_once
def suggestions_dismiss(request: HttpRequest) -> HttpResponse:
    """First for how long and why; then each for itself."""
    actor, at, wrong, field = person(request), now(), "", ""
    rows = _chosen(request, actor)
    reason, days = request.POST.get("reason", ""), request.POST.get("days", "")
    if "confirmed" in request.POST and reason.strip() and days in CHOICES:
        outcome = each_row(
            rows,
            lambda row: dismiss_suggestion(
                suggestion_id=row.pk, days=int(days), reason=reason, actor=actor, at=at
            ),
        )
        messages.success(request, said(outcome, _("dismissed")))
        kept = keep_result(outcome, list_key=SuggestionList.key, actor=actor, at=at)
        back = reverse("inventory:suggestions")
        return redirect(f"{back}?result={kept.pk}" if kept else back)
    if "confirmed" in request.POST:
        field = "days" if days not in CHOICES else "why"
        wrong = str(WRONG[field])
    context = {"rows": rows, "days": DAYS, "wrong": wrong, "field": field, "typed": request.POST}
    status = 422 if wrong else 200
    return render(request, "inventory/suggestions_dismiss.html", context, status=status)


@require_POST
@requires(CREATE)
@answers_refusals
@acts_once
def suggestions_resume(request: HttpRequest) -> HttpResponse:
    """Each dismissal is taken back for itself; what should move is computed anew at once."""
    actor, at = person(request), now()
    ids = chosen_ids(request, QuietList)
    rows = QuietCell.objects.visible_to(actor).filter(pk__in=ids).order_by("pk")
    outcome = each_row(rows, lambda row: suggest_again(quiet_id=row.pk, actor=actor, at=at))
    soon = _("What should move is computed anew within a minute.")
    messages.success(request, f"{said(outcome, _('taken back'))} {soon}")
    kept = keep_result(outcome, list_key=QuietList.key, actor=actor, at=at)
    nudge(suggest)
    back = reverse("inventory:suggestions-quiet" if kept else "inventory:suggestions")
    return redirect(f"{back}?result={kept.pk}" if kept else back)


def _left_out(request: HttpRequest, taken: int) -> str:
    """Of those ticked, what was computed away or drafted by somebody else since."""
    gone = len(chosen_ids(request, SuggestionList)) - taken
    if not gone or request.POST.get("all"):
        return ""
    words = ngettext(
        "%(n)s of those chosen is suggested no longer.",
        "%(n)s of those chosen are suggested no longer.",
        gone,
    )
    return words % {"n": gone}


def _chosen(request: HttpRequest, actor: User) -> list[Suggestion]:
    rows = Suggestion.objects.visible_to(actor).still_needed()
    rows = rows.filter(pk__in=chosen_ids(request, SuggestionList))
    return list(
        rows.select_related("sku", "from_location__place", "to_location__place").order_by("pk")
    )
