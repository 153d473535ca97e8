"""Every command of the API, sent twice with one key: no failure, and the second answer is the first."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from accounts.roles import ROLES
from accounts.scopes import SCOPES, torn_pairs
from accounts.services import create_client
from kernel.clock import now
from tests.factories import make_person
from tests.security import samples
from tests.security.bodies import body_of
from tests.security.endpoints import Endpoint
from tests.security.test_every_endpoint import API, every_scope, foreign_url
from tests.security.world import World, make_world
from workbench.api.commands import CommandEndpoint
from workbench.api.once import REPLAYED

COMMANDS = [one for one in API if issubclass(getattr(one.callback, "cls", object), CommandEndpoint)]
# Without a version; as it was made; changed once.
VERSIONS = ("*", '"1"', '"2"')


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    for sample in (*samples.FOREIGN.values(), *samples.SHARED.values()):
        sample(made)
    return made


@pytest.fixture
def tokens(world: World) -> list[str]:
    """Of two clients that together may do everything."""
    first = every_scope()
    left = set(SCOPES) - set(first)
    against = {one for one, other in torn_pairs(frozenset(SCOPES)) if other in left}
    scopes = {"maker": first, "decider": sorted(set(SCOPES) - against)}
    return [
        create_client(name=name, source_code=name, place=None, scopes=held, actor=None, at=now())[1]
        for name, held in scopes.items()
    ]


@pytest.fixture
def boss(world: World) -> str:
    """Who may do everything everywhere."""
    person = make_person("Boss", scope=world.network)
    person.groups.set(make_person(f"r{n}", role=role).groups.get() for n, role in enumerate(ROLES))
    person.place_scopes.create(place=world.abroad)
    return str(person.email)


def body_to(endpoint: Endpoint, world: World, boss: str) -> dict[str, Any]:
    """Everything the description of a command asks for, on behalf of somebody who may."""
    if endpoint.callback.cls.takes != "application/json":
        return {"on_behalf_of": boss, "file": SimpleUploadedFile("a.txt", b"hello")}
    return body_of(endpoint, world) | {"on_behalf_of": boss}


def send(url: str, body: dict[str, Any], *, token: str, version: str, key: str) -> Any:
    heads = {"Authorization": f"Bearer {token}", "If-Match": version, "Idempotency-Key": key}
    form = any(isinstance(value, SimpleUploadedFile) for value in body.values())
    if form:
        body["file"].seek(0)
    more = {} if form else {"content_type": "application/json"}
    cache.clear()
    return Client(raise_request_exception=False).post(url, body, headers=heads, **more)


def test_is_acted_on_once(world, tokens, boss):
    wrong, acted = [], set()
    for endpoint in COMMANDS:
        url, body = foreign_url(endpoint, world), body_to(endpoint, world, boss)
        for token, version in ((token, version) for token in tokens for version in VERSIONS):
            sending = partial(send, url, body, token=token, version=version, key=str(uuid4()))
            with transaction.atomic():
                first = sending()
                again = sending() if first.status_code < 300 else first
                transaction.set_rollback(True)
            if again.status_code >= 500 or first.status_code >= 500:
                wrong.append(f"{endpoint.name} {version}: {first.status_code} {again.status_code}")
            elif first.status_code < 300:
                acted.add(endpoint.name)
                if (again.json(), again.get(REPLAYED)) != (first.json(), "true"):
                    wrong.append(f"{endpoint.name}: {first.content!r}, then {again.content!r}")
                break

    assert not wrong, "\n".join(wrong)
    # Else the walk would prove nothing: what the others wait for stands in the tests of their rooms.
    assert len(acted) > len(COMMANDS) / 4
