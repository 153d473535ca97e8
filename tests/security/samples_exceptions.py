from exceptions.services import open_case
from kernel.clock import now
from tests.security.endpoints import every_endpoint
from tests.security.samples import foreign, shared
from tests.security.world import HOARD, MARK, World


def names_with(prefix: str) -> list[str]:
    return [
        endpoint.name
        for endpoint in every_endpoint()
        if endpoint.name.startswith(prefix) and endpoint.arguments == ("reference",)
    ]


@foreign(*names_with("exceptions:case"), *names_with("api-case"))
def case(world: World):
    if "case" not in world.made:
        world.made["case"] = open_case(
            kind="below_zero",
            fingerprint="far",
            title=f"{MARK} store is short",
            subject=world.far_store,
            place=world.far_store.place,
            at=now(),
            evidence={"available": -HOARD},
        )
    return {"reference": world.made["case"].reference}


@foreign("exceptions:undo")
def undo(world: World):
    return {"token": "made-up"}


@shared("exceptions:bulk")
def bulk(world: World):
    return {"verb": "assign"}
