"""Transaction ids: what is safe to read past, and how to go on after a restore."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from kernel.errors import RuleViolation

# Used up one by one at some 100,000 a second; a restore that lacks more needs pg_resetwal.
MOST_BY_HAND = 50_000_000

HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
# Above every transaction that has ended here. The horizon may lag far behind it while somebody, in
# whatever database of the server, is slow.
FRONTIER = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
TABLES = """
SELECT table_name FROM information_schema.columns
WHERE column_name = 'xid' AND table_schema = current_schema() ORDER BY table_name
"""
# Each COMMIT ends one transaction that took an id; a DO block may commit outside a transaction.
USE_UP = """
DO $$ BEGIN
    WHILE pg_current_xact_id()::text::bigint < {target} LOOP COMMIT; END LOOP;
END $$
"""


class TransactionIdsTooFar(RuleViolation):
    """The transaction ids were not moved: {missing} are missing, more than can be used up one by one.
    Stop the server and move them with pg_resetwal, then try again."""


def horizon() -> int:
    """The commit-safe horizon: every row with a smaller xid is committed or never will be."""
    with connection.cursor() as cursor:
        cursor.execute(HORIZON)
        return _number(cursor)


def frontier() -> int:
    """A transaction id higher than that of anything committed on this server."""
    with connection.cursor() as cursor:
        cursor.execute(FRONTIER)
        return _number(cursor)


def newest_written() -> int:
    """The highest transaction id any row of the data carries; 0 without rows."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        newest = 0
        for table in tables:
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT coalesce(max(xid), 0) FROM {quoted}")  # noqa: S608
            newest = max(newest, _number(cursor))
        return newest


def advance_past(xid: int) -> int:
    """Make the next transaction's id higher than this one; answers how many were used up.

    Refuses: TransactionIdsTooFar. Needs to run outside a transaction.

    A dump restored into a new server brings rows from that server's future, behind which cursors and
    seals would wait forever.
    """
    missing = max(0, xid + 1 - frontier())
    if missing > MOST_BY_HAND:
        raise TransactionIdsTooFar(missing=missing)
    if missing:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
            cursor.execute(USE_UP.format(target=int(xid) + 1))
            cursor.execute("RESET synchronous_commit")
    return missing


def _number(cursor: CursorWrapper) -> int:
    (value,) = cursor.fetchone()
    return int(value)
