from datetime import timedelta

from inventory.intake.models import (
    EventConflict,
    FeedHeard,
    SnapshotTolerance,
    StreamRestart,
    TypeOwner,
    WaitingEvent,
)
from inventory.ledger.models import Source
from inventory.ledger.vocabulary import EventType
from kernel.clock import now
from tests.inventory.intake.world import tell
from tests.security.endpoints import every_endpoint
from tests.security.samples import foreign, query
from tests.security.world import World


def names_with(prefix: str) -> list[str]:
    return [
        endpoint.name
        for endpoint in every_endpoint()
        if endpoint.name.startswith(prefix) and endpoint.arguments == ("reference",)
    ]


@foreign(*names_with("inventory:waiting-event"))
def waiting(world: World):
    if "waiting" not in world.made:
        fact = {
            "type": "receipt",
            "key": f"{world.side}-waits",
            "sku": f"{world.mark}-9",
            "location": world.far_store.code,
            "quantity": world.hoard,
            "occurred_at": now().isoformat(),
        }
        tell(world.source, fact, at=now(), scope_paths=(world.south.path,))
        world.made["waiting"] = WaitingEvent.objects.get(key=f"{world.side}-waits")
    return {"reference": world.made["waiting"].reference}


@foreign(*names_with("inventory:conflict"))
def conflict(world: World):
    if "conflict" not in world.made:
        other = {
            "type": "receipt",
            "key": f"{world.side}-1",
            "sku": world.sku.code,
            "location": world.far_store.code,
            "quantity": world.hoard,
            "occurred_at": (now() - timedelta(hours=3)).isoformat(),
            "attributes": {"note": world.mark},
        }
        tell(world.source, other, at=now(), scope_paths=(world.south.path,))
        world.made["conflict"] = EventConflict.objects.get(key=f"{world.side}-1")
    return {"reference": world.made["conflict"].reference}


@foreign("inventory:stream-restart")
def restart(world: World):
    if "restart" not in world.made:
        at = now()
        fact = {
            "type": "po_create", "key": f"{world.side}-began", "sku": world.sku.code, "location": world.far_store.code,
            "quantity": 1, "occurred_at": at.isoformat(), "stream": world.mark, "sequence": 1,
        }  # fmt: skip
        world.made["restart"] = StreamRestart.objects.create(
            source=world.source,
            stream=world.mark,
            place=world.south,
            began_id=tell(world.source, fact, at=at)[0].event_id,
            began_at=at,
            first=1,
            seen_at=at,
        )
    return {"reference": world.made["restart"].reference}


@foreign("inventory:owner-remove")
def owner(world: World):
    made, _new = TypeOwner.objects.get_or_create(
        type=EventType.DAMAGE, source=world.source, place=world.south, defaults={"set_at": now()}
    )
    return {"pk": made.pk}


@foreign("inventory:tolerance-remove")
def tolerance(world: World):
    made, _new = SnapshotTolerance.objects.get_or_create(
        source=world.source, place=world.south, units=3, defaults={"set_at": now()}
    )
    return {"pk": made.pk}


query("inventory:waiting", "q=far")
query("inventory:intake", "place=FAR-SOUTH")


@foreign("inventory:source", "inventory:source-change", "api-source", "api-source-change")
def source(world: World):
    """It speaks of the far store alone; its name is for everybody, as sources belong to no place."""
    if "far-source" not in world.made:
        made, _ = Source.objects.get_or_create(code="far-feed", name="Feed elsewhere")
        FeedHeard.objects.create(source=made, location=world.far_store, last_heard_at=now())
        world.made["far-source"] = made
    return {"code": "far-feed"}
