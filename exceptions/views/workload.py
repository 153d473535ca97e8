"""The lead's page: who has how much, who takes over, and what the next shift should know."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import chosen_scope, person
from exceptions.bulk import WORDS, left_of
from exceptions.desk_queries import colleague_typed, colleagues_of, too_many
from exceptions.models import Case, HandoverNote, Queue
from exceptions.services.handling import assign_cases
from exceptions.services.handover import leave_note
from exceptions.workload import workload
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.bulk import BulkOutcome, said
from workbench.once import acts_once

MOST = 1_000
NOTES_SHOWN = 10


class NoteForm(forms.Form):
    queue = forms.ModelChoiceField(
        Queue.objects.in_use(),
        label=gettext_lazy("Queue"),
        empty_label=gettext_lazy("Choose…"),
    )
    text = forms.CharField(
        label=gettext_lazy("Note for the next shift"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_GET
@requires("cases.lead")
def page(request: HttpRequest) -> HttpResponse:
    return _page(request, NoteForm())


@require_POST
@requires("cases.lead")
@answers_refusals
@acts_once
def note(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    queue, text = form.cleaned_data["queue"], form.cleaned_data["text"]
    leave_note(queue_id=queue.pk, text=text, actor=person(request), at=now())
    messages.success(request, _("Note left for the next shift."))
    return redirect("exceptions:workload")


@require_POST
@requires("cases.lead")
@answers_refusals
@acts_once
def reassign(request: HttpRequest) -> HttpResponse:
    """Everything one person holds goes to another, in one's own places."""
    actor = person(request)
    giver = colleague_typed(actor, request.POST.get("from", ""))
    taker = colleague_typed(actor, request.POST.get("to", ""))
    if giver is None or taker is None:
        messages.error(request, _("Nothing was changed: choose who hands over and who takes over."))
    elif giver == taker:
        words = _("Nothing was changed: these are %(who)s's already. Choose somebody else.")
        messages.error(request, words % {"who": taker})
    elif ids := _held_by(giver, actor):
        outcome = assign_cases(case_ids=ids, owner=taker, actor=actor, at=now())
        result = BulkOutcome(outcome.total, list(outcome.done), left_of(outcome))
        told = said(result, _("cases went to %(who)s") % {"who": taker}, WORDS)
        (messages.success if result.done else messages.error)(request, told)
    else:
        words = _("Nothing was changed: %(who)s holds no open case of your places.")
        messages.error(request, words % {"who": giver})
    return redirect("exceptions:workload")


def _held_by(giver: User, actor: User) -> list[int]:
    rows = Case.objects.visible_to(actor).open().filter(owner=giver).order_by("due_key", "pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def _page(request: HttpRequest, form: NoteForm, status: int = 200) -> HttpResponse:
    actor = person(request)
    notes = HandoverNote.objects.filter(queue__in=Queue.objects.visible_to(actor))
    people = colleagues_of(actor)
    context = {
        "loads": workload(chosen_scope(request), at=now()),
        "people": people,
        "many": too_many(people),
        "form": form,
        "notes": notes.select_related("queue", "written_by")[:NOTES_SHOWN],
    }
    return render(request, "exceptions/workload.html", context, status=status)
