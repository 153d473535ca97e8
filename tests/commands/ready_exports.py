from kernel.clock import now
from tests.commands.calls import make_client
from tests.commands.ready import Ready, Room
from tests.inventory.catalog.factories import make_admin, make_network, make_sku
from workbench.list_export import EXPORT
from workbench.services.jobs import start_job
from workbench.services.seal_checks import start_seal_check

READS = ("catalog:read",)


def make_shop():
    network = make_network()
    make_sku(network, "MUG-1")
    return make_admin(network)


ROOM = Room(make_shop)


@ROOM.ready("api-exports")
def start(ada):
    told = {"list": "inventory.skus", "query": "", "format": "csv"}
    return Ready(body={"on_behalf_of": ada.email, **told}, scopes=READS)


@ROOM.ready("api-seal-checks")
def verify(ada):
    return Ready(body={"on_behalf_of": ada.email, "days": "30"})


@ROOM.ready("api-seal-check-cancel")
def cancel_check(ada):
    """Of the client that asked for it, and calls again."""
    oms, token = make_client("audit:read")
    job = start_seal_check(days="", actor=ada, at=now(), client=oms.pk)
    return Ready({"number": job.pk}, {"on_behalf_of": ada.email}, token=token)


@ROOM.ready("api-export-cancel")
def cancel(ada):
    """Of the client that started it, and calls again."""
    oms, token = make_client("exports:write", *READS)
    job = start_job(
        kind=EXPORT,
        actor=ada,
        params={"list": "inventory.skus", "query": "", "format": "csv", "client": oms.pk},
        at=now(),
        title="SKUs",
    )
    return Ready({"number": job.pk}, {"on_behalf_of": ada.email}, token=token)
