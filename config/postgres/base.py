"""A kept connection is looked at before each request, so that a restarted server costs none.

Django asks the server "SELECT 1" for that. A connection that the server has closed says so on its
own: its socket has something to read while nothing was asked. Looking there costs 3 µs instead of a
round trip, which was a tenth of a call with one event.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        # Whatever stands there, a goodbye or a notice, is for the server itself to explain.
        return not _has_news(self.connection) or bool(super().is_usable())


def _has_news(connection: Any) -> bool:
    try:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    except (OSError, ValueError, Error):
        return True
