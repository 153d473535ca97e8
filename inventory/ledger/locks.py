"""The locking order of the ledger, for everybody who writes to it.

1. Event keys, sorted: `write.copy_events` writes the events of one source in the order of their
   keys; the unique index makes a second transaction with one of the keys wait.
2. Of commands, the locations they name, shared and by id: `hold_locations`. Who closes one waits for
   the command, and sees what it moved; a command that waited looks at the lifecycle again.
3. Level rows, sorted by SKU and location: `write.add_to_levels` and `lock_levels`.

Whatever depends on other movements is read in a later statement than the one that took the level
rows: under READ COMMITTED that statement sees all that was committed by whoever held the lock.
A transaction that posts twice takes keys after levels; should it meet its mirror image, one of the
two is told of a deadlock and posts again.
"""

from collections.abc import Iterable

from django.db import connection

from inventory.ledger import read
from inventory.ledger.facts import CellKey, Vector

HOLD = """
SELECT place_id, lifecycle FROM catalog_location WHERE place_id = ANY(%s::bigint[])
ORDER BY place_id FOR SHARE
"""
INSERT_MISSING = """
INSERT INTO ledger_stocklevel (sku_id, location_id)
SELECT sku, location FROM unnest(%s::bigint[], %s::bigint[]) AS c (sku, location)
ORDER BY sku, location ON CONFLICT DO NOTHING
"""
LOCK = """
SELECT 1 FROM ledger_stocklevel l
JOIN unnest(%s::bigint[], %s::bigint[]) AS c (sku, location)
    ON c.sku = l.sku_id AND c.location = l.location_id
ORDER BY l.sku_id, l.location_id FOR UPDATE OF l
"""


def hold_locations(ids: Iterable[int]) -> dict[int, str]:
    """Keep the lifecycle of these locations as it is until the end; answer what it is by now."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [sorted(ids)])
        return dict(cursor.fetchall())


def lock_levels(cells: Iterable[CellKey]) -> dict[CellKey, Vector]:
    """Lock the level rows of these cells, in order; answer what they hold behind the lock."""
    ordered = sorted(cells)
    arrays = [cell[0] for cell in ordered], [cell[1] for cell in ordered]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_MISSING, arrays)
        cursor.execute(LOCK, arrays)
    return read.levels(ordered)
