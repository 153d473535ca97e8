from django.urls import resolve

from exceptions.services import assign_case, open_case
from exceptions.undo_tokens import undo_url
from kernel.clock import now
from tests.factories import make_person
from tests.security.endpoints import every_endpoint
from tests.security.samples import foreign, shared
from tests.security.world import World


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
            fingerprint=world.side,
            title=f"{world.mark} store is short",
            subject=world.far_store,
            place=world.far_store.place,
            at=now(),
            evidence={"available": -world.hoard},
        )
    return {"reference": world.made["case"].reference}


@foreign("exceptions:undo")
def undo(world: World):
    """Signed as the desk signs it, about a case of the other side that was given to somebody."""
    if "undo" not in world.made:
        at = now()
        made = open_case(
            kind="below_zero",
            fingerprint=f"{world.side} undo",
            title=f"{world.mark} store is short",
            subject=world.far_store,
            place=world.far_store.place,
            at=at,
            evidence={"available": -world.hoard},
        )
        keeper = make_person(f"Keeper-{world.side}", role="ops agent", scope=world.network)
        given = assign_case(case_id=made.pk, owner=keeper, actor=keeper, at=at)
        world.made["undo"] = resolve(undo_url([given])).kwargs["token"]
    return {"token": world.made["undo"]}


@shared("exceptions:bulk", "exceptions:bulk-choices")
def bulk(world: World):
    return {"verb": "assign"}
