"""The export menu of a list: the file at once, or a job when it is long."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.decorators import signed_in
from accounts.queries import chosen_scope, person
from kernel.clock import now
from kernel.decorators import answers_refusals
from workbench.errors import FormatUnknown
from workbench.exports import Format
from workbench.list_export import AT_ONCE, EXPORT, list_of, make_file
from workbench.nudge import nudge_jobs
from workbench.services.exports import note_export
from workbench.services.jobs import start_job
from workbench.views.jobs import file_answer


@require_POST
@signed_in
@answers_refusals
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the view the form was sent from."""
    user, at, paths = person(request), now(), chosen_scope(request).scope_paths
    key, query = request.POST.get("list", ""), request.POST.get("query", "")[:4000]
    if request.POST.get("format") not in set(Format):
        raise FormatUnknown
    form = Format(request.POST["format"])
    view = list_of(key, user, paths, query)
    if view.matching.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        params = {"list": key, "query": query, "format": form.value}
        title = f"{view.title}, {form.value.upper()}"
        job = start_job(
            kind=EXPORT, actor=user, params=params, at=at, title=title, scope_paths=paths
        )
        nudge_jobs()
        return redirect("workbench:job", job.pk)
    stored, rows = make_file(view, user=user, scope_paths=paths, form=form, at=at)
    note_export(
        subject=stored, list_key=key, query=query, form=form.value, rows=rows, actor=user, at=at
    )
    return file_answer(stored)
