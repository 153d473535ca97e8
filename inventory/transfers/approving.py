"""How transfers and their losses are put to approvers: the facts policies may ask about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Place
from inventory.catalog.models import Location
from inventory.transfers.models import Shortage, Transfer

TRANSFER, SHORTAGE = "transfers.transfer", "transfers.shortage"
PLACE_KEYS = (("to", _("receiving location")), ("from", _("sending location")))
KINDS = tuple(Location.Kind.choices)
REASONS = tuple(Transfer.Reason.choices)


def places_of(transfer: Transfer) -> dict[str, Place]:
    return {"to": transfer.to_location.place, "from": transfer.from_location.place}


def facts_of(transfer: Transfer) -> dict[str, Any]:
    """What is known of a transfer that is being submitted."""
    asked = transfer.lines.aggregate(units=Sum("asked"))["units"] or 0
    return {
        "value": transfer.value,
        "units": asked,
        "lines": transfer.lines.count(),
        "from_kind": transfer.from_location.kind,
        "to_kind": transfer.to_location.kind,
        "crosses_regions": crosses_regions(transfer),
        "reason": transfer.reason,
        "age_days": (transfer.since - transfer.created_at).days,
    }


def facts_of_loss(shortage: Shortage, *, value: Decimal | None, units: int) -> dict[str, Any]:
    transfer = shortage.transfer
    return {
        "value": value,
        "units": units,
        "from_kind": transfer.from_location.kind,
        "to_kind": transfer.to_location.kind,
        "crosses_regions": crosses_regions(transfer),
    }


def crosses_regions(transfer: Transfer) -> bool:
    """Whether the two ends lie under different nodes right below their network."""
    return _region(transfer.from_location.place) != _region(transfer.to_location.place)


def _region(place: Place) -> str:
    """The node below the network; a place right below it has none of its own."""
    steps = place.path.strip("/").split("/")
    return steps[1] if len(steps) > 2 else ""


def title_of(transfer: Transfer, lines: int) -> str:
    """What the request is called, in the words of whoever decides."""
    words = (
        _("%(reason)s, %(lines)s lines to %(to)s")
        if lines != 1
        else _("%(reason)s, 1 line to %(to)s")
    )
    return str(words) % {
        "reason": transfer.get_reason_display(),
        "lines": f"{lines:,}",
        "to": transfer.to_location.name,
    }
