"""How far the ledger may be read as final: the commit-safe horizon, and what is settled."""

from datetime import datetime, timedelta

from django.db import connection

# A posting ends within 30 s; twice that, and nothing can still be recorded at or before the moment.
SETTLES_AFTER = timedelta(seconds=60)

# Rows below it belong to finished transactions: nothing can appear before them any more.
HORIZON = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


def is_settled(*, known_at: datetime | None, at: datetime) -> bool:
    """Whether an answer as known at a moment can no longer change.

    Without `known_at` the answer is everything recorded so far, so nothing is cut off unfinished.
    """
    return known_at is None or known_at <= at - SETTLES_AFTER


def commit_horizon() -> int:
    """The transaction id below which cursors may go: everything under it has ended."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HORIZON}")
        return int(cursor.fetchone()[0])
