from datetime import timedelta
from uuid import uuid4

from inventory.counts.api.urls import OF_COUNT, OF_SHELF
from inventory.counts.models import ClassRule, Count, CountPlan, KeptCode
from inventory.counts.services import Shelf, create_count, start_session, take_scans
from inventory.counts.services.rules import create_plan
from inventory.counts.services.scanning import Scan
from kernel.clock import now
from tests.factories import make_person
from tests.security.samples import foreign, query
from tests.security.world import World

query("inventory:counts", "show=every", "place=FAR1")
query("api-counts", "show=every", "code=CT-000001")


def far_count(world: World) -> Count:
    """A count of the far store with a scan nobody knows."""
    if "count" not in world.made:
        keeper = make_person(
            f"{world.mark}counter", role="store manager", scope=world.far_store.place
        )
        at = now()
        count = create_count(
            location=world.far_store,
            code=world.far_store.code,
            title=f"{world.mark} wall",
            shelves=[Shelf(f"{world.mark} shelf")],
            due_at=at + timedelta(hours=2),
            actor=keeper,
            at=at,
        )
        part = count.parts.get()
        start_session(part_id=part.pk, actor=keeper, at=at)
        scan = Scan(id=uuid4(), code=f"{world.mark}-code", quantity=1, at=at)
        take_scans(part_id=part.pk, scans=[scan], actor=keeper, at=at)
        world.made["count"] = count
    return world.made["count"]


@foreign(
    "inventory:count",
    "inventory:count-cancel",
    "inventory:count-review",
    "inventory:count-recount",
    "inventory:count-approve",
    "inventory:count-keep-books",
    "inventory:count-scan",
)
def count(world: World):
    return {"reference": far_count(world).reference}


@foreign(
    "inventory:count-scan-shelf",
    "inventory:count-scans",
    "inventory:count-start",
    "inventory:count-known",
    "inventory:count-finish",
    "inventory:count-correct",
)
def shelf(world: World):
    return {"reference": far_count(world).reference, "number": 1}


@foreign("inventory:count-code-settle")
def kept_code(world: World):
    far = far_count(world)
    return {"reference": far.reference, "pk": KeptCode.objects.get(count=far).pk}


def far_keeper(world: World):
    if "plan-keeper" not in world.made:
        world.made["plan-keeper"] = make_person(
            f"{world.mark}planner", role="store manager", scope=world.far_store.place
        )
    return world.made["plan-keeper"]


@foreign("inventory:count-plan-change")
def plan(world: World):
    if "count-plan" not in world.made:
        wanted = {
            "is_active": True, "lines": 5, "every_days": 1, "on_below_zero": True,
            "on_snapshot": True, "short_picks": 2,
        }  # fmt: skip
        place = world.far_store.place
        world.made["count-plan"] = create_plan(
            place=place, wanted=wanted, actor=far_keeper(world), at=now()
        )
    return {"pk": CountPlan.objects.get(place=world.far_store.place).pk}


@foreign("inventory:count-rule-change")
def rule(world: World):
    made, _new = ClassRule.objects.get_or_create(
        place=world.far_store.place,
        klass="A",
        defaults={"until_percent": 80, "interval_days": 90, "units": 0, "percent": 0},
    )
    return {"pk": made.pk}


@foreign("inventory:count-rules-drop")
def rules_of_place(world: World):
    ClassRule.objects.get_or_create(
        place=world.far_store.place,
        klass="A",
        defaults={"until_percent": 80, "interval_days": 90, "units": 0, "percent": 0},
    )
    return {"pk": world.far_store.place_id}


@foreign("api-count", *(f"api-count-{verb}" for verb in OF_COUNT))
def api_count(world: World):
    return {"reference": far_count(world).reference}


@foreign(*(f"api-count-shelf-{verb}" for verb in OF_SHELF))
def api_shelf(world: World):
    return shelf(world)


@foreign("api-kept-code-settle")
def api_kept_code(world: World):
    given = kept_code(world)
    return {"reference": given["reference"], "number": given["pk"]}


@foreign("api-count-plan", "api-count-plan-change")
def api_plan(world: World):
    return {"number": plan(world)["pk"]}


@foreign("api-count-rule", "api-count-rule-change")
def api_rule(world: World):
    return {"number": rule(world)["pk"]}
