from datetime import timedelta

from inventory.replenishment.models import QuietCell, Suggestion
from inventory.transfers.models import Shipment, Shortage
from inventory.transfers.services import create_transfer
from kernel.clock import now
from tests.inventory.intake.world import make_location
from tests.security.endpoints import every_endpoint
from tests.security.samples import foreign, query
from tests.security.world import World


def names_with(*arguments: str) -> list[str]:
    return [
        endpoint.name
        for endpoint in every_endpoint()
        if endpoint.name.startswith(("inventory:transfer", "api-transfer"))
        and set(endpoint.arguments) == set(arguments)
    ]


def far_transfer(world: World):
    """Between two places of the other region."""
    if "transfer" not in world.made:
        far = make_location(f"{world.far_store.code}B", world.south)
        far.place.name = f"{world.mark} depot"
        far.place.save(update_fields=["name"])
        world.made["transfer"] = create_transfer(
            origin=world.far_store,
            destination=far,
            lines=[(world.sku, world.hoard // 10)],
            words=f"{world.mark} launch",
            actor=None,
            at=now(),
        )
    return world.made["transfer"]


@foreign(*names_with("reference"))
def transfer(world: World):
    return {"reference": far_transfer(world).reference}


def far_shipment(world: World) -> Shipment:
    if "shipment" not in world.made:
        transfer = far_transfer(world)
        world.made["shipment"] = Shipment.objects.create(
            transfer=transfer, number=1, reference=f"{transfer.reference}/1", packed_at=now()
        )
    return world.made["shipment"]


@foreign(
    *(
        name
        for name in names_with("reference", "number")
        if not {"shortage", "attachment"} & set(name.split("-"))
    )
)
def part(world: World):
    return {"reference": far_shipment(world).transfer.reference, "number": 1}


@foreign("inventory:transfer-shortage-ask", "inventory:transfer-shortage-found")
def shortage(world: World):
    if "shortage" not in world.made:
        shipment = far_shipment(world)
        world.made["shortage"] = Shortage.objects.create(
            transfer=shipment.transfer, shipment=shipment, reported_at=now()
        )
        world.made["shortage"].lines.create(sku=world.sku, claimed=1)
    made = world.made["shortage"]
    return {"reference": made.transfer.reference, "number": made.pk}


@foreign("api-transfer-ask-loss", "api-transfer-found")
def api_loss(world: World):
    given = shortage(world)
    return {"reference": given["reference"], "shortage": world.made["shortage"].reference}


@foreign("api-suggestion", "api-suggestion-draft", "api-suggestion-dismiss")
def suggestion(world: World):
    """Between two places of the other region, against the way of what is drafted there."""
    transfer = far_transfer(world)
    made, _new = Suggestion.objects.get_or_create(
        sku=world.sku,
        from_location=transfer.to_location,
        to_location=transfer.from_location,
        defaults={
            **dict.fromkeys(("to_sold", "from_has", "from_sold"), world.hoard),
            "to_has": 0,
            **dict.fromkeys(("quantity", "reorder_point", "target"), world.hoard // 10),
            "sells_out_on": now().date(),
            "computed_at": now(),
        },
    )
    return {"number": made.pk}


@foreign("api-suggestion-resume")
def quiet(world: World):
    """Held back at a place of the other region."""
    made, _new = QuietCell.objects.get_or_create(
        sku=world.sku,
        to_location=far_transfer(world).to_location,
        defaults={
            "until": now() + timedelta(days=1),
            "reason": f"{world.mark} later",
            "at_time": now(),
        },
    )
    return {"number": made.pk}


query("inventory:transfers", "origin=FAR1", "q=SHIRT", "status=open")
query("inventory:transfer-location-options", "origin=FAR")
query("inventory:suggestions", "origin=FAR1", "sku=SHIRT")
