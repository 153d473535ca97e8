"""What a page of the trail shows beside its rows, read in three questions for the whole page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Place, User
from accounts.models.place import Principal, covers_a_network
from audit.models import Entry
from audit.queries import blocks_of, entries_in
from workbench.trail.lines import who_of

PERSON = User._meta.label_lower


def entries_for(principal: Principal) -> QuerySet[Entry]:
    """The entries somebody may read; those of no place only with the scope over a network."""
    return entries_in(principal.scope_paths, whole=covers_a_network(principal)).select_related(
        "actor"
    )


def seal_each(entries: Sequence[Entry]) -> None:
    """Give each entry the number of its block."""
    blocks = blocks_of(entries)
    for entry in entries:
        entry.block = blocks.get(entry.pk)  # type: ignore[attr-defined]


def name_each(entries: Sequence[Entry]) -> None:
    """Give each entry who acted, the code of its place, and its person's name of today."""
    codes = _place_codes(entries)
    people = _people(entries)
    for entry in entries:
        entry.who = who_of(entry)  # type: ignore[attr-defined]
        entry.place_code = codes.get(entry.place_id or 0, "")  # type: ignore[attr-defined]
        entry.subject_person = people.get(_person_id(entry), "")  # type: ignore[attr-defined]


def _place_codes(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {entry.place_id for entry in entries if entry.place_id}
    return dict(Place.objects.filter(pk__in=ids).values_list("pk", "code")) if ids else {}


def _people(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {_person_id(entry) for entry in entries} - {0}
    return {person.pk: str(person) for person in User.objects.filter(pk__in=ids)} if ids else {}


def _person_id(entry: Entry) -> int:
    is_person = entry.subject_type == PERSON and entry.subject_id.isdecimal()
    return int(entry.subject_id) if is_person else 0
