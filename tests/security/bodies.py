"""What is sent to a command of the API: everything its description asks for, each name a foreign one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from kernel.clock import now
from tests.security.endpoints import Endpoint
from tests.security.world import World


def body_of(endpoint: Endpoint, world: World) -> dict[str, Any]:
    """A whole body; empty where the command takes none."""
    view = getattr(endpoint.callback, "cls", None)
    shape = getattr(view, "serializer", None)
    return _filled(shape(), foreign_names(world)) if shape is not None else {}


def foreign_names(world: World) -> dict[str, Any]:
    """What a field of that name says: a thing of the other side, where it names a thing."""
    here, there = world.far_store.code, world.stranger.email
    return {
        "sku": world.far_sku.code,
        "location": here,
        "place": here,
        "from": here,
        "to": here,
        "owner": there,
        "person": there,
        "deputy": there,
        "on_behalf_of": there,
        "code": "walked-code",
        "into": far_case(world),
        "other": far_case(world),
        "case": far_case(world),
    }


def far_case(world: World) -> str:
    made = world.made.get("case")
    return made.reference if made else "CS-000001"


def _filled(shape: serializers.Serializer[Any], names: dict[str, Any]) -> dict[str, Any]:
    fields = {name: one for name, one in shape.get_fields().items() if not one.read_only}
    return {name: names.get(name) or _value(one, names) for name, one in fields.items()}


def _value(field: serializers.Field[Any, Any, Any, Any], names: dict[str, Any]) -> Any:
    if isinstance(field, serializers.ListSerializer):
        return [_filled(field.child, names)]
    if isinstance(field, serializers.Serializer):
        return _filled(field, names)
    if isinstance(field, serializers.ListField):
        return [_value(field.child, names)]
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices))
    later = now() + timedelta(days=1)
    plain: list[tuple[type, Any]] = [
        (serializers.BooleanField, True),
        (serializers.IntegerField, max(1, getattr(field, "min_value", None) or 1)),
        (serializers.DecimalField, "1"),
        (serializers.DateTimeField, later.isoformat()),
        (serializers.DateField, later.date().isoformat()),
        (serializers.DictField, {}),
        (serializers.JSONField, {}),
    ]
    return next((value for kind, value in plain if isinstance(field, kind)), "Walked")


def foreign_form(world: World) -> dict[str, Any]:
    """Every name a form of the product asks for, each saying a thing of the other side."""
    store, person = world.far_store, str(world.stranger.pk)
    ids = [one.reference for one in world.made.values() if hasattr(one, "reference")]
    codes = dict.fromkeys(
        ("location", "origin", "destination", "place", "from", "to", "within", "place_code"),
        store.code,
    )
    people = dict.fromkeys(
        ("owner", "who", "deputy", "manager", "person", "members", "user", "to_person"), person
    )
    return {
        **codes,
        **people,
        "id": ids,
        "confirmed": "1",
        "other": far_case(world),
        "case": far_case(world),
        "parent": world.south.code,
        "sku": world.far_sku.code,
        "lines": f"{world.far_sku.code} x 1",
        "list": "inventory.stock",
        "query": "location=FAR1",
        "version": "1",
        "until": "changes",
        "code": "counted",
        "severity": "30",
        "note": "Walked",
        "reason": "Walked",
        "name": "Walked",
        "title": "Walked",
        "text": f"@{world.stranger.name} hello",
        "subject_type": "catalog.location",
        "subject_id": str(store.pk),
        "format": "csv",
    }
