from exceptions.services import open_case
from kernel.clock import now
from tests.security.samples import foreign
from tests.security.world import HOARD, MARK, World


@foreign("exceptions:case")
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
