"""Sums of movements by document: shipped, received, damaged and missing are read here, never kept."""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from inventory.ledger.vocabulary import End, EventType

# What a document moved of one SKU: from one end to another.
Sums = dict[tuple[End, End], int]
Moved = dict[int, Sums]

# A reversal undoes a whole event for good, so both are left out; what counts absorbed is not the
# document's doing. A part of a document is its reference, a slash and the part's name.
_MOVED = f"""
SELECT r.reference, m.reference, m.sku_id, m."end", m.to_end, m.location_id, m.to_location_id,
    sum(m.quantity)
FROM unnest(%s::text[]) AS r (reference)
JOIN ledger_movement m ON m.count_id IS NULL AND m.reference <> ''
    AND (m.reference = r.reference COLLATE "C"
        OR (m.reference > (r.reference || '/') COLLATE "C"
            AND m.reference < (r.reference || '0') COLLATE "C"))
JOIN ledger_event e ON e.id = m.event_id AND e.type <> {EventType.REVERSAL.value}
WHERE NOT EXISTS (SELECT FROM ledger_event undo WHERE undo.reverses_id = e.id)
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""


def moved(reference: str) -> Moved:
    """What a document and its parts moved and nothing undid, by SKU and ends."""
    return moved_by([reference]).get(reference, {})


def moved_by(references: Collection[str]) -> dict[str, Moved]:
    """The same for many documents, one statement."""
    found: dict[str, Moved] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for document, _part, sku, end, to_end, _from, _to, quantity in _rows(references):
        found[document][sku][End(end), End(to_end)] += int(quantity)
    return {document: {s: dict(sums) for s, sums in m.items()} for document, m in found.items()}


def moved_parts(references: Collection[str]) -> dict[str, Moved]:
    """By the very reference the movements carry: a document itself and each of its parts apart."""
    found: dict[str, Moved] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for _document, part, sku, end, to_end, _from, _to, quantity in _rows(references):
        found[part][sku][End(end), End(to_end)] += int(quantity)
    return {part: {s: dict(sums) for s, sums in m.items()} for part, m in found.items()}


def moved_between(references: Collection[str]) -> list[tuple[str, int, End, End, int, int, int]]:
    """Part, SKU, ends, both locations and quantity: where a document's pieces went."""
    return [
        (part, sku, End(end), End(to_end), frm, to, int(quantity))
        for _document, part, sku, end, to_end, frm, to, quantity in _rows(references)
    ]


def _rows(references: Collection[str]) -> list[tuple[str, str, int, int, int, int, int, int]]:
    if not references:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [sorted(set(references))])
        found: list[tuple[str, str, int, int, int, int, int, int]] = cursor.fetchall()
    return found
