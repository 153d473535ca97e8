"""/api/v1/exports: a list as a file, as the person named would export it from the screen.

A client needs `exports:write` and the scope that reads the list; the person the right to export it.
What both may see is written: the places of the client among those of the person.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.models import User
from kernel.clock import now
from kernel.lists import lists
from workbench.api.attachments import AnyType
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.described import problems
from workbench.api.people import ForPersonIn, client_of, person_of
from workbench.errors import ResultOutOfReach
from workbench.exports import Format
from workbench.job_kinds import job_kind
from workbench.list_export import EXPORT
from workbench.models import Job
from workbench.nudge import nudge_jobs
from workbench.policies import check_download_result
from workbench.services.jobs import cancel_job
from workbench.services.list_exports import start_export

TAGS = ("Exports",)
SCOPE = "exports:write"
STATUSES = tuple(Job.Status.values)
Text, Whole = serializers.CharField, serializers.IntegerField
Moment = serializers.DateTimeField


class ExportIn(ForPersonIn):
    list = serializers.ChoiceField(choices=(), help_text="Which list.")
    query = Text(
        max_length=4_000, allow_blank=True, default="",
        help_text="What stands behind the `?` of the list's address: filters, `sort`, `cols`.",
    )  # fmt: skip
    format = serializers.ChoiceField(choices=[form.value for form in Format])

    def get_fields(self) -> dict[str, Any]:
        """The lists are known once the addresses are read."""
        fields = super().get_fields()
        named: Any = fields["list"]
        named.choices = sorted(scopes_by_list())
        return fields


class ExportOut(serializers.Serializer[Any]):
    number = Whole()
    list = Text()
    query = Text(allow_blank=True)
    format = Text()
    status = serializers.ChoiceField(choices=STATUSES)
    message = Text(allow_blank=True, help_text="How it ended, in words.")
    rows_done = Whole()
    rows_in_all = Whole(help_text="0 while it is not known.")
    asked_at = Moment()
    finished_at = Moment(allow_null=True)
    file = Text(allow_null=True, help_text="Where to fetch it, once it is done.")


@described_command(
    operation_id="start_export",
    summary="Export a list for a person",
    answer=ExportOut,
    description="The file is made in the background; ask for the export until its status is `done`,"
    " then fetch the file. Cells and head are those of an export from the screen. A filter, a sort"
    " or a column that the list does not know is refused.",
    tags=TAGS,
)
class ExportsView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPE}
    if_match = etag = False
    serializer = ExportIn
    success = 202
    refuses = (start_export, person_of)

    def act(self, call: Call, **names: Any) -> Job:
        told, actor = call.content, person_of(call)
        _check_reads(call.principal, told["list"])
        job = start_export(
            key=told["list"],
            query=told["query"],
            form=Format(told["format"]),
            scope_paths=_shared(call.principal, actor),
            client=call.principal.client.pk,
            actor=actor,
            at=call.at,
        )
        nudge_jobs()
        return job

    def shown(self, done: Job) -> dict[str, Any]:
        return out(done)


class ExportView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": SCOPE}

    @extend_schema(
        operation_id="read_export",
        summary="How far an export is",
        tags=list(TAGS),
        responses={200: ExportOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        return Response(out(export_of(client_of(request), number)))


class ExportFileView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": SCOPE}
    renderer_classes = (JSONRenderer, AnyType)
    refuses = (check_download_result, ResultOutOfReach)

    @extend_schema(
        operation_id="fetch_export",
        summary="The file of an export that is done",
        description="While the person may still export the list and see its places.",
        tags=list(TAGS),
        responses={200: bytes, **problems(401, 403, 404, 409, 429)},
    )
    def get(self, request: Request, number: int) -> FileResponse:
        job = export_of(client_of(request), number)
        if job.actor is None:
            raise Http404
        permission = job_kind(job.kind).permission(job)
        check_download_result(job, actor=job.actor, permission=permission, at=now())
        kept = job.result_file
        if kept is None:
            raise Http404
        return FileResponse(
            kept.file.open("rb"),
            as_attachment=True,
            filename=kept.name,
            content_type=kept.content_type,
            headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
        )


@described_command(
    operation_id="cancel_export",
    summary="Stop an export that is not done",
    answer=ExportOut,
    tags=TAGS,
)
class CancelExportView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPE}
    if_match = etag = False
    serializer = ForPersonIn
    refuses = (cancel_job, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Job:
        return export_of(principal, names["number"])

    def act(self, call: Call, **names: Any) -> Job:
        return cancel_job(number=call.about.pk, actor=person_of(call), at=call.at)

    def shown(self, done: Job) -> dict[str, Any]:
        return out(done)


def scopes_by_list() -> dict[str, str]:
    """Every list that has an export on its screen, and the scope that reads it."""
    return {
        key: view.api_scope
        for key, view in lists.items()
        if view.export_permission and hasattr(view, "api_scope")
    }


def exports_of(principal: ClientPrincipal) -> QuerySet[Job]:
    rows = Job.objects.filter(kind=EXPORT, params__client=principal.client.pk)
    return rows.select_related("actor", "result_file")


def export_of(principal: ClientPrincipal, number: int) -> Job:
    """One that the client itself started, of a list it still may read."""
    job = exports_of(principal).filter(pk=number).first()
    if job is None:
        raise Http404
    _check_reads(principal, job.params["list"])
    return job


def _check_reads(principal: ClientPrincipal, key: str) -> None:
    needed = scopes_by_list().get(key, "")
    if not principal.has_scope(needed):
        raise PermissionDenied(f"This client lacks the scope {needed}.", code="missing_scope")


def _shared(principal: ClientPrincipal, user: User) -> list[str]:
    """The places both see: of two that contain one another, the smaller."""
    ours, theirs = principal.scope_paths, user.scope_paths
    found = [path for path in ours if path.startswith(tuple(theirs))]
    return found + [path for path in theirs if path.startswith(tuple(ours)) and path not in found]


def out(job: Job) -> dict[str, Any]:
    done = job.status == Job.Status.DONE and job.result_file_id is not None
    return {
        "number": job.pk,
        "list": job.params["list"],
        "query": job.params["query"],
        "format": job.params["format"],
        "status": job.status,
        "message": job.message,
        "rows_done": job.progress_done,
        "rows_in_all": job.progress_total,
        "asked_at": job.queued_at.isoformat(),
        "finished_at": job.finished_at and job.finished_at.isoformat(),
        "file": f"/api/v1/exports/{job.pk}/file" if done else None,
    }
