"""A stream that seems to have begun again: say that it did."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import requires
from accounts.queries import person
from inventory.intake.forms import ReasonForm
from inventory.intake.models import StreamRestart
from inventory.intake.policies import MAY_FIX
from inventory.intake.services import restart_stream
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.selection import number_of


@require_http_methods(["GET", "POST"])
@requires(MAY_FIX)
@answers_refusals
@acts_once
def stream_restart(request: HttpRequest, reference: str) -> HttpResponse:
    row, actor, status = _row(request, reference), person(request), 200
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done, status = attempt(
            form, lambda data: restart_stream(restart_id=row.pk, actor=actor, at=now(), **data)
        )
        if done is not None:
            messages.success(request, _("%(stream)s counts anew.") % {"stream": done})
            return redirect("inventory:gaps")
    context = {
        "form": form,
        "title": _("Count %(stream)s anew") % {"stream": row.stream or row.source.name},
        "lead": _(
            "%(source)s began again at %(first)s. Gaps are looked for from there on; those before it "
            "are closed."
        )
        % {"source": row.source.name, "first": f"{row.first:,}"},
        "verb": _("Count anew"),
        "back": reverse("inventory:gaps"),
    }
    return render(request, "inventory/command.html", context, status=status)


def _row(request: HttpRequest, reference: str) -> StreamRestart:
    visible = StreamRestart.objects.visible_to(person(request)).select_related("source")
    found = visible.filter(pk=number_of(reference)).first()
    if found is None:
        raise Http404
    return found
