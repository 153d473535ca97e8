"""A form sent twice with one key, and sent from a page that shows what has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.dateparse import parse_datetime

from tests.forms.collect import Walked, differs, rows
from tests.forms.read import Form

LONG_AGO = "2001-01-01T00:00:00+00:00"


@dataclass
class Outcome:
    first: Any
    # Whether the first changed something.
    acted: bool
    faults: list[str]


def twice_and_late(walked: Walked, form: Form, *, any_version: bool) -> Outcome:
    """Both, each taken back."""
    with transaction.atomic():
        outcome = sent_twice(walked, form)
        transaction.set_rollback(True)
    if any_version or outcome.first.status_code == 422:
        return outcome
    with transaction.atomic():
        outcome.faults += sent_late(walked, form)
        transaction.set_rollback(True)
    return outcome


def sent_twice(walked: Walked, form: Form) -> Outcome:
    key = str(uuid4())
    first = walked.send(form, key)
    once = rows()
    second = walked.send(form, key)
    faults = [f"sent twice, {table} was written twice" for table in differs(once, rows())]
    faults += [f"{one.status_code}" for one in (first, second) if one.status_code >= 500]
    if (first.status_code, first.headers.get("Location")) != (
        second.status_code,
        second.headers.get("Location"),
    ) and second.status_code != 409:
        faults.append(f"sent twice, answers {first.status_code}, then {second.status_code}")
    return Outcome(first, bool(differs(walked.before, once)), faults)


def sent_late(walked: Walked, form: Form) -> Iterator[str]:
    """The page showed what has changed since: nothing happens, and the page says so."""
    older = older_of(form)
    if not older:
        return
    answer = walked.send(form, str(uuid4()), **older)
    if answer.status_code != 409:
        yield f"from a stale page {answer.status_code}, expected 409"
    if 'role="alert"' not in answer.content.decode():
        yield "from a stale page nothing says why"
    yield from (f"from a stale page wrote {table}" for table in differs(walked.before, rows()))


def older_of(form: Form) -> dict[str, str]:
    """The version before the one that the form carries, or the mark of something else."""
    version = form.fields["version"].value if "version" in form.fields else ""
    if version not in {"", "0"}:
        return {"version": str(int(version) - 1)}
    seen = form.fields["seen"].value if "seen" in form.fields else ""
    # Lists say by this name how many rows they showed.
    if not seen or seen.isdigit():
        return {}
    return {"seen": LONG_AGO if parse_datetime(seen) else "0" * len(seen)}
