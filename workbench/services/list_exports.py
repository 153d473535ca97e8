"""Exports that another system starts for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from kernel.lists import ListView
from workbench.errors import ExportUnreadable
from workbench.exports import Format
from workbench.list_export import EXPORT, list_of
from workbench.models import Job
from workbench.services.jobs import start_job

# What an address may say beside its filters; of the others an export takes no notice.
SAID = ("sort", "cols")


def start_export(
    *,
    key: str,
    query: str,
    form: Format,
    scope_paths: Sequence[str],
    client: int,
    actor: User,
    at: datetime,
) -> Job:
    """Queue the export of a list as the person would see it, for a client that fetches the file.

    Refuses, in this order: ListUnknown, ExportNotAllowed, ExportUnreadable.
    """
    view = list_of(key, actor, scope_paths, query)
    fault = _fault(view)
    if fault:
        raise ExportUnreadable(fault=fault)
    params = {"list": key, "query": query, "format": form.value, "client": client}
    title = f"{view.title}, {form.value.upper()}"
    return start_job(
        kind=EXPORT, actor=actor, params=params, at=at, title=title, scope_paths=tuple(scope_paths)
    )


def _fault(view: ListView[Any]) -> str:
    """What the list does not know. On a screen it is left out and can be seen; here nobody looks."""
    data = view.data
    known = {*view.shape.filters, *SAID}
    unknown = [name for name in data if name not in known]
    if unknown:
        return f"{unknown[0]} is no filter of this list"
    wrong: list[str] = list(view.filterset.errors)
    if wrong:
        return f"{wrong[0]} has a value that this list does not know"
    if data.get("sort", view.state.sort) != view.state.sort:
        return f"it cannot be sorted by {data['sort']}"
    columns = [name for text in data.getlist("cols") for name in text.split(",")]
    strange = [name for name in columns if name not in view.shape.columns]
    return f"{strange[0]} is no column of this list" if strange else ""
