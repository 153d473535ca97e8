"""Which rows a bulk action is about: those ticked, or all that match."""

import re
from typing import Any

from django.http import HttpRequest

from accounts.queries import chosen_scope, person
from kernel.lists import ListView
from workbench.errors import NothingChosen, SelectionChanged, TooManyChosen

MOST_AT_ONCE = 1_000
REFERENCE = re.compile(r"[A-Z]{2}-(\d{6,18})")


def number_of(reference: str) -> int:
    """The row behind a public reference; 0, which no row has, for anything else."""
    match = REFERENCE.fullmatch(reference)
    return int(match[1]) if match else 0


def whole_of(text: str) -> int | None:
    """A whole number that a page sends along, such as a version; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 16 else None


def version_sent(request: HttpRequest, name: str = "version") -> int | None:
    """The version a form was shown with; None where it carries none. What cannot be read is 0, which no
    row has: it answers as an old page does."""
    text = request.POST.get(name, "")
    return (whole_of(text) or 0) if text else None


def chosen_ids(request: HttpRequest, view: type[ListView[Any]]) -> list[int]:
    """The rows of a bulk form.

    Refuses, in this order: SelectionChanged, TooManyChosen, NothingChosen.
    """
    if request.POST.get("all"):
        ids = _matching(request, view)
    else:
        ids = [number for text in request.POST.getlist("id") if (number := number_of(text))]
    if len(ids) > MOST_AT_ONCE:
        raise TooManyChosen(limit=f"{MOST_AT_ONCE:,}")
    if not ids:
        raise NothingChosen
    return ids


def _matching(request: HttpRequest, view: type[ListView[Any]]) -> list[int]:
    """What matches now must be as many as the person saw."""
    query = request.POST.get("query", "")
    rows = view.for_person(person(request), chosen_scope(request), query).matching.order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if str(len(ids)) != request.POST.get("seen", ""):
        raise SelectionChanged(now=f"{len(ids):,}")
    return ids
