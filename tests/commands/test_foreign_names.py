"""Every field of every command naming in turn what is foreign: nothing is told or written of it.

The client is kept to one network, and so are the people it acts for; what is foreign lies in another.
Then all that a call names at once: one foreign name is often refused because it does not fit the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model, Q
from rest_framework import serializers

from accounts.models import Place, User
from exceptions.models import Case, Occurrence
from exceptions.services import open_case
from inventory.catalog.models import Location, Sku, SkuIdentifier
from kernel.clock import now
from tests.commands.calls import Calling, calling
from tests.commands.hostile import leaves, put, some
from tests.commands.ready import every_command, rooms, view_of
from tests.factories import make_person, make_place
from tests.inventory.intake.world import make_location, make_sku
from tests.security.world import MARK

ROOMS, COMMANDS = rooms(), every_command()
# What is kept nevertheless, and why.
KEPT = {
    "api-count-shelf-scans": "what was scanned, as it was scanned; its name is told to nobody",
}
BARCODE = "4006381333948"
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
    person: User
    case: Case

    def instead_of(self, name: str, others: list[str]) -> str:
        """What stands for a thing of the client's network; `others` are its places met so far."""
        if Location.objects.filter(place__code=name).exists():
            others.append(name)
            return "FAR1" if name == others[0] else "FAR2"
        if Place.objects.filter(code=name).exists():
            return "FAR-NET"
        if Sku.objects.filter(Q(code=name) | Q(identifiers__value=name)).exists():
            return "FAR-HAT"
        if User.objects.filter(email=name).exists():
            return self.person.email
        known = Case.objects.with_reference(name).exists()
        return self.case.reference if known else name


def make_foreign() -> Foreign:
    abroad = make_place("FAR-NET", name=f"{MARK} net")
    store, second = make_location("FAR1", abroad), make_location("FAR2", abroad)
    Place.objects.filter(pk__in=(store.place_id, second.place_id)).update(name=f"{MARK} store")
    sku = make_sku("FAR-HAT", abroad)
    SkuIdentifier.objects.create(sku=sku, scheme="ean13", value=BARCODE)
    sku.name = f"{MARK} hat"
    sku.save(update_fields=["name"])
    person = make_person("Faraway", scope=abroad)
    person.groups.set(Group.objects.all())
    person.name = f"{MARK} person"
    person.save(update_fields=["name"])
    case = open_case(
        kind="below_zero", fingerprint="far", title=f"{MARK} is short", subject=store,
        place=store.place, at=now(), evidence={},
    )  # fmt: skip
    seen = Occurrence.objects.get(case=case)
    return Foreign(
        (abroad, store.place, store, second, sku, person, case, seen),
        ("FAR1", "FAR-NET", "FAR-HAT", BARCODE, person.email, case.reference),
        (case.pk, seen.pk, store.pk, sku.pk, person.pk),
        person,
        case,
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
    told = [(one, thing.pk) for thing in foreign.things for one in pointing_to(type(thing))]
    counted = (
        f'(SELECT count(*) FROM "{table}" WHERE "{column}" = %s)' for (table, column), _ in told
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counted)}", [key for _, key in told])
        counts = list(cursor.fetchone())
    fresh = [type(thing)._base_manager.get(pk=thing.pk) for thing in foreign.things]
    return counts + [getattr(thing, "version", 0) or 0 for thing in fresh]


@cache
def pointing_to(model: type[Model]) -> list[tuple[str, str]]:
    """Tables and columns that name it; also relations without a name on this side, as a line's SKU."""
    found: list[Any] = model._meta.get_fields(include_hidden=True)
    rows = (one for one in found if one.one_to_many or (one.one_to_one and one.auto_created))
    return [
        (one.related_model._meta.db_table, one.field.column) for one in rows if not one.concrete
    ]


def named(call: Calling, foreign: Foreign) -> Iterator[str]:
    """The accepted body, with one field after another naming something foreign, then all of them."""
    shape = view_of(call.endpoint).serializer
    for way in leaves(shape()) if shape is not None else ():
        field = field_at(shape(), way)
        if isinstance(field, (*NAMES_NOTHING, serializers.BaseSerializer)):
            continue
        whole = isinstance(field, serializers.IntegerField)
        tried = some(foreign.numbers if whole else foreign.texts, f"{call.endpoint.name} {way}")[:2]
        usual = value_at(call.ready.body, way)
        for name in {abroad(usual, foreign, []), *tried} - {usual, None}:
            yield put(call.ready.body, way, json.dumps(name))
    told = abroad(call.ready.body, foreign, [])
    if told != call.ready.body:
        yield json.dumps(told, cls=DjangoJSONEncoder)


def value_at(told: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        reached = told[step : step + 1] if isinstance(told, list) else (told or {}).get(step)
        told = reached[0] if reached and isinstance(told, list) else reached
    return told if isinstance(told, (str, int)) else None


def abroad(told: Any, foreign: Foreign, others: list[str]) -> Any:
    """The same, about things of the other network."""
    if isinstance(told, dict):
        return {name: abroad(value, foreign, others) for name, value in told.items()}
    if isinstance(told, list):
        return [abroad(value, foreign, others) for value in told]
    return foreign.instead_of(told, others) if isinstance(told, str) else told


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
    wrote = wrote and call.endpoint.name not in KEPT
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
