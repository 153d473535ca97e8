"""Who may do what in the staff shell, and when."""

from collections.abc import Mapping
from datetime import datetime

from django_fsm import can_proceed

from accounts.models import User
from workbench.errors import (
    ColumnsIncomplete,
    FileGone,
    ImportNotAllowed,
    ImportNotCheckable,
    ImportNotReady,
    ImportOfSomebodyElse,
    JobIsOver,
    JobOfSomebodyElse,
    ResultNotThere,
    ResultOutOfReach,
    UnknownOption,
)
from workbench.imports.kinds import import_kind
from workbench.imports.mapping import faults
from workbench.models import Import, Job


def check_cancel_job(job: Job, *, actor: User | None) -> None:
    """Only who started a job cancels it, until it ends.

    Refuses, in this order: JobOfSomebodyElse, JobIsOver.
    """
    if actor is not None and job.actor_id != actor.pk:
        raise JobOfSomebodyElse
    if job.is_over:
        raise JobIsOver(status=job.state.label.lower())


def check_download_result(job: Job, *, actor: User, permission: str, at: datetime) -> None:
    """Whoever made the file may have it while they still hold the right and the places it needs.

    Refuses, in this order: ResultOutOfReach, ResultNotThere.
    """
    covered = all(covers(actor, path) for path in job.scope_paths)
    if job.actor_id != actor.pk or not covered or (permission and not actor.may(permission)):
        raise ResultOutOfReach
    if job.result_file is None or not job.result_file.is_there(at):
        raise ResultNotThere


def covers(actor: User, path: str) -> bool:
    """Whether a place's path lies within what the person may see."""
    return any(path.startswith(own) for own in actor.scope_paths)


def check_upload_import(kind: str, options: Mapping[str, str], *, actor: User) -> None:
    """Whoever holds the right of the kind uploads, for places they see.

    Refuses, in this order: ImportNotAllowed, UnknownOption.
    """
    spec = import_kind(kind)
    if not actor.may(spec.permission):
        raise ImportNotAllowed
    for option in spec.options:
        if options.get(option.key) not in {value for value, _ in option.choices(actor)}:
            raise UnknownOption(label=option.label)


def check_check_import(
    run: Import, mapping: Mapping[str, str], *, actor: User, at: datetime
) -> None:
    """Its person checks it, as often as they like, until it is applied.

    Refuses, in this order: ImportOfSomebodyElse, ImportNotAllowed, ImportNotCheckable, FileGone,
    ColumnsIncomplete.
    """
    _check_own_import(run, actor)
    if not can_proceed(run.check_again):
        raise ImportNotCheckable(status=run.state.label.lower())
    if not run.file.is_there(at):
        raise FileGone
    wrong = faults(import_kind(run.kind), mapping)
    if wrong:
        raise ColumnsIncomplete(faults=" ".join(wrong))


def check_apply_import(run: Import, *, actor: User, at: datetime) -> None:
    """Its person applies it once a dry run found no error.

    Refuses, in this order: ImportOfSomebodyElse, ImportNotAllowed, ImportNotReady, FileGone.
    """
    _check_own_import(run, actor)
    if not can_proceed(run.begin):
        raise ImportNotReady(status=run.state.label.lower())
    if not run.file.is_there(at):
        raise FileGone


def _check_own_import(run: Import, actor: User) -> None:
    if run.actor_id != actor.pk:
        raise ImportOfSomebodyElse
    if not actor.may(import_kind(run.kind).permission):
        raise ImportNotAllowed
