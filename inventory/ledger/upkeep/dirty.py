"""Compact the marks of dirty SKUs: one is enough, however many postings left one."""

from django.db import connection, transaction

from inventory.ledger.upkeep.singleton import is_alone

# SKUs looked at in one transaction.
BATCH = 500


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
