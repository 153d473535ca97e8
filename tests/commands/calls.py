"""Calls of commands as a program makes them, and what they leave behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client

from accounts.models import ApiClient, Place
from accounts.services import create_client
from kernel.clock import now
from tests import cache_keys
from tests.commands.ready import Ready, view_of
from tests.security.endpoints import Endpoint

# What every call may leave, whatever it did: that it was made, or refused.
OWN_TRACES = {"workbench_apicall", "accounts_apirefusal", "accounts_apitoken"}


@dataclass(frozen=True, slots=True)
class Calling:
    """A command that is ready, and a client that may call it."""

    endpoint: Endpoint
    ready: Ready
    token: str

    def send(self, body: Any = None, *, version: int | str | None = "", key: str = "") -> Any:
        """The call as it is accepted; or with another body, version or key."""
        seen = self.ready.version if version == "" else version
        heads = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or str(uuid4())}
        if seen is not None:
            heads["If-Match"] = f'"{seen}"'
        content = self.ready.body if body is None else body
        cache_keys.forget()
        client = Client(raise_request_exception=False)
        url = self.endpoint.url(self.ready.names)
        if view_of(self.endpoint).takes != "application/json":
            _rewind(content)
            return client.post(url, content, headers=heads)
        text = json.dumps(content, cls=DjangoJSONEncoder)
        return client.post(url, text, content_type="application/json", headers=heads)


def calling(endpoint: Endpoint, ready: Ready, *, place: Place | None = None) -> Calling:
    needed = view_of(endpoint).required_scopes["POST"]
    token = ready.token or make_client(needed, *ready.scopes, place=place)[1]
    return Calling(endpoint, ready, token)


def make_client(*scopes: str, place: Place | None = None) -> tuple[ApiClient, str]:
    return create_client(
        name="oms",
        source_code="oms",
        place=place,
        scopes=sorted(set(scopes)),
        actor=None,
        at=now(),
        calls_per_minute=60_000,
    )


def _rewind(content: dict[str, Any]) -> None:
    for value in content.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)


def everything_kept() -> dict[str, str]:
    """How many rows each table has and what is in them, as two numbers a table."""
    with connection.cursor() as cursor:
        cursor.execute(_statement())
        return dict(zip(_tables(), cursor.fetchone(), strict=True))


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that differ."""
    return [table for table in before if before[table] != after[table]]


@cache
def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    tables = {one._meta.db_table for one in models if one._meta.managed}
    return sorted(tables - OWN_TRACES)


@cache
def _statement() -> str:
    parts = (
        f"(SELECT format('%s:%s', count(*), sum(hashtext(t::text)::bigint)) FROM \"{table}\" t)"
        for table in _tables()
    )
    return f"SELECT {', '.join(parts)}"
