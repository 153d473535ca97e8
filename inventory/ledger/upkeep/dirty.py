"""The marks of dirty SKUs: claimed by whoever publishes, compacted while nobody does."""

from django.db import connection, transaction

from inventory.ledger.upkeep.singleton import is_alone

# SKUs looked at in one transaction.
BATCH = 500


def claim_dirty_skus(*, most: int = BATCH) -> list[int]:
    """Take the marks of the SKUs that wait longest, for a publisher; answers their ids.

    Called in the publisher's transaction, which computes in the *next* statement, writes what it
    publishes and commits: a posting that is still open leaves its mark for the next claim, and one
    that commits after the claim does too, so nothing is published for the last time too early. What is
    rolled back is marked as before. A SKU of which somebody else holds a mark is left to them: two
    publishers of one SKU could overtake each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"most": most})
        return sorted({sku_id for (sku_id,) in cursor.fetchall()})


def compact_dirty_skus() -> int:
    """Delete all but the newest mark of each dirty SKU; answers how many are gone.

    Only marks this transaction holds are compared, the survivor among them: a publisher that is
    reading a SKU right now holds its marks, and those it skipped are left for it. Otherwise a mark
    could vanish in favour of one whose publisher had looked too early.
    """
    deleted = 0
    while done := _compact_some():
        deleted += done
    return deleted


@transaction.atomic
def _compact_some() -> int:
    if not is_alone("compact_dirty_skus"):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT, {"batch": BATCH})
        return int(cursor.rowcount)


_CLAIM = """
    WITH chosen AS MATERIALIZED (
        SELECT sku_id, count(*) AS marks FROM ledger_dirtysku GROUP BY sku_id
        ORDER BY min(id) LIMIT %(most)s
    ), held AS MATERIALIZED (
        SELECT d.id, d.sku_id FROM ledger_dirtysku d WHERE d.sku_id IN (SELECT sku_id FROM chosen)
        ORDER BY d.sku_id, d.id FOR UPDATE OF d SKIP LOCKED
    ), whole AS (
        SELECT sku_id FROM held GROUP BY sku_id
        HAVING count(*) = (SELECT c.marks FROM chosen c WHERE c.sku_id = held.sku_id)
    )
    DELETE FROM ledger_dirtysku d USING held
    WHERE d.id = held.id AND held.sku_id IN (SELECT sku_id FROM whole)
    RETURNING d.sku_id
"""

_COMPACT = """
    WITH crowded AS MATERIALIZED (
        SELECT sku_id FROM ledger_dirtysku GROUP BY sku_id HAVING count(*) > 1
        ORDER BY sku_id LIMIT %(batch)s
    ), held AS MATERIALIZED (
        SELECT d.id, d.sku_id FROM ledger_dirtysku d
        WHERE d.sku_id IN (SELECT sku_id FROM crowded)
        ORDER BY d.sku_id, d.id FOR UPDATE OF d SKIP LOCKED
    ), kept AS (
        SELECT max(id) AS id FROM held GROUP BY sku_id
    )
    DELETE FROM ledger_dirtysku d USING held
    WHERE d.id = held.id AND held.id NOT IN (SELECT id FROM kept)
"""
