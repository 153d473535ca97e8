"""Who may do what in the staff shell, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db.models import QuerySet
from django_fsm import can_proceed

from accounts.models import Team, User
from accounts.policies.base import check_right, covers
from workbench.errors import (
    AlreadyWatching,
    ChangedMeanwhile,
    ColumnsIncomplete,
    CommentEmpty,
    CommentTooLong,
    ExportNotAllowed,
    FileEmpty,
    FileGone,
    FileTooLarge,
    ImportNotAllowed,
    ImportNotCheckable,
    ImportNotReady,
    ImportOfSomebodyElse,
    JobIsOver,
    JobOfSomebodyElse,
    NotInTeam,
    NotWatching,
    ResultNotThere,
    ResultOutOfReach,
    SharingNotAllowed,
    SubjectOutOfReach,
    TooManyFiles,
    TooManyViews,
    UnknownOption,
    ViewIsDefault,
    ViewNameMissing,
    ViewNameTaken,
    ViewNotDefault,
    ViewOfSomebodyElse,
)
from workbench.imports.kinds import import_kind
from workbench.imports.mapping import faults
from workbench.models import Attachment, DefaultView, Import, Job, SavedView, Watch
from workbench.registry import registry

# Of one person or one team, per list: more than fit beside each other are no help.
VIEW_LIMIT = 30


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


def check_export_list(permission: str, *, actor: User) -> None:
    """A list that names no permission for it is not exported. Refuses ExportNotAllowed."""
    if not permission or not actor.may(permission):
        raise ExportNotAllowed


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


def clean_view_name(name: str) -> str:
    """The name as it is kept.

    Refuses ViewNameMissing.
    """
    clean = " ".join(name.replace("\x00", "").split())
    if not clean or len(clean) > 40:
        raise ViewNameMissing
    return clean


def check_save_view(list_key: str, *, name: str, team: Team | None, actor: User) -> None:
    """Everybody saves for themselves; sharing needs a right and membership.

    Refuses, in this order: SharingNotAllowed, NotInTeam, ViewNameTaken, TooManyViews.
    """
    if team is not None:
        if not actor.may("views.share"):
            raise SharingNotAllowed
        if not team.members.filter(pk=actor.pk).exists():
            raise NotInTeam
    mine = SavedView.objects.of_list(list_key).filter(team=team)
    if team is None:
        mine = mine.filter(owner=actor)
    _check_name_free(mine, name)
    if mine.count() >= VIEW_LIMIT:
        raise TooManyViews(limit=VIEW_LIMIT)


def check_change_saved_view(view: SavedView, *, actor: User, name: str = "") -> None:
    """Its maker changes a view; a team's also any member who may share.

    Refuses, in this order: ViewOfSomebodyElse, ViewNameTaken.
    """
    shared = view.team is not None and actor.may("views.share")
    if view.owner_id != actor.pk and not shared:
        raise ViewOfSomebodyElse(owner=view.owner.name)
    if name and name != view.name:
        others = SavedView.objects.of_list(view.list_key).filter(team=view.team)
        _check_name_free(others if view.team else others.filter(owner=view.owner), name)


def _check_name_free(views: QuerySet[SavedView], name: str) -> None:
    if views.filter(name=name).exists():
        raise ViewNameTaken(name=name)


def check_default_view(view: SavedView, *, actor: User, wanted: bool = True) -> None:
    """Refuses ViewIsDefault, or ViewNotDefault when it should be one to be cleared."""
    is_default = DefaultView.objects.filter(user=actor, view=view).exists()
    if wanted and is_default:
        raise ViewIsDefault
    if not wanted and not is_default:
        raise ViewNotDefault


MOST_FILES = 50
FILE_MB = 10
LONGEST_COMMENT = 4000


def check_attach(subject_type: str, subject_id: str, upload: File[bytes], *, actor: User) -> None:
    """Whoever sees a subject adds files to it, 10 MB each.

    Refuses, in this order: SubjectOutOfReach, RightMissing, TooManyFiles, FileEmpty, FileTooLarge.
    """
    _check_adds(subject_type, subject_id, actor)
    here = Attachment.objects.filter(subject_type=subject_type, subject_id=subject_id)
    if here.count() >= MOST_FILES:
        raise TooManyFiles(limit=MOST_FILES)
    if not upload.size:
        raise FileEmpty
    if upload.size > FILE_MB * 1024 * 1024:
        raise FileTooLarge(size=f"{upload.size / 1024 / 1024:.1f} MB", limit=f"{FILE_MB} MB")


def check_comment(subject_type: str, subject_id: str, text: str, *, actor: User | None) -> None:
    """Whoever sees a subject says something about it; an API client is held to its places at its door.

    Refuses, in this order: SubjectOutOfReach, RightMissing, CommentEmpty, CommentTooLong.
    """
    if actor is not None:
        _check_adds(subject_type, subject_id, actor)
    check_words(text)


def check_comments(subject_type: str, text: str, *, actor: User | None) -> None:
    """The same about many subjects whose sight the caller has checked.

    Refuses, in this order: RightMissing, CommentEmpty, CommentTooLong.
    """
    if actor is not None:
        _check_may_add(subject_type, actor)
    check_words(text)


def check_words(text: str) -> None:
    """Refuses, in this order: CommentEmpty, CommentTooLong."""
    if not text.replace("\x00", "").strip():
        raise CommentEmpty
    if len(text) > LONGEST_COMMENT:
        raise CommentTooLong(length=f"{len(text):,}", limit=f"{LONGEST_COMMENT:,}")


def check_subject_as_seen(subject: Any, version: int) -> None:
    """Refuses ChangedMeanwhile."""
    if subject.version != version:
        raise ChangedMeanwhile


def check_watch(subject_type: str, subject_id: str, *, actor: User, watching: bool = False) -> None:
    """Refuses, in this order: SubjectOutOfReach, AlreadyWatching or NotWatching."""
    _check_in_reach(subject_type, subject_id, actor)
    mine = Watch.objects.filter(user=actor, subject_type=subject_type, subject_id=subject_id)
    if watching and not mine.exists():
        raise NotWatching
    if not watching and mine.exists():
        raise AlreadyWatching


def _check_adds(subject_type: str, subject_id: str, actor: User) -> None:
    """Who reads without the right to work adds nothing."""
    _check_in_reach(subject_type, subject_id, actor)
    _check_may_add(subject_type, actor)


def _check_may_add(subject_type: str, actor: User) -> None:
    if not registry.may_add(actor, subject_type):
        check_right(actor, registry.subject_adds[subject_type][0])


def _check_in_reach(subject_type: str, subject_id: str, actor: User) -> None:
    if not registry.may_see(actor, subject_type, subject_id):
        raise SubjectOutOfReach
