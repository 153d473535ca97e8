"""Steps of the playbook, done from the page of a case."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import requires
from accounts.queries import person
from exceptions.playbook_page import dialog_of
from exceptions.queries import cases_in
from exceptions.routing_errors import StepNotRead
from exceptions.services.playbooks import StepTried, do_step
from exceptions.views.cases import CaseList
from exceptions.views.verbs import asked_of
from kernel.decorators import answers_refusals
from kernel.errors import Conflict, RuleViolation
from workbench.once import acts_once


class StepForm(forms.Form):
    note = forms.CharField(required=False, max_length=500)
    number = forms.DecimalField(required=False, max_digits=16, decimal_places=2, localize=True)


@require_POST
@requires("cases.work")
@answers_refusals
@acts_once
def step_do(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    case = get_object_or_404(cases_in(person(request)).with_reference(reference))
    page, form = CaseList.of_form(request, reference), StepForm(request.POST)
    # Read before: what the step settles leaves the list, and the next row opens.
    onward = page.neighbour(case)
    try:
        if not form.is_valid():
            raise StepNotRead
        done = do_step(**asked_of(request).about(case), step_id=pk, **form.cleaned_data)
    except (Conflict, RuleViolation) as error:
        return page.told(reference, error, step=pk, opened=dialog_of(pk))
    if isinstance(done, StepTried):
        words = {"title": done.step.title, "said": done.result}
        messages.warning(request, _("Still to do: %(title)s. %(said)s") % words)
    else:
        words = {"title": done.step.title}
        messages.success(request, done.result or _("Step done: %(title)s") % words)
    settled = not cases_in(person(request)).get(pk=case.pk).is_open
    return redirect(onward if settled else page.same(case))
