from inventory.adjustments.api.urls import COMMANDS
from inventory.adjustments.defaults import write_reasons
from inventory.adjustments.models import Reason
from inventory.adjustments.services import create_adjustment
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import OverReceiptTolerance
from inventory.receiving.services import expect_delivery, receive
from kernel.clock import now
from tests.security.samples import foreign, shared
from tests.security.world import World

RECEIPT = ("receipt", "receipt-close", "receipt-cancel", "receipt-scan", "receipt-scans",
           "receipt-known", "receipt-damaged", "receipt-finish", "receipt-review",
           "receipt-putaway", "receipt-putaway-scans", "receipt-ask-override")  # fmt: skip
ADJUSTMENT = ("adjustment", "adjustment-change", "adjustment-line", "adjustment-scans",
              "adjustment-submit", "adjustment-post", "adjustment-cancel",
              "adjustment-undo")  # fmt: skip
API_RECEIPT = (
    "api-receipt",
    "api-receipt-put-away",
    "api-receipt-receive",
    "api-receipt-close",
    "api-receipt-cancel",
    "api-receipt-scans",
    "api-receipt-scans-damaged",
    "api-receipt-scans-finish",
    "api-receipt-ask-override",
)
API_ADJUSTMENT = ("api-adjustment", *(f"api-adjustment-{verb}" for verb in COMMANDS))  # fmt: skip


@foreign(*(f"inventory:{name}" for name in RECEIPT), *API_RECEIPT)
def receipt(world: World):
    if "receipt" not in world.made:
        world.made["receipt"] = expect_delivery(
            kind="advance_notice",
            document=f"{world.mark}-1",
            location=world.far_store,
            sender=f"{world.mark} sender",
            due_at=now(),
            lines=[(world.sku, world.hoard)],
            actor=None,
            at=now(),
        )
    return {"reference": world.made["receipt"].reference}


@foreign("inventory:receipt-undo", "inventory:receipt-labels", "api-arrival-undo")
def arrival(world: World):
    given = receipt(world)
    if "arrival" not in world.made:
        world.made["arrival"] = receive(
            receipt_id=world.made["receipt"].pk,
            lines=[ReceivedLine(world.sku, damaged=1, reason="crushed")],
            actor=None,
            at=now(),
        )
    return given | {"number": 1}


@foreign("inventory:landing-set")
def landing(world: World):
    return {"code": world.far_store.code}


@foreign("api-receiving-landing", "api-receiving-landing-set")
def api_landing(world: World):
    return {"code": world.far_store.code}


@foreign(
    "api-receiving-tolerance", "api-receiving-tolerance-change", "api-receiving-tolerance-remove"
)
def api_tolerance(world: World):
    return {"number": tolerance(world)["pk"]}


@foreign("inventory:over-receipt-tolerance-remove", "inventory:over-receipt-tolerance-change")
def tolerance(world: World):
    made, _new = OverReceiptTolerance.objects.get_or_create(
        place=world.south, sender=f"{world.mark} sender", defaults={"percent": 5}
    )
    return {"pk": made.pk}


@foreign(*(f"inventory:{name}" for name in ADJUSTMENT), *API_ADJUSTMENT)
def adjustment(world: World):
    if "adjustment" not in world.made:
        write_reasons(Reason)
        world.made["adjustment"] = create_adjustment(
            location=world.far_store,
            reason=Reason.objects.get(code="lost-in-store"),
            note_text=world.mark,
            lines=[(world.sku, "", world.hoard)],
            actor=None,
            at=now(),
        )
    return {"reference": world.made["adjustment"].reference}


@shared("inventory:reason-change", "api-reason", "api-reason-change")
def reason(world: World):
    write_reasons(Reason)
    return {"code": "lost-in-store"}


@foreign("api-receipt-scan-review")
def api_scan(world: World):
    return receipt(world) | {"scan": "00000000-0000-4000-8000-000000000000"}
