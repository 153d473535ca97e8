"""How an event would be read: each field as sent, and what it means here. For people only; what
decides is the ledger itself, which a dry run asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Place
from accounts.models.place import Principal
from inventory.catalog.models import Sku, SkuIdentifier, UnitConversion
from inventory.intake.contents import fields_of, storable
from inventory.ledger.vocabulary import Direction, EndNotAllowed, EventType, State, plan
from workbench import formats

FIELDS = (
    "key", "type", "sku", "location", "to_location", "quantity", "unit", "occurred_at", "state",
    "to_state", "direction", "reverses", "reference", "reason", "stream", "sequence", "unit_cost",
    "attributes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    field: str
    sent: str
    means: str = ""
    wrong: bool = False


def read_payload(payload: Any, principal: Principal) -> list[Reading]:
    """The fields of an event in their usual order, then those nobody knows."""
    fields = fields_of(payload)
    sku = _sku(fields.get("sku"))
    known = [_read(name, fields, sku, principal) for name in FIELDS if name in fields]
    unknown = [
        Reading(storable(str(name))[:80], _shown(value), _("not a field of an event"), wrong=True)
        for name, value in fields.items()
        if name not in FIELDS
    ]
    return known + unknown


def _read(name: str, fields: Mapping[str, Any], sku: Sku | None, principal: Principal) -> Reading:
    value = fields[name]
    means, wrong = "", False
    if name == "sku":
        means, wrong = (f"{sku.code} {sku.name}", False) if sku else (_("unknown"), True)
    elif name in {"location", "to_location"}:
        means, wrong = _place(value, principal)
    elif name == "type":
        means, wrong = _ends(fields)
    elif name == "quantity":
        means, wrong = _quantity(fields, sku)
    elif name == "occurred_at":
        means, wrong = _moment(value)
    return Reading(name, _shown(value), means, wrong)


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    return storable(value if isinstance(value, str) else str(value))[:300]


def _sku(value: Any) -> Sku | None:
    if not isinstance(value, str):
        return None
    code = storable(value).strip()
    found = Sku.objects.filter(code=code).first()
    if found is None:
        identifier = SkuIdentifier.objects.select_related("sku").filter(value=code).first()
        found = identifier.sku if identifier else None
    return found


def _place(value: Any, principal: Principal) -> tuple[str, bool]:
    """A place outside the person's scope is as unknown as one that does not exist."""
    code = storable(value).strip() if isinstance(value, str) else ""
    place = Place.objects.visible_to(principal).filter(code=code, location__isnull=False).first()
    return (place.name, False) if place else (_("unknown here"), True)


def _ends(fields: Mapping[str, Any]) -> tuple[str, bool]:
    word = fields.get("type")
    type_ = EventType.from_word(word) if isinstance(word, str) else None
    if type_ is None:
        return _("unknown"), True
    try:
        found = plan(type_, _state(fields, "state"), _state(fields, "to_state"), _way(fields))
    except EndNotAllowed as error:
        return str(error), True
    if found.frm is None or found.to is None:
        return "", False
    return f"{found.frm.word} → {found.to.word}".replace("_", " "), False


def _state(fields: Mapping[str, Any], name: str) -> State | None:
    word = fields.get(name)
    return State.from_word(word) if isinstance(word, str) else None


def _way(fields: Mapping[str, Any]) -> Direction | None:
    word = fields.get("direction")
    return Direction.from_word(word) if isinstance(word, str) else None


def _quantity(fields: Mapping[str, Any], sku: Sku | None) -> tuple[str, bool]:
    value, unit = fields.get("quantity"), fields.get("unit")
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return _("not a whole number"), True
    if sku is None or not unit or unit == sku.base_unit:
        return "", False
    factor = UnitConversion.objects.filter(sku=sku, unit=str(unit)).first()
    if factor is None:
        return _("the SKU has no unit %(unit)s") % {"unit": str(unit)[:20]}, True
    total = formats.quantity(int(value) * factor.factor)
    return _("%(total)s in base units") % {"total": total}, False


def _moment(value: Any) -> tuple[str, bool]:
    if not isinstance(value, str):
        return _("not a time"), True
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return _("not a time"), True
    if moment.tzinfo is None:
        return _("no offset"), True
    return formats.full_moment(moment), False
