"""The owner's connection in place of the application's, for the length of a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

WHO_AND_WHERE = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextmanager
def connected_as(connection: BaseDatabaseWrapper, owner: dict[str, Any]) -> Iterator[None]:
    """Same alias, same database name, other user: models and data migrations notice nothing."""
    settings = connection.settings_dict
    usual = {key: settings[key] for key in WHO_AND_WHERE}
    if usual["USER"] == owner["USER"]:
        yield
        return
    connection.close()
    settings.update({key: owner.get(key, usual[key]) for key in WHO_AND_WHERE})
    try:
        yield
    finally:
        connection.close()
        settings.update(usual)
