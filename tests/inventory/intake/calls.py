"""Calls of the API as another system makes them."""

import json
from typing import Any

from django.test import Client

from accounts.models import Place
from accounts.services import create_client
from kernel.clock import now

EVENTS = "/api/v1/events"
EVERYTHING = ("events:write", "stock:read", "schema:read")


def make_token(
    *, source: str = "pos", scopes: tuple[str, ...] = EVERYTHING, place: Place | None = None
) -> str:
    name = f"{source} {' '.join(scopes)} {place or ''}"
    _client, token = create_client(
        name=name[:80],
        source_code=source,
        place=place,
        scopes=scopes,
        actor=None,
        at=now(),
        calls_per_minute=60_000,
    )
    return token


def post_events(token: str, body: Any, **extra: Any) -> Any:
    """POST a body as it is, or an object as JSON."""
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(
        EVENTS,
        data=data,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", **extra.pop("headers", {})},
        **extra,
    )


def get(token: str, path: str, **query: Any) -> Any:
    return Client().get(f"/api/v1/{path}", data=query, headers={"Authorization": f"Bearer {token}"})
