"""Jobs of the person who looks: how far, cancel, download."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.decorators import signed_in
from accounts.models import User
from accounts.queries import person
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.errors import refusal
from workbench.job_kinds import job_kind
from workbench.models import Job, StoredFile
from workbench.once import acts_once
from workbench.policies import check_cancel_job, check_download_result
from workbench.services.jobs import cancel_job

SHOWN = 100


@require_GET
@signed_in
def jobs(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.of(person(request).pk).select_related("result_file")[:SHOWN]
    return render(request, "workbench/jobs.html", {"jobs": rows, "now": now()})


@require_GET
@signed_in
def job(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a job; htmx asks for its part every second while it runs."""
    mine = _mine(request, number)
    part = request.headers.get("HX-Request") == "true"
    template = "workbench/_job.html" if part else "workbench/job.html"
    return render(request, template, _context(mine, person(request)))


@require_POST
@signed_in
@answers_refusals
@acts_once
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    mine = _mine(request, number)
    cancel_job(number=mine.pk, actor=person(request), at=now())
    return redirect("workbench:job", mine.pk)


@require_GET
@signed_in
@answers_refusals
def download(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of a job, to whoever made it and still may see what is in it."""
    mine = _mine(request, number)
    permission = job_kind(mine.kind).permission(mine)
    check_download_result(mine, actor=person(request), permission=permission, at=now())
    return file_answer(mine.result_file)


def file_answer(stored: StoredFile | None) -> HttpResponseBase:
    if stored is None:
        return HttpResponse(status=404)
    content = stored.file.open("rb")
    return FileResponse(
        content, as_attachment=True, filename=stored.name, content_type=stored.content_type
    )


def _mine(request: HttpRequest, number: int) -> Job:
    rows = Job.objects.of(person(request).pk).select_related("result_file")
    return get_object_or_404(rows, pk=number)


def _context(mine: Job, user: User) -> dict[str, object]:
    permission = job_kind(mine.kind).permission(mine)
    return {
        "job": mine,
        "cancel_refused": refusal(check_cancel_job, mine, actor=user),
        "download_refused": refusal(
            check_download_result, mine, actor=user, permission=permission, at=now()
        ),
        "has_file": mine.result_file is not None,
    }
