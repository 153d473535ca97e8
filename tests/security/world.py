"""A network with a region of one's own and things that are foreign to it.

Whatever is foreign carries MARK in its name, and HOARD as its quantity: neither may ever be read by
somebody who works in the region `north`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from accounts.models import Place, User
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Event, Source
from kernel.clock import now
from tests.factories import make_person, make_place
from tests.inventory.intake.world import make_location, tell

MARK = "Zyxfar"
HOARD = 7_654_321


@dataclass
class World:
    network: Place
    north: Place
    south: Place
    abroad: Place
    store: Location
    far_store: Location
    sku: Sku
    far_sku: Sku
    source: Source
    stranger: User
    event_id: int
    # What is in every name of the other side, and in every code and key.
    mark: str = MARK
    side: str = "far"
    hoard: int = HOARD
    # What the samples make, once each.
    made: dict[str, Any] = field(default_factory=dict)


def make_world() -> World:
    network = make_place("HOME")
    north, south = (_region(code, network) for code in ("NORTH", "FAR-SOUTH"))
    abroad = make_place("FAR-NET", name=f"{MARK} net")
    store, far_store = make_location("N1", north), make_location("FAR1", south)
    for place, name in ((south, f"{MARK} south"), (far_store.place, f"{MARK} store")):
        place.name = name
        place.save(update_fields=["name"])
    sku = make_sku("SHIRT", network, "Shirt")
    source = Source.objects.create(code="pos", name="Tills")
    event_id = _stock(source, sku)
    return World(
        network=network,
        north=north,
        south=south,
        abroad=abroad,
        store=store,
        far_store=far_store,
        sku=sku,
        far_sku=make_sku("FAR-HAT", abroad, f"{MARK} hat"),
        source=source,
        stranger=make_person(f"{MARK}person", role="store manager", scope=far_store.place),
        event_id=event_id,
    )


def mirrored(world: World) -> World:
    """The same world seen from the other side: what the samples make of it is near."""
    mark = "Nearby"
    return World(
        network=world.network,
        north=world.south,
        south=world.north,
        abroad=world.network,
        store=world.far_store,
        far_store=world.store,
        sku=world.sku,
        far_sku=make_sku("NEAR-HAT", world.network, f"{mark} hat"),
        source=world.source,
        stranger=make_person(f"{mark}person", role="store manager", scope=world.store.place),
        event_id=Event.objects.get(key="near-1").pk,
        mark=mark,
        side="near",
        hoard=54,
    )


def _stock(source: Source, sku: Sku) -> int:
    """Five pieces here, a hoard there; answers the event of the hoard."""
    at = now()
    usual = {
        "type": "receipt",
        "sku": sku.code,
        "occurred_at": (at - timedelta(hours=1)).isoformat(),
    }
    here = {**usual, "key": "near-1", "location": "N1", "quantity": 5}
    there = {**usual, "key": "far-1", "location": "FAR1", "quantity": HOARD}
    results = tell(source, here, there, at=at)
    assert [result.status for result in results] == ["posted", "posted"]
    return int(results[1].event_id or 0)


def _region(code: str, network: Place) -> Place:
    region = make_place(code, parent=network)
    region.kind = Place.Kind.REGION
    region.save(update_fields=["kind"])
    return region


def make_sku(code: str, network: Place, name: str) -> Sku:
    sku = Sku(code=code, name=name, network=network, created_at=now())
    sku.activate()
    sku.save()
    return sku
