"""What a person types into the forms of the walk: whatever a form asks for and does not hold yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kernel.clock import now
from tests.forms.read import Field, Form
from tests.security.world import World

Sent = dict[str, Any]
# Typed where a form of this address has a field of this name, in place of what stands there.
Typed = dict[str, dict[str, Any]]

PLAIN = {
    "reason": "Walked",
    "note": "Walked",
    "text": "Walked",
    "title": "Walked",
    "typed": "Walked",
}
KINDS: dict[str, Callable[[Field], Any]] = {
    "number": lambda one: one.attrs.get("min") or "1",
    "email": lambda one: "walked@example.com",
    "date": lambda one: (now() + timedelta(days=1)).strftime("%Y-%m-%d"),
    "datetime-local": lambda one: (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    "file": lambda one: SimpleUploadedFile("walked.txt", b"Walked.\n"),
    "text": lambda one: "Walked",
    "textarea": lambda one: "Walked",
}


# The first of what may be chosen.
FIRST = "the first choice"


def sent(form: Form, typed: dict[str, Any]) -> Sent:
    """What the browser sends once somebody has filled in the form."""
    found = {name: value_of(one) for name, one in form.fields.items()}
    for name, value in typed.items():
        if name in form.fields:
            found[name] = first_of(form.fields[name]) if value == FIRST else value
    return {name: value for name, value in found.items() if value is not None}


def first_of(one: Field) -> str:
    return next((each for each in one.choices if each), "")


def value_of(one: Field) -> Any:
    if one.kind == "select":
        return _of_select(one)
    if one.kind == "checkbox":
        # Rows of a list are all ticked.
        return (one.choices if one.name == "id" else one.chosen) or None
    if one.kind == "radio":
        return (one.chosen or one.choices)[0]
    if one.value and one.kind != "file":
        return one.value
    if one.name in PLAIN:
        return PLAIN[one.name]
    wanted = one.is_required or one.kind == "file"
    return KINDS.get(one.kind, lambda _one: "")(one) if wanted else one.value


def _of_select(one: Field) -> Any:
    if "multiple" in one.attrs:
        return one.chosen or (one.choices[:1] if one.is_required else None)
    if one.chosen:
        return one.chosen[-1]
    return first_of(one) if one.is_required else one.choices[:1]


def typed_for(world: World) -> Typed:
    """What the walked world needs so that a form means something."""
    here, there, sku = world.store.code, world.far_store.code, world.sku.code
    someone = world.stranger.email
    lines = f"{sku} x 1"
    return {
        "accounts:client-change": {"calls_per_minute": "700"},
        "accounts:client-new": {"source_code": "walked", "scopes": ["events:write"]},
        "accounts:device-register": {"place": here},
        "accounts:place-calendar": {"calendar": FIRST},
        "accounts:place-change": {"name": "Walked"},
        "accounts:place-manager": {"manager": FIRST},
        "accounts:place-move": {"parent": world.north.code},
        "accounts:place-new": {"parent": world.north.code},
        "accounts:team": {"name": "Walked"},
        "accounts:team-new": {"code": "walked", "members": someone},
        "accounts:user-invite": {"roles": ["store staff"], "places": here},
        "accounts:user-places": {"places": here},
        "accounts:user-roles": {"roles": ["store staff"]},
        "approvals:delegation-new": {"deputy": someone},
        "exceptions:case-link": {"other": other_case(world)},
        "exceptions:case-merge": {"other": other_case(world)},
        "exceptions:case-severity": {"severity": "high"},
        "exceptions:rule-new": {"queue": FIRST, "sla_minutes": "60"},
        "exceptions:workload-note": {"queue": FIRST},
        "exceptions:workload-reassign": {"from": FIRST, "to": FIRST},
        "inventory:adjustment-new": {"location": here, "reason": FIRST, "note_text": "Walked"},
        "inventory:category-move": {"parent": FIRST},
        "inventory:category-new": {"network": FIRST},
        "inventory:category-rename": {"name": "Walked"},
        "inventory:count-new": {"location": here, "shelves": "Walked"},
        "inventory:count-plan-new": {"place": here},
        "inventory:count-rules-new": {"place": here},
        "inventory:location-change": {"name": "Walked"},
        "inventory:location-new": {"parent": world.north.code},
        "inventory:import-new": {"file": opening_stock(here, sku)},
        "inventory:reason-new": {"code": "walked", "states": ["available"]},
        "inventory:receipt-damaged": {"quantity": "1", "reason": FIRST},
        "inventory:receipt-new": {"location": here, "sender": "Walked", "lines": lines},
        "inventory:receiving-settings": {"place": here, "percent": "5"},
        "inventory:sku-change": {"name": "Walked"},
        "inventory:sku-cost-set": {"amount": "1.50"},
        "inventory:sku-new": {"network": FIRST},
        "inventory:sku-price-set": {"amount": "1.50"},
        "inventory:sku-recipe-set": {"components": lines},
        "inventory:sku-unit-set": {"unit": "box", "factor": "6"},
        "inventory:transfer-new": {"origin": here, "destination": there, "lines": lines},
    }


def opening_stock(location: str, sku: str) -> SimpleUploadedFile:
    text = f"sku,location,quantity\n{sku},{location},1\n"
    return SimpleUploadedFile("walked.csv", text.encode(), content_type="text/csv")


def other_case(world: World) -> str:
    return str(world.made["stepped"].reference)
