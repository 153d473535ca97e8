"""A small retailer for the intake's tests: two stores of one network, a few SKUs, two sources."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Place
from inventory.catalog.models import Location, Sku
from inventory.intake.services import accept
from inventory.ledger.models import Source, StockLevel
from inventory.ledger.services import Delivery, Result
from tests.factories import NOON, make_place

MINUTE = timedelta(minutes=1)


@dataclass
class World:
    network: Place
    camden: Location
    york: Location
    pos: Source
    wms: Source
    skus: dict[str, Sku] = field(default_factory=dict)

    def stock(self, sku: str = "MUG", location: Location | None = None) -> int:
        """What is available of a SKU, at Camden where no place is named."""
        level = StockLevel.objects.filter(
            sku=self.skus[sku], location=location or self.camden
        ).first()
        return level.available if level else 0

    def add_sku(self, code: str) -> Sku:
        self.skus[code] = make_sku(code, self.network)
        return self.skus[code]


def make_world() -> World:
    network = make_place("GIFTS")
    world = World(
        network=network,
        camden=make_location("CAMDEN", network),
        york=make_location("YORK", network),
        pos=Source.objects.create(code="pos", name="Tills"),
        wms=Source.objects.create(code="wms", name="Warehouse"),
    )
    for code in ("MUG", "LAMP"):
        world.add_sku(code)
    return world


def make_location(code: str, network: Place) -> Location:
    location = Location(place=make_place(code, parent=network), kind=Location.Kind.STORE)
    location.open()
    location.save()
    return location


def make_sku(code: str, network: Place) -> Sku:
    sku = Sku(code=code, name=code.title(), network=network, created_at=NOON)
    sku.activate()
    sku.save()
    return sku


def event(key: str, type_: str = "receipt", **fields: Any) -> dict[str, Any]:
    """An event as a source would send it: 10 mugs received at Camden an hour before noon."""
    usual = {
        "key": key,
        "type": type_,
        "sku": "MUG",
        "location": "CAMDEN",
        "quantity": 10,
        "occurred_at": (NOON - 60 * MINUTE).isoformat(),
    }
    return {name: value for name, value in {**usual, **fields}.items() if value is not None}


def reversal(key: str, of: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "type": "reversal",
        "reverses": of,
        "occurred_at": (NOON - 30 * MINUTE).isoformat(),
        **fields,
    }


def text_of(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), default=repr)


def tell(
    source: Source,
    *events: Any,
    at: datetime = NOON,
    scope_paths: tuple[str, ...] | None = None,
    client: str = "till",
) -> list[Result]:
    """Hand events to the intake as a call of the API would."""
    return accept(
        deliveries=[Delivery(payload=one, raw=text_of(one)) for one in events],
        source=source,
        received_at=at,
        scope_paths=scope_paths,
        client=client,
    )
