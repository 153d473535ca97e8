"""A store that counts: Camden with two counters and a manager, a warehouse, SKUs with barcodes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count as counting
from typing import Any
from uuid import uuid4

from accounts.models import Place, User
from inventory.catalog.models import CostPrice, Location, Sku, SkuIdentifier, UnitConversion
from inventory.counts.models import Count, CountLine, CountPart
from inventory.counts.services import (
    Scan,
    Shelf,
    create_count,
    finish_part,
    start_session,
    take_scans,
)
from inventory.ledger.models import Source, StockLevel
from tests.factories import NOON, make_person, make_place
from tests.inventory.intake.world import make_location, make_sku, tell

MINUTE = timedelta(minutes=1)
NUMBER = counting(1)
BARCODES = {"MUG": "4006381333931", "LAMP": "4012345678901", "VASE": "5012345678900"}


@dataclass
class Store:
    network: Place
    camden: Location
    york: Location
    jo: User
    sam: User
    wren: User
    priya: User
    till: Source
    skus: dict[str, Sku] = field(default_factory=dict)

    def happens(
        self, kind: str, sku: str, quantity: int, minute: float = -600, **more: Any
    ) -> None:
        """A fact of the till; minutes count from noon."""
        at = NOON + minute * MINUTE
        event = {
            "key": f"t{next(NUMBER)}",
            "type": kind,
            "sku": sku,
            "location": "CAMDEN",
            "quantity": quantity,
            "occurred_at": at.isoformat(),
        }
        results = tell(self.till, {**event, **more}, at=max(at, NOON))
        assert results[0].status == "posted", results[0]

    def shelf(self, sku: str) -> int:
        level = StockLevel.objects.get(sku=self.skus[sku], location=self.camden)
        return level.available + level.reserved + level.allocated


def make_store() -> Store:
    network = make_place("GIFTS")
    network.currency = "GBP"
    network.save(update_fields=["currency"])
    camden, york = make_location("CAMDEN", network), make_location("YORK", network)
    store = Store(
        network=network,
        camden=camden,
        york=york,
        jo=make_person("Jo", role="store staff", scope=camden.place),
        sam=make_person("Sam", role="store staff", scope=camden.place),
        wren=make_person("Wren", role="warehouse", scope=camden.place),
        priya=make_person("Priya", role="store manager", scope=camden.place),
        till=Source.objects.create(code="till", name="Tills"),
    )
    for code, barcode in BARCODES.items():
        store.skus[code] = sku = make_sku(code, network)
        SkuIdentifier.objects.create(sku=sku, scheme="ean13", value=barcode)
        CostPrice.objects.create(sku=sku, kind="cost", amount="2.50", valid_from="2026-01-01")
    mug = store.skus["MUG"]
    UnitConversion.objects.create(sku=mug, unit="case", factor=12)
    SkuIdentifier.objects.create(sku=mug, scheme="gtin14", value="14006381333938", unit="case")
    return store


def plan(store: Store, *shelves: Shelf, actor: User | None = None, **more: Any) -> Count:
    """A count of Camden, planned by Priya; one free shelf unless told."""
    return create_count(
        **{
            "location": store.camden,
            "code": "CAMDEN",
            "title": "Knitwear",
            "shelves": shelves or (Shelf("Wall B"),),
            "due_at": NOON + 600 * MINUTE,
            "actor": actor or store.priya,
            "at": NOON,
            **more,
        }
    )


def part_of(count: Count, number: int = 1) -> CountPart:
    return CountPart.objects.get(count=count, number=number)


def again(count: Count) -> Count:
    return Count.objects.get(pk=count.pk)


def line_of(count: Count, sku: str = "MUG") -> CountLine:
    return CountLine.objects.get(count=count, sku__code=sku)


def scan(code: str = "MUG", quantity: int = 1, minute: float = 5, **more: Any) -> Scan:
    text = BARCODES.get(code, code)
    return Scan(id=more.pop("id", uuid4()), code=text, quantity=quantity, at=NOON + minute * MINUTE)


def count_of(count: Count, *scans: Scan, by: User, number: int = 1, minute: float = 6) -> Any:
    """Begin at noon, scan, send at a minute."""
    part = part_of(count, number)
    start_session(part_id=part.pk, actor=by, at=NOON)
    return take_scans(part_id=part.pk, scans=scans, actor=by, at=NOON + minute * MINUTE)


def finish(
    count: Count, by: User, *, number: int = 1, complete: bool = True, minute: float = 10
) -> Count:
    part = part_of(count, number)
    at: datetime = NOON + minute * MINUTE
    finish_part(part_id=part.pk, is_complete=complete, version=part.version, actor=by, at=at)
    return again(count)


def counted(
    store: Store, *scans: Scan, by: User | None = None, shelf: Shelf | None = None
) -> Count:
    """A count of one shelf, scanned and finished."""
    count = plan(store, *([shelf] if shelf else []))
    by = by or store.jo
    count_of(count, *scans, by=by)
    return finish(count, by)
