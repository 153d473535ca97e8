"""Have new cases routed now instead of at the next beat. A lost nudge costs seconds, not a case."""

import structlog
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from exceptions.tasks import route

log = structlog.get_logger(__name__)


def nudge_routing() -> None:
    """After the transaction, once however many cases it opened."""
    if not any(_nudge in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(_nudge)


def _nudge() -> None:
    try:
        route.delay()
    except OperationalError as error:
        log.warning("routing.nudge_lost", why=str(error))
