"""Transaction ids belong to the whole server: whoever reads up to the commit-safe horizon waits for others."""

from time import monotonic, sleep

from audit.xids import horizon, newest_written
from tests.inventory.ledger.racing import PATIENCE_S


def wait_for_others() -> None:
    """Until nobody on this server is in a transaction older than the newest row.

    A test in another database may be, and autovacuum in any of them, while it notes what it found.
    """
    until = monotonic() + PATIENCE_S
    while horizon() <= newest_written():
        assert monotonic() < until, "Somebody else's transaction does not end."
        sleep(0.02)
