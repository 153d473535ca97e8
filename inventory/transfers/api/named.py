"""What the body of a call names: places, SKUs and how many of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.api.authentication import ClientPrincipal
from accounts.models.place import in_networks_of
from accounts.policies.base import covers
from inventory.catalog.models import Location, Sku
from inventory.catalog.queries import resolve_codes
from inventory.transfers import errors
from workbench.api.commands import Call


def draft_fields(call: Call) -> dict[str, Any]:
    """What a draft says, with one end at least among the client's places. Raises LocationUnknown,
    PlacesOutsideScope, SkuUnknown, SkuTwice."""
    data = call.content
    origin, destination = (location_at(data[end], call.principal) for end in ("from", "to"))
    if not any(covers(call.principal, end.place.path) for end in (origin, destination)):
        raise errors.PlacesOutsideScope(origin=origin.code, destination=destination.code)
    return {
        "origin": origin,
        "destination": destination,
        "lines": list(quantities(data["lines"]).items()),
        "reason": data["reason"],
        "words": data["note"],
        "needed_by": data["needed_by"],
    }


def location_at(code: str, principal: ClientPrincipal) -> Location:
    """A location of the client's networks. Raises LocationUnknown."""
    found = Location.objects.select_related("place").filter(place__code=code).first()
    if found is None or not in_networks_of(principal, found.place.path):
        raise errors.LocationUnknown(code=code)
    return found


def skus_named(codes: Iterable[str]) -> dict[str, Sku]:
    """SKUs by what they were called in the call. Raises SkuUnknown."""
    wanted = list(codes)
    found = resolve_codes(wanted)
    for code in wanted:
        if code not in found:
            raise errors.SkuUnknown(sku=code)
    skus = Sku.objects.in_bulk({named.sku_id for named in found.values()})
    return {code: skus[found[code].sku_id] for code in wanted}


def quantities(lines: Iterable[Mapping[str, Any]]) -> dict[Sku, int]:
    """Quantities by SKU. Raises SkuUnknown, SkuTwice."""
    sent = list(lines)
    skus = skus_named(line["sku"] for line in sent)
    made: dict[Sku, int] = {}
    for line in sent:
        sku = skus[line["sku"]]
        if sku in made:
            raise errors.SkuTwice(sku=sku.code)
        made[sku] = line["quantity"]
    return made
