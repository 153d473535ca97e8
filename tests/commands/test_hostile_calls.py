"""Whatever is sent to the API: never a failure; a refusal says why, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests import cache_keys
from tests.commands.calls import Calling, changed, everything_kept, make_client
from tests.commands.hostile import BODIES, HEADS, SEED, TYPES, WORDS, bodies, some
from tests.commands.ready import rooms, view_of
from tests.commands.test_accepted_once import described_at, each
from tests.security import samples
from tests.security.endpoints import Endpoint
from tests.security.test_every_endpoint import API, every_scope
from tests.security.world import make_world

ROOMS = rooms()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(db, name):
    return ROOMS[name].make_world()


def problem(answer: Any) -> str:
    """What is wrong with an answer, if anything."""
    status = answer.status_code
    if status >= 500:
        return f"{status} {answer.content.decode(errors='replace')[:200]}"
    if status < 400:
        return ""
    if answer.headers.get("Content-Type") != "application/problem+json":
        return f"{status} answers {answer.headers.get('Content-Type')}"
    told = answer.json()
    sentences = [told["detail"], *(one["detail"] for one in told["errors"])]
    codes = [told["code"], *(one["code"] for one in told["errors"])]
    if not all(codes) or any(len(one) < 8 or one[-1] not in ".:!?" for one in sentences):
        return f"{status} says {codes} {sentences}"
    return ""


def tried(call: Calling, *, data: Any, **more: Any) -> str:
    """One call; what it did is put back. Answers what is wrong with its answer."""
    heads = {"Authorization": f"Bearer {call.token}", **more.get("heads", {})}
    if call.ready.version is not None:
        heads.setdefault("If-Match", f'"{call.ready.version}"')
    cache_keys.forget()
    url = call.endpoint.url(call.ready.names)
    more.setdefault("content_type", "application/json")
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        answer = client.generic("POST", url, data, more["content_type"], headers=heads)
        wrong = problem(answer)
        if answer.status_code < 300:
            transaction.set_rollback(True)
    sent = data if isinstance(data, str) else repr(data)
    return f"{call.endpoint.name} {sent[:200]} {more}: {wrong}" if wrong else ""


def hostile_calls(call: Calling) -> Iterator[str]:
    view, usual, name = view_of(call.endpoint), call.ready.body, call.endpoint.name
    if view.takes == "application/json":
        for body in bodies(view.serializer, usual, name):
            yield tried(call, data=body)
    for raw in some(BODIES, name):
        yield tried(call, data=raw, content_type=view.takes)
    for kind in some(TYPES, name):
        yield tried(call, data=b'{"a": 1}', content_type=kind)
    for head in some(HEADS, name):
        yield tried(call, data=b"{}", heads=dict([head]))


@pytest.mark.parametrize("name", ROOMS)
def test_no_command_fails_or_writes_what_it_refuses(name, world):
    wrong = []
    for call in each(ROOMS[name], world):
        before = everything_kept()
        wrong += [each_one for each_one in hostile_calls(call) if each_one]
        if more := changed(before, everything_kept()):
            wrong.append(f"{call.endpoint.name}: refused, and wrote to {more}")

    assert not wrong, f"PLUMBLINE_FUZZ={SEED}\n" + "\n".join(wrong)


# ---------- reading ----------


READS = [one for one in API if hasattr(view_of(one), "get")]


@pytest.fixture
def reader(db):
    made = make_world()
    for sample in (*samples.FOREIGN.values(), *samples.SHARED.values()):
        sample(made)
    _client, token = make_client(*every_scope())
    return made, Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def queries(endpoint: Endpoint) -> list[dict[str, str]]:
    """Each parameter it describes, and one nobody knows, with one hostile word after another."""
    told = described_at(endpoint.path, "get")
    names = [one["name"] for one in told.get("parameters", ()) if one["in"] == "query"]
    return [
        {name: word} for name in [*names, "more"] for word in some(WORDS, f"{endpoint.name} {name}")
    ]


def addresses(endpoint: Endpoint, world: Any) -> list[str]:
    """As it is, and with hostile names of things."""
    sample = samples.FOREIGN.get(endpoint.name) or samples.SHARED.get(endpoint.name)
    usual = sample(world) if sample else {}
    odd = ("9" * 30, "0", "²", "%00", "%ED%A0%80", "CS-%C2%B2", "TR-" + "9" * 30, "x" * 300)
    named = [f"/{swapped(endpoint.path, one)}" for one in odd if usual]
    return [endpoint.url(usual), *named]


def swapped(path: str, word: str) -> str:
    return "/".join(word if part.startswith("<") else part for part in path.split("/"))


def test_no_reading_call_fails(reader):
    world, client = reader
    wrong = []
    for endpoint in READS:
        plain, *odd = addresses(endpoint, world)
        for url, query in [(plain, one) for one in queries(endpoint)] + [(one, {}) for one in odd]:
            cache_keys.forget()
            if found := problem(client.get(url, query)):
                wrong.append(f"{url} {str(query)[:200]}: {found}")

    assert not wrong, f"PLUMBLINE_FUZZ={SEED}\n" + "\n".join(wrong)
