"""A list as a file: exactly the view on the screen, its filters, sort and columns, at any length."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _
from django_tables2.utils import Accessor

from accounts.models import Place, User
from accounts.policies.base import covers
from kernel.lists import ListView, lists
from workbench.chips import chips_of
from workbench.columns import DeltaColumn, MomentColumn, MoneyColumn, QuantityColumn, TitleColumn
from workbench.errors import ListUnknown
from workbench.exports import Column, Format, Heading, Kind, export_rows
from workbench.job_kinds import JobKind, Outcome, Progress
from workbench.models import Job, StoredFile
from workbench.policies import check_export_list
from workbench.services.exports import note_export
from workbench.services.files import keep_file

EXPORT = "list.export"
# Up to here the answer is the file itself, above it a job makes it.
AT_ONCE = 5000
SHOWN_PLACES = 5
TOGETHER = 1_000
# A right that no role carries.
GONE = "lists.gone"
KINDS: dict[type, Kind] = {
    QuantityColumn: Kind.INTEGER,
    DeltaColumn: Kind.INTEGER,
    MoneyColumn: Kind.DECIMAL,
    MomentColumn: Kind.MOMENT,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What an export may see: subtrees of places."""

    scope_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One column of the file: its head, and how its value is read from a row."""

    column: Column
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class FileForm:
    """How a list is written while nobody has chosen columns: so that the file can be imported again.

    A view names it as `file_form`.
    """

    columns: Callable[[ListView[Any]], Sequence[Column]]
    # The cells of some records, which come a thousand at a time.
    rows: Callable[[ListView[Any], Sequence[Any]], Iterator[Sequence[Any]]]


def list_of(key: str, user: User, scope_paths: Sequence[str], query: str) -> ListView[Any]:
    """The list as the person sees it. Refuses, in this order: ListUnknown, ExportNotAllowed."""
    # Lists are known once the addresses are read; a worker has had no reason to read them.
    import_module(settings.ROOT_URLCONF)
    if key not in lists:
        raise ListUnknown(key=key)
    check_export_list(lists[key].export_permission, actor=user)
    return lists[key].for_person(user, Seen(tuple(scope_paths)), query)


def make_file(
    view: ListView[Any],
    *,
    user: User,
    scope_paths: Sequence[str],
    form: Format,
    at: datetime,
    tell: Callable[[int], None] | None = None,
) -> tuple[StoredFile, int]:
    """The view as a stored file, and the number of its rows."""
    columns, rows = _content(view)
    with tempfile.TemporaryFile() as target:
        count = export_rows(
            columns=columns,
            rows=rows,
            heading=heading_of(view, user=user, scope_paths=scope_paths, at=at),
            form=form,
            target=cast(BinaryIO, target),
            tell=tell,
        )
        content: File[bytes] = File(target)
        content.size = target.seek(0, 2)
        target.seek(0)
        name = f"{view.key}-{at:%Y-%m-%d-%H%M}.{form.value}"
        return keep_file(name=name, content=content, actor=user, at=at), count


def _content(view: ListView[Any]) -> tuple[Sequence[Column], Iterator[Sequence[Any]]]:
    form: FileForm | None = getattr(view, "file_form", None)
    if form is None or view.state.columns:
        sources = columns_of(view)
        return [source.column for source in sources], _rows(view, sources)
    return form.columns(view), _formed(view, form)


def _formed(view: ListView[Any], form: FileForm) -> Iterator[Sequence[Any]]:
    records = view.every_row()
    while part := list(islice(records, TOGETHER)):
        yield from form.rows(view, part)


def columns_of(view: ListView[Any]) -> list[Source]:
    """The shown columns in their order; a title and the grey text beside it are two, as are an
    amount and its currency."""
    made: list[Source] = []
    for name in view.state.columns or view.shape.shown or view.shape.columns:
        column = view.table_class.base_columns[name]
        kind = next((kind for sort, kind in KINDS.items() if isinstance(column, sort)), Kind.TEXT)
        title = str(column.verbose_name or name)
        if isinstance(column, TitleColumn) and column.sub:
            made.append(
                Source(
                    Column(f"{name}_code", str(column.sub_name or _("Code"))), _reader(column.sub)
                )
            )
        made.append(Source(Column(name, title, kind), _valuer(name, column)))
        if isinstance(column, MoneyColumn):
            currency = Column(f"{name}_currency", _("Currency"))
            made.append(Source(currency, _reader(column.currency)))
    return made


def _reader(source: str | Callable[[Any], Any]) -> Callable[[Any], Any]:
    if callable(source):
        return source
    accessor = Accessor(source)
    return lambda record: accessor.resolve(record, quiet=True)


def _valuer(name: str, column: Any) -> Callable[[Any], Any]:
    # A column made of the whole record says how in `of`.
    whole: Callable[[Any], Any] | None = getattr(column, "of", None)
    if whole is not None:
        return whole
    read = _reader(str(column.accessor or name))
    write = getattr(column, "value", None)
    return (lambda record: write(read(record))) if write else read


def _rows(view: ListView[Any], sources: Sequence[Source]) -> Iterator[list[Any]]:
    for record in view.every_row():
        yield [source.read(record) for source in sources]


def heading_of(
    view: ListView[Any], *, user: User, scope_paths: Sequence[str], at: datetime
) -> Heading:
    """What stands above the rows."""
    return Heading(
        title=str(view.title),
        who=f"{user.name} <{user.email}>",
        scope=_places(scope_paths),
        zone=user.time_zone,
        at=at,
        filters=tuple(_filters(view)),
    )


def _places(scope_paths: Sequence[str]) -> str:
    places = Place.objects.filter(path__in=scope_paths).order_by("code")
    shown = [str(place) for place in places[: SHOWN_PLACES + 1]]
    if len(shown) > SHOWN_PLACES:
        return _("%(count)s places") % {"count": places.count()}
    return ", ".join(shown)


def _filters(view: ListView[Any]) -> Iterator[tuple[str, str]]:
    """What the chips say, except a filter that made no sense and was not used."""
    for chip in chips_of(view):
        if chip.remove is not None and not chip.error:
            yield chip.label, chip.text


def run_export(job: Job, progress: Progress) -> Outcome:
    """Make the file a person asked for, with what they still may see of what they saw then."""
    user = job.actor
    if user is None:
        raise ListUnknown(key=job.params["list"])
    paths = [path for path in job.scope_paths if covers(user, path)]
    view = list_of(job.params["list"], user, paths, job.params["query"])
    total = view.total.number if not view.total.capped else 0
    form = Format(job.params["format"])
    stored, count = make_file(
        view,
        user=user,
        scope_paths=paths,
        form=form,
        at=progress.clock(),
        tell=lambda done: progress.report(done, total),
    )
    note_export(
        subject=job, list_key=view.key, query=job.params["query"], form=form.value,
        rows=count, actor=user, at=progress.clock(),
    )  # fmt: skip
    message = _("%(rows)s rows exported.") % {"rows": f"{count:,}"}
    return Outcome(message, {"rows": count}, stored)


def right_of(job: Job) -> str:
    """The right to export the list; of a list that is gone nobody has it."""
    key = job.params["list"]
    return lists[key].export_permission if key in lists else GONE


JOB_KINDS = (JobKind(EXPORT, run_export, permission=right_of),)
