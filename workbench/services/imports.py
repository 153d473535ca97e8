"""Upload a file, check it, apply it. The work itself runs as jobs (`workbench.imports.runs`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from workbench.imports.kinds import import_kind
from workbench.imports.mapping import guess
from workbench.imports.read import read_sheet
from workbench.locks import lock_import
from workbench.models import Import, Job, StoredFile
from workbench.policies import check_apply_import, check_check_import, check_upload_import
from workbench.services.files import keep_file
from workbench.services.jobs import start_job

CHECK, APPLY = "import.check", "import.apply"
# Long enough to look up what an import brought; the audit trail keeps its rows for good.
KEEP_UPLOADS_FOR = timedelta(days=90)
ERRORS_ON_SCREEN = 200


@transaction.atomic
def upload_import(
    *,
    kind: str,
    name: str,
    content: File[bytes],
    options: Mapping[str, str],
    actor: User,
    at: datetime,
) -> Import:
    """Keep a file to be imported and guess its columns; nothing is written into the books.

    Refuses, in this order: ImportNotAllowed, UnknownOption, what reading the file refuses.
    """
    check_upload_import(kind, options, actor=actor)
    sheet = read_sheet(content, first=1)  # type: ignore[arg-type]
    content.seek(0)
    stored = keep_file(name=name, content=content, actor=actor, at=at, keep_for=KEEP_UPLOADS_FOR)
    run = Import.objects.create(
        kind=kind,
        actor=actor,
        file=stored,
        options=dict(options),
        headers=sheet.headers,
        mapping=guess(import_kind(kind), sheet.headers),
        notes=sheet.notes,
        uploaded_at=at,
    )
    after = {"kind": kind, "sha256": stored.sha256, "size": stored.size}
    record("workbench.import.uploaded", run, actor=actor, at=at, after=after)
    return run


@transaction.atomic
def check_import(*, number: int, mapping: Mapping[str, str], actor: User, at: datetime) -> Import:
    """Begin a dry run over the whole file with this reading of its columns.

    Refuses, in this order: ImportOfSomebodyElse, ImportNotAllowed, ImportNotCheckable, FileGone,
    ColumnsIncomplete.
    """
    run = lock_import(number)
    check_check_import(run, mapping, actor=actor, at=at)
    run.check_again()
    run.mapping = dict(mapping)
    run.job = _start(run, CHECK, _("Check of %(file)s"), actor, at)
    run.save(update_fields=["status", "mapping", "job"])
    record("workbench.import.checking", run, actor=actor, at=at, after={"mapping": run.mapping})
    return run


@transaction.atomic
def finish_check(
    *,
    number: int,
    rows: int,
    problems: list[dict[str, Any]],
    error_file: StoredFile | None,
    counts: dict[str, int],
    notes: list[str],
    at: datetime,
) -> Import:
    """Write down what the dry run found."""
    run = lock_import(number)
    if problems:
        run.find_faulty()
    else:
        run.find_ready()
    run.rows, run.counts, run.notes = rows, counts, notes
    run.error_count, run.errors = len(problems), problems[:ERRORS_ON_SCREEN]
    run.error_file = error_file
    fields = ["status", "rows", "counts", "notes", "error_count", "errors", "error_file"]
    run.save(update_fields=fields)
    after = {"rows": rows, "errors": len(problems)}
    record("workbench.import.checked", run, actor=run.actor, at=at, after=after)
    return run


@transaction.atomic
def apply_import(*, number: int, actor: User, at: datetime) -> Import:
    """Begin to write a checked file into the books.

    Refuses, in this order: ImportOfSomebodyElse, ImportNotAllowed, ImportNotReady, FileGone.
    """
    run = lock_import(number)
    check_apply_import(run, actor=actor, at=at)
    run.begin()
    run.job = _start(run, APPLY, _("Import of %(file)s"), actor, at)
    run.save(update_fields=["status", "job"])
    record("workbench.import.applying", run, actor=actor, at=at)
    return run


@transaction.atomic
def finish_apply(*, number: int, counts: dict[str, int], at: datetime) -> Import:
    """Write down that every row is in."""
    run = lock_import(number)
    run.complete(at=at)
    run.counts = counts
    run.save(update_fields=["status", "counts", "applied_at"])
    record("workbench.import.applied", run, actor=run.actor, at=at, after=dict(counts))
    return run


def stop_import(*, job: Job, at: datetime) -> None:
    """The import of a job that failed or was cancelled waits for its person again."""
    if job.status == Job.Status.DONE:
        return
    run = lock_import(job.params["import"])
    if run.job_id != job.pk:
        return
    run.stop()
    run.save(update_fields=["status"])
    after = {"message": job.message}
    record("workbench.import.stopped", run, actor=run.actor, at=at, after=after)


def _start(run: Import, kind: str, title: str, actor: User, at: datetime) -> Job:
    params = {"import": run.pk}
    return start_job(
        kind=kind, actor=actor, params=params, at=at, title=title % {"file": run.file.name}
    )
