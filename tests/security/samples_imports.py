from uuid import uuid4

from kernel.clock import now
from tests.security.samples import foreign, shared
from tests.security.world import World
from workbench.models import Import, StoredFile


@shared("inventory:import-new", "inventory:import-template-csv", "inventory:import-template-xlsx")
def kind(world: World):
    return {"kind": "opening-stock"}


@foreign(
    "inventory:import",
    "inventory:import-check",
    "inventory:import-apply",
    "inventory:import-errors",
)
def somebody_elses(world: World):
    if "import" not in world.made:
        stored = StoredFile.objects.create(
            token=uuid4(),
            name=f"{world.mark}.csv",
            content_type="text/csv",
            size=1,
            sha256="0" * 64,
            created_by=world.stranger,
            created_at=now(),
            expires_at=now(),
        )
        world.made["import"] = Import.objects.create(
            kind="skus", actor=world.stranger, file=stored, uploaded_at=now()
        )
    return {"number": world.made["import"].pk}
