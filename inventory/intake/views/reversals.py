"""Ask for the reversal of an event from its page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.queries import person
from inventory.intake.models import Reversal
from inventory.intake.reversal_policies import LARGEST
from inventory.intake.services import ask_reversal
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.once import acts_once


@require_POST
@requires("reversals.create")
@answers_refusals
@acts_once
def event_reverse(request: HttpRequest, number: int) -> HttpResponse:
    if number > LARGEST:
        raise Http404
    reason = request.POST.get("reason", "")
    row = ask_reversal(event_id=number, reason=reason, actor=person(request), at=now())
    messages.success(request, said(row))
    return redirect("inventory:event", number)


def said(row: Reversal) -> str:
    """What became of the question."""
    if row.status == Reversal.Status.REVERSED:
        return _("%(row)s: the event is reversed.") % {"row": row.reference}
    return _("%(row)s asks for the reversal and waits for approval.") % {"row": row.reference}
