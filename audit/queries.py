"""Reads of the trail that every room may ask for."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from audit.models import Entry, Seal
from audit.words import words_for
from kernel.plain import spoken

TRAIL_SHOWN = 20

# One step along the index per action, however many entries each has.
EVERY_ACTION = """
    WITH RECURSIVE known(action) AS (
        (SELECT action FROM audit_entry ORDER BY action USING ~<~ LIMIT 1)
        UNION ALL
        SELECT (SELECT entry.action FROM audit_entry entry WHERE entry.action ~>~ known.action
                ORDER BY entry.action USING ~<~ LIMIT 1)
        FROM known WHERE known.action IS NOT NULL
    )
    SELECT action FROM known WHERE action IS NOT NULL
"""


def entries_in(scope_paths: Sequence[str], *, whole: bool) -> QuerySet[Entry]:
    """The entries of these subtrees of places; with `whole` also those of no place."""
    q = Q(place_path="") if whole else Q(pk__in=[])
    for path in scope_paths:
        q |= Q(place_path__startswith=path)
    return Entry.objects.filter(q)


def with_block(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Each entry with the number of the block that seals it; None while it waits."""
    covering = Seal.objects.filter(
        Q(last_xid__gt=OuterRef("xid")) | Q(last_xid=OuterRef("xid"), last_id__gte=OuterRef("id"))
    )
    first = covering.order_by("last_xid", "last_id").values("number")[:1]
    return entries.annotate(block=Subquery(first, output_field=BigIntegerField()))


def trail_of(subject_type: str, subject_id: str, *, limit: int = TRAIL_SHOWN) -> list[Entry]:
    """The newest entries about one subject, for its own page; the page is the scope."""
    entries = Entry.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return list(entries.select_related("actor")[:limit])


def trail_of_kinds(
    subject_types: Collection[str], scope_paths: Sequence[str], *, limit: int = TRAIL_SHOWN
) -> list[Entry]:
    """The newest entries about settings that share a page, within subtrees of places or of none."""
    entries = entries_in(scope_paths, whole=True).filter(subject_type__in=subject_types)
    return list(entries.select_related("actor")[:limit])


def action_words(action: str) -> str:
    """`exceptions.case.opened` as people read it: as its app words it, else its name: "Case opened"; what
    a deed names itself is not said twice (`exceptions.rules.rule_added`: "Rule added")."""
    named_by_app = words_for(action)
    if named_by_app:
        return named_by_app
    about, _dot, deed = action.partition(".")[2].partition(".")
    named = deed.startswith(f"{about.removesuffix('s')}_")
    return _(spoken(deed if named else f"{about} {deed.replace('.', ' ')}"))


def actions_said(words: str) -> list[str]:
    """The actions that people read with these words ("event fixed"), or whose name has them: "transfer"
    finds also what was done to transfers and is worded without the word."""
    with connection.cursor() as cursor:
        cursor.execute(EVERY_ACTION)
        known = [str(row[0]) for row in cursor.fetchall()]
    asked = words.strip().lower()
    return [
        one
        for one in known
        if one.startswith(asked)
        or asked in spoken(one.replace(".", " ")).lower()
        or asked in action_words(one).lower()
    ]


def seal_of(entry: Entry) -> Seal | None:
    """The block that seals an entry, or None while it waits."""
    covering = Q(last_xid__gt=entry.xid) | Q(last_xid=entry.xid, last_id__gte=entry.pk)
    return Seal.objects.filter(covering).order_by("last_xid", "last_id").first()


def unsealed() -> Q:
    """The entries no block covers yet."""
    newest = Seal.objects.order_by("-number").values_list("last_xid", "last_id").first()
    if newest is None:
        return Q(pk__isnull=False)
    return Q(xid__gt=newest[0]) | Q(xid=newest[0], id__gt=newest[1])


def waiting_for_seal() -> int:
    """How many entries no block covers yet, at most 100,000: for health and metrics."""
    return Entry.objects.filter(unsealed()).order_by()[:100_000].count()


def blocks_of(entries: Iterable[Entry]) -> dict[int, int]:
    """The number of the block that seals each entry, by the entry's id; who waits is missing."""
    asked = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by()
    sealed = ((entry.pk, getattr(entry, "block", None)) for entry in with_block(asked))
    return {pk: block for pk, block in sealed if block is not None}
