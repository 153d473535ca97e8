"""Migrations run as the owner of the tables; the application's role gets its rights after them."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config import env
from config.engines import addresses, rights
from config.engines.as_owner import connected_as

# Two machines may start at once: the second waits, and then finds nothing to do.
ONE_AT_A_TIME = "SELECT pg_advisory_lock(hashtext('plumbline migrate'))"
NEXT_PLEASE = "SELECT pg_advisory_unlock(hashtext('plumbline migrate'))"


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        app_role = str(connection.settings_dict["USER"])
        owner = addresses.owner(env.data_dir())
        with connected_as(connection, owner):
            _say(connection, ONE_AT_A_TIME)
            super().handle(*args, **options)
            if app_role != owner["USER"] and not options["plan"] and not options["check_unapplied"]:
                rights.settle(connection, app_role)
            _say(connection, NEXT_PLEASE)


def _say(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
