"""A small dock: a warehouse and two stores of one network, a foreign store, people who receive."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import Place, User
from inventory.catalog.models import Location, Sku, SkuIdentifier, UnitConversion
from inventory.ledger.models import StockLevel
from inventory.ledger.vocabulary import State
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Arrival, Receipt
from inventory.receiving.queries import SkuSums, sums_of
from inventory.receiving.services import expect_delivery, receive
from tests.factories import NOON, make_person, make_place
from tests.inventory.ledger.shop import make_location, make_sku

TOMORROW = NOON + timedelta(days=1)


@dataclass
class Dock:
    network: Place
    depot: Location
    camden: Location
    york: Location
    lyon: Location
    mug: Sku
    plate: Sku
    tasse: Sku
    # Receives at the depot; manages Camden; leads the desk; stands in Camden's store room.
    wren: User
    priya: User
    lena: User
    jo: User

    def expect(self, **fields: Any) -> Receipt:
        lines = fields.pop("lines", [(self.mug, 10), (self.plate, 12)])
        asked = {
            "kind": "purchase_order",
            "document": "PO-4711",
            "location": self.depot,
            "sender": "Mill Pottery",
            "due_at": TOMORROW,
            "actor": self.lena,
            "at": NOON,
        } | fields
        return expect_delivery(lines=lines, **asked)

    def take(self, receipt: Receipt, *lines: ReceivedLine, **fields: Any) -> Arrival:
        asked = {"actor": self.wren, "at": NOON} | fields
        return receive(receipt_id=receipt.pk, lines=lines, **asked)


def make_dock() -> Dock:
    network, france = make_place("uk"), make_place("fr")
    depot = make_location("depot", parent=network)
    Location.objects.filter(pk=depot.pk).update(kind=Location.Kind.DC)
    camden = make_location("camden", parent=network)
    mug = make_sku("MUG", network=network)
    UnitConversion.objects.create(sku=mug, unit="case", factor=12)
    SkuIdentifier.objects.create(sku=mug, scheme="ean13", value="4006381333931")
    SkuIdentifier.objects.create(sku=mug, scheme="gtin14", value="14006381333938", unit="case")
    return Dock(
        network=network,
        depot=Location.objects.get(pk=depot.pk),
        camden=camden,
        york=make_location("york", parent=network),
        lyon=make_location("lyon", parent=france),
        mug=mug,
        plate=make_sku("PLATE", network=network),
        tasse=make_sku("TASSE", network=france),
        wren=make_person("Wren", role="warehouse", scope=depot.place),
        priya=make_person("Priya", role="store manager", scope=camden.place),
        lena=make_person("Lena", role="ops lead", scope=network),
        jo=make_person("Jo", role="store staff", scope=camden.place),
    )


def again(receipt: Receipt) -> Receipt:
    return Receipt.objects.select_related("location__place").get(pk=receipt.pk)


def sums(receipt: Receipt, sku: Sku) -> SkuSums:
    return sums_of(receipt)[sku.pk]


def cell(sku: Sku, location: Location) -> dict[str, int]:
    """The states of a cell that are not zero."""
    level = StockLevel.objects.filter(sku=sku, location=location).first()
    return {s.word: getattr(level, s.word) for s in State if level and getattr(level, s.word)}
