"""Every field of every command naming in turn what is foreign: nothing is told or written of it.

The client is kept to one network, and so are the people it acts for; what is foreign lies in another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from rest_framework import serializers

from accounts.models import Place
from exceptions.models import Occurrence
from exceptions.services import open_case
from kernel.clock import now
from tests.commands.calls import Calling, calling
from tests.commands.hostile import leaves, put, some
from tests.commands.ready import every_command, rooms, view_of
from tests.factories import make_person, make_place
from tests.inventory.intake.world import make_location, make_sku
from tests.security.world import MARK

ROOMS, COMMANDS = rooms(), every_command()
# What makes the house's own words of it, or takes them as they are.
NAMES_NOTHING = (
    serializers.ChoiceField,
    serializers.BooleanField,
    serializers.DateTimeField,
    serializers.DateField,
    serializers.DecimalField,
    serializers.UUIDField,
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Things of another network, by how a call would name them."""

    things: tuple[Model, ...]
    texts: tuple[str, ...]
    numbers: tuple[int, ...]


def make_foreign() -> Foreign:
    abroad = make_place("FAR-NET", name=f"{MARK} net")
    store, sku = make_location("FAR1", abroad), make_sku("FAR-HAT", abroad)
    Place.objects.filter(pk=store.place_id).update(name=f"{MARK} store")
    sku.name = f"{MARK} hat"
    sku.save(update_fields=["name"])
    person = make_person("Faraway", role="admin", scope=abroad)
    person.name = f"{MARK} person"
    person.save(update_fields=["name"])
    case = open_case(
        kind="below_zero", fingerprint="far", title=f"{MARK} is short", subject=store,
        place=store.place, at=now(), evidence={},
    )  # fmt: skip
    seen = Occurrence.objects.get(case=case)
    return Foreign(
        (abroad, store.place, store, sku, person, case, seen),
        ("FAR1", "FAR-NET", "FAR-HAT", person.email, case.reference),
        (case.pk, seen.pk, store.pk, sku.pk, person.pk),
    )


@pytest.fixture
def world(db, name):
    return ROOMS[name].make_world()


def near_place(world: Any) -> Place:
    """The network its people work in."""
    if hasattr(world, "network"):
        found: Place = world.network
        return found
    return Place.objects.get(code="gifts")


def written_about(foreign: Foreign) -> list[int]:
    """How many rows point to each foreign thing, whatever table they are in, and their versions."""
    counts = [
        relation.related_model._base_manager.filter(**{relation.field.name: thing.pk}).count()
        for thing in foreign.things
        for relation in thing._meta.related_objects
    ]
    fresh = [type(thing)._base_manager.get(pk=thing.pk) for thing in foreign.things]
    return counts + [getattr(thing, "version", 0) or 0 for thing in fresh]


def named(call: Calling, foreign: Foreign) -> Iterator[str]:
    """The accepted body, with one field after another naming something foreign: two things at each."""
    shape = view_of(call.endpoint).serializer
    for way in leaves(shape()) if shape is not None else ():
        field = field_at(shape(), way)
        if isinstance(field, (*NAMES_NOTHING, serializers.BaseSerializer)):
            continue
        whole = isinstance(field, serializers.IntegerField)
        tried = foreign.numbers if whole else foreign.texts
        for name in some(tried, f"{call.endpoint.name} {way}")[:2]:
            yield put(call.ready.body, way, json.dumps(name))


def field_at(shape: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        shape = shape.child if isinstance(step, int) else shape.get_fields()[step]
    return shape


def sent(call: Calling, foreign: Foreign, before: list[int], body: str) -> str:
    with transaction.atomic():
        answer = call.send(json.loads(body))
        told = MARK.lower() in (answer.content.decode() + repr(dict(answer.headers))).lower()
        wrote = answer.status_code < 300 and written_about(foreign) != before
        transaction.set_rollback(True)
    if not (told or wrote or answer.status_code >= 500):
        return ""
    return f"{call.endpoint.name} {body}: {answer.status_code} told={told} wrote={wrote}"


@pytest.mark.parametrize("name", ROOMS)
def test_no_field_reaches_what_is_foreign(name, world):
    foreign, wrong = make_foreign(), []
    for command, made in ROOMS[name].commands.items():
        if view_of(COMMANDS[command]).takes != "application/json":
            continue
        with transaction.atomic():
            call = calling(COMMANDS[command], made(world), place=near_place(world))
            before = written_about(foreign)
            answers = [sent(call, foreign, before, body) for body in named(call, foreign)]
            wrong += [found for found in answers if found]
            transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)
