"""One sweep of a kind at a time, whoever starts it: an advisory lock of the transaction."""

from django.db import connection


def is_alone(name: str) -> bool:
    """Whether this transaction may do the work of that name; another one has it otherwise.

    The lock ends with the transaction, so a worker that dies leaves nothing behind.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])
