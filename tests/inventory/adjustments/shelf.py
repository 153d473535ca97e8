"""A shelf to correct: one store with 20 mugs at 5.00, a warehouse, who asks and who decides."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps

from accounts.models import Place, User
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import decide
from inventory.adjustments.defaults import KIND, write_policy, write_reasons
from inventory.adjustments.models import Adjustment, Reason
from inventory.adjustments.services import create_adjustment, submit_adjustment
from inventory.catalog.models import CostPrice, Location, Sku, SkuIdentifier, UnitConversion
from inventory.ledger.commands import post_commands
from tests.factories import NOON, make_person, make_place
from tests.inventory.ledger.shop import make_location, make_sku
from tests.inventory.receiving.dock import cell

__all__ = ["cell"]


@dataclass
class Shelf:
    network: Place
    camden: Location
    york: Location
    mug: Sku
    lamp: Sku
    foreign: Sku
    jo: User
    priya: User
    lena: User
    ada: User

    def reason(self, code: str) -> Reason:
        return Reason.objects.get(code=code)

    def draft(self, code: str = "lost-in-store", *lines: Any, **fields: Any) -> Adjustment:
        asked = {"location": self.camden, "note_text": "", "actor": self.jo, "at": NOON} | fields
        made = lines or [(self.mug, "", 2)]
        return create_adjustment(reason=self.reason(code), lines=made, **asked)

    def submit(self, adjustment: Adjustment, **fields: Any) -> Adjustment:
        asked = {"actor": self.jo, "at": NOON} | fields
        return submit_adjustment(adjustment_id=adjustment.pk, **asked)

    def request(self, adjustment: Adjustment) -> ApprovalRequest:
        found = open_request_of(KIND, str(adjustment.pk))
        assert found is not None
        return found

    def decide(self, adjustment: Adjustment, verdict: str = "approve", **fields: Any) -> Any:
        request = self.request(adjustment)
        asked = {
            "lines": {},
            "reason_code": "" if verdict == "approve" else "other",
            "reason": "" if verdict == "approve" else "Not so",
            "actor": self.priya,
            "at": NOON,
        } | fields
        return decide(request_id=request.pk, verdict=verdict, version=request.version, **asked)

    def stock(self, quantity: int, sku: Sku | None = None, key: str = "first") -> None:
        post_commands(
            [
                {
                    "key": f"stock/{key}",
                    "type": "receipt",
                    "sku": (sku or self.mug).code,
                    "location": "camden",
                    "quantity": quantity,
                }
            ],
            actor=None,
            at=NOON,
        )

    def sell(self, quantity: int) -> None:
        sale = {"key": f"sale/{quantity}", "type": "sale", "sku": "MUG", "location": "camden"}
        post_commands([sale | {"quantity": quantity}], actor=None, at=NOON)


def make_shelf() -> Shelf:
    # A flushed database has lost what the migration wrote.
    write_reasons(Reason)
    write_policy(apps.get_model, NOON)
    network, other = make_place("uk"), make_place("fr")
    Place.objects.filter(pk=network.pk).update(currency="GBP")
    camden = make_location("camden", parent=network)
    mug, lamp = make_sku("MUG", network=network), make_sku("LAMP", network=network)
    UnitConversion.objects.create(sku=mug, unit="case", factor=12)
    SkuIdentifier.objects.create(sku=mug, scheme="gtin14", value="14006381333938", unit="case")
    CostPrice.objects.create(sku=mug, kind="cost", amount=Decimal("5.00"), valid_from=NOON.date())
    shelf = Shelf(
        network=network,
        camden=camden,
        york=make_location("york", parent=network),
        mug=mug,
        lamp=lamp,
        foreign=make_sku("TASSE", network=other),
        jo=make_person("Jo", role="store staff", scope=camden.place),
        priya=make_person("Priya", role="store manager", scope=camden.place),
        lena=make_person("Lena", role="ops lead", scope=network),
        ada=make_person("Ada", role="admin", scope=network),
    )
    shelf.stock(20)
    return shelf


def again(adjustment: Adjustment) -> Adjustment:
    return Adjustment.objects.select_related("location__place", "reason").get(pk=adjustment.pk)
