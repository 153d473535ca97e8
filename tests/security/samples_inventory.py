from inventory.catalog.models import Category
from tests.security.endpoints import every_endpoint
from tests.security.samples import foreign, query, shared
from tests.security.world import World

# Opens with a location only: tried with a foreign one below.
NEEDS_MORE = {"inventory:sku-explain"}


def names_with(prefix: str) -> list[str]:
    """Every endpoint whose name begins so and that takes a code alone: verbs come and go."""
    return [
        endpoint.name
        for endpoint in every_endpoint()
        if endpoint.name.startswith(prefix)
        and endpoint.arguments == ("code",)
        and endpoint.name not in NEEDS_MORE
    ]


@foreign(*names_with("inventory:sku"))
def sku(world: World):
    return {"code": world.far_sku.code}


@shared("inventory:sku", "inventory:sku-movements", "inventory:sku-explain")
def shared_sku(world: World):
    return {"code": world.sku.code}


@foreign(*names_with("inventory:location"))
def location(world: World):
    return {"code": world.far_store.code}


@foreign("inventory:category-rename", "inventory:category-move")
def category(world: World):
    made, _new = Category.objects.get_or_create(
        network=world.abroad,
        code=world.side,
        defaults={"name": f"{world.mark} hats", "path": f"/{world.side}/"},
    )
    return {"number": made.pk}


@foreign("inventory:event", "inventory:event-reverse", "api-event-reverse")
def event(world: World):
    return {"number": world.event_id}


query("inventory:sku-explain", "location=FAR1")
query("inventory:sku-movements", "location=FAR1")
query("inventory:stock", "location=FAR1", "sku=SHIRT", "place=FAR-SOUTH")
query("inventory:locations", "q=FAR")
query("inventory:skus", "q=FAR")
query("api-stock", "location=FAR1", "sku=SHIRT", "sku=FAR-HAT")
query("api-movements", "location=FAR1", "sku=SHIRT")
