from inventory.transfers.services import create_transfer
from kernel.clock import now
from tests.inventory.intake.world import make_location
from tests.security.endpoints import every_endpoint
from tests.security.samples import foreign, query
from tests.security.world import MARK, World


def names_with(*arguments: str) -> list[str]:
    return [
        endpoint.name
        for endpoint in every_endpoint()
        if endpoint.name.startswith(("inventory:transfer", "api-transfer"))
        and endpoint.arguments == arguments
    ]


def far_transfer(world: World):
    """Between two places of the other region."""
    if "transfer" not in world.made:
        far = make_location("FAR2", world.south)
        far.place.name = f"{MARK} depot"
        far.place.save(update_fields=["name"])
        world.made["transfer"] = create_transfer(
            origin=world.far_store,
            destination=far,
            lines=[(world.sku, 765_432)],
            words=f"{MARK} launch",
            actor=None,
            at=now(),
        )
    return world.made["transfer"]


@foreign(*names_with("reference"))
def transfer(world: World):
    return {"reference": far_transfer(world).reference}


@foreign(*names_with("reference", "number"))
def part(world: World):
    return {"reference": far_transfer(world).reference, "number": 1}


query("inventory:transfers", "origin=FAR1", "q=SHIRT", "status=open")
query("inventory:transfer-location-options", "origin=FAR")
query("inventory:suggestions", "origin=FAR1", "sku=SHIRT")
