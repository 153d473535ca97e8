"""What a broken or hostile device sends to a scan page, and what is wrong with the answer to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client

from kernel.clock import now
from tests.commands.hostile import BODIES, TYPES, VALUES, put
from tests.forms.hostile import unprintable
from tests.forms.written import Ledger, Sheet, texts

FIELDS = ("id", "code", "quantity", "at", "part", "undoes")
WAYS = (("scans",), ("scans", 0), ("sent_at",), ("more",), *(("scans", 0, one) for one in FIELDS))
JSON = "application/json"


def usual(code: str) -> dict[str, Any]:
    """One scan as an honest device sends it."""
    at = now().isoformat()
    scan = {"id": str(uuid4()), "code": code, "quantity": 1, "at": at, "part": ""}
    return {"sent_at": at, "scans": [scan]}


def strange(code: str) -> Iterator[tuple[str, str | bytes, str]]:
    """A name, what is sent, as what type."""
    for way in WAYS:
        for value in VALUES:
            yield f"{way[-1]}={value[:30]}", put(usual(code), way, value), JSON
    yield from ((repr(body[:30]), body, JSON) for body in BODIES)
    yield from ((f"as {kind!r}", json.dumps(usual(code)), kind) for kind in TYPES)


def faults_at(client: Client, url: str, ledger: Ledger, code: str) -> list[str]:
    """All that is wrong with the answers of a page, everything put back."""
    wrong = []
    for name, body, kind in strange(code):
        with transaction.atomic():
            sheet = ledger.sheet()
            answer = client.post(url, body, content_type=kind)
            wrong += [f"{url} {name}: {fault}" for fault in _faults(answer, sheet)]
            transaction.set_rollback(True)
    return wrong


def _faults(answer: Any, sheet: Sheet) -> Iterator[str]:
    tables = sheet.tables()
    if answer.status_code == 200:
        yield from (f"answers {one}" for one in answer.json()["results"] if not _is_told(one))
        yield from _unprintable(sheet, tables)
    elif answer.status_code != 422:
        yield f"answers {answer.status_code}"
    elif not answer.json()["error"].endswith("."):
        yield "says no sentence"
    else:
        yield from (f"is refused, and wrote {table}" for table in tables)


def _is_told(one: dict[str, Any]) -> bool:
    """Whether the device can show it."""
    return one["status"] in {"ok", "attention", "wrong"} and bool(one["detail"] or one["title"])


def _unprintable(sheet: Sheet, tables: list[str]) -> Iterator[str]:
    for table, row in sheet.rows(tables):
        signs = filter(None, map(unprintable, texts(row)))
        yield from (f"wrote {sign!r} to {table}" for sign in signs)
