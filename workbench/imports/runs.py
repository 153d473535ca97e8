"""The two jobs of an import: the dry run over the whole file, and writing it in chunks."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from workbench import exports
from workbench.errors import ImportNoLongerFits
from workbench.exports import Column, Heading, export_rows
from workbench.imports.kinds import Batch, ImportKind, Problem, Row, import_kind
from workbench.imports.rows import Parsed, parse_file, told
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Import, Job, StoredFile
from workbench.services.files import keep_file
from workbench.services.imports import APPLY, CHECK, finish_apply, finish_check, stop_import


def run_check(job: Job, progress: Progress) -> Outcome:
    """Read every cell, ask the domain about all rows together, write down everything that is wrong."""
    run, kind = _import_of(job)
    if run.status != Import.Status.CHECKING:
        return Outcome(message=_("The file was checked."), url=_url(run))
    parsed = parse_file(run, kind)
    rows = len(parsed.sheet.lines)
    progress.hold(0, rows, _("Read %(rows)s rows.") % {"rows": f"{rows:,}"})
    every_row = sorted([*parsed.rows, *parsed.doubtful], key=lambda row: row.number)
    checked = kind.check(_batch(run, every_row, progress.clock()))
    problems = told(run, parsed.sheet, _together(parsed.problems, checked.problems))
    at = progress.clock()
    finish_check(
        number=run.pk,
        rows=rows,
        problems=problems,
        error_file=_error_file(run, problems, at) if problems else None,
        counts=checked.counts,
        notes=parsed.sheet.notes,
        at=at,
    )
    progress.hold(rows, rows)
    message = _("%(rows)s rows checked, %(errors)s errors.")
    words = {"rows": f"{rows:,}", "errors": f"{len(problems):,}"}
    return Outcome(message % words, {"rows": rows, "errors": len(problems)}, url=_url(run))


def run_apply(job: Job, progress: Progress) -> Outcome:
    """Write the rows chunk by chunk; each chunk and how far it is are one transaction.

    A run that takes over from a dead one goes on after the last chunk that was written.

    Refuses ImportNoLongerFits.
    """
    run, kind = _import_of(job)
    if run.status != Import.Status.APPLYING:
        return Outcome(message=_("The file was applied."), url=_url(run))
    progress.hold(job.progress_done, run.rows, _("Reading and checking the file once more."))
    parsed = parse_file(run, kind)
    _check_again(run, kind, parsed, job.progress_done, progress.clock())
    counts = Counter(job.result.get("counts", {}))
    total = len(parsed.rows)
    for start in range(job.progress_done, total, kind.chunk):
        chunk = parsed.rows[start : start + kind.chunk]
        with transaction.atomic():
            counts.update(kind.apply(_batch(run, chunk, progress.clock())))
            progress.hold(start + len(chunk), total, result={"counts": dict(counts)})
    finish_apply(number=run.pk, counts=dict(counts), at=progress.clock())
    message = _("%(rows)s rows applied.") % {"rows": f"{total:,}"}
    return Outcome(message, {"counts": dict(counts)}, url=_url(run))


JOB_KINDS = (
    JobKind(CHECK, run_check, ended=stop_import),
    JobKind(APPLY, run_apply, ended=stop_import),
)


def _together(misfits: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """A cell that does not fit is told once: what the domain says of it follows from that."""
    cells = {(problem.row, problem.field) for problem in misfits}
    return [*misfits, *(each for each in found if (each.row, each.field) not in cells)]


def _import_of(job: Job) -> tuple[Import, ImportKind]:
    run = Import.objects.select_related("file", "actor").get(pk=job.params["import"])
    return run, import_kind(run.kind)


def _url(run: Import) -> str:
    page = import_kind(run.kind).page_url_name
    return reverse(page, args=[run.pk]) if page else ""


def _batch(run: Import, rows: Sequence[Row], at: datetime) -> Batch:
    reason = _("Import %(number)s of %(file)s") % {"number": run.pk, "file": run.file.name}
    return Batch(rows, run.actor, at, run.options, reason)


def _check_again(run: Import, kind: ImportKind, parsed: Parsed, done: int, at: datetime) -> None:
    problems: list[Problem] = parsed.problems
    if not problems:
        problems = kind.check(_batch(run, parsed.rows[done:], at)).problems
    if problems:
        first = problems[0]
        raise ImportNoLongerFits(
            count=len({problem.row for problem in problems}), row=first.row, text=first.text
        )


def _error_file(run: Import, problems: Sequence[dict[str, Any]], at: datetime) -> StoredFile:
    columns = (
        Column("row", _("Row"), exports.Kind.INTEGER),
        Column("column", _("Column")),
        Column("value", _("Value")),
        Column("text", _("What to do")),
    )
    heading = Heading(
        title=_("Errors in %(file)s") % {"file": run.file.name},
        who=str(run.actor),
        scope="",
        zone=run.actor.time_zone,
        at=at,
    )
    with tempfile.TemporaryFile() as target:
        rows = ([problem[column.key] for column in columns] for problem in problems)
        export_rows(
            columns=columns,
            rows=rows,
            heading=heading,
            form=exports.Format.CSV,
            target=cast(BinaryIO, target),
        )
        target.seek(0)
        content: File[bytes] = File(target)
        content.size = target.seek(0, 2)
        target.seek(0)
        name = run.file.name.rsplit(".", 1)[0] + "-errors.csv"
        return keep_file(name=name, content=content, actor=run.actor, at=at)
