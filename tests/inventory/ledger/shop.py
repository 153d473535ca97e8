"""A small shop to post to: two SKUs and two kits, four locations of two networks, two sources."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Place
from inventory.catalog.models import KitComponent, Location, Sku, SkuIdentifier, UnitConversion
from inventory.ledger.models import Event, Movement, Source, StockLevel
from inventory.ledger.services import Delivery, Door, Result, post
from inventory.ledger.vocabulary import End, State
from tests.factories import make_place

T0 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
NUMBER = count(1)


def minute(number: float) -> datetime:
    return T0 + timedelta(minutes=number)


def make_location(
    code: str, *, parent: Place, lifecycle: str = Location.Lifecycle.OPEN
) -> Location:
    place = make_place(code, parent=parent)
    return Location.objects.create(place=place, kind=Location.Kind.STORE, lifecycle=lifecycle)


def make_sku(code: str, *, network: Place, lifecycle: str = "active", kind: str = "simple") -> Sku:
    return Sku.objects.create(
        code=code, name=code.title(), network=network, lifecycle=lifecycle, kind=kind, created_at=T0
    )


def make_kit(code: str, *lines: tuple[Sku, int], network: Place, since: datetime = T0) -> Sku:
    kit = make_sku(code, network=network, kind="kit")
    for component, quantity in lines:
        KitComponent.objects.create(
            kit=kit, component=component, quantity=quantity, valid_from=since
        )
    return kit


def make_source(code: str) -> Source:
    return Source.objects.create(code=code, name=code.title())


@dataclass
class Shop:
    """Mugs and plates (a case of 12 mugs; barcodes), a set of both, at three locations."""

    network: Place = field(default_factory=lambda: make_place("GIFTS"))

    def __post_init__(self) -> None:
        self.high_street = make_location("HIGH-STREET", parent=self.network)
        self.mill_lane = make_location("MILL-LANE", parent=self.network)
        self.depot = make_location("DEPOT", parent=self.network)
        self.mug = make_sku("MUG", network=self.network)
        self.plate = make_sku("PLATE", network=self.network)
        UnitConversion.objects.create(sku=self.mug, unit="case", factor=12)
        SkuIdentifier.objects.create(sku=self.mug, scheme="ean13", value="4006381333931")
        SkuIdentifier.objects.create(
            sku=self.mug, scheme="gtin14", value="14006381333938", unit="case"
        )
        self.tea_set = make_kit("TEA-SET", (self.mug, 2), (self.plate, 1), network=self.network)
        self.till = make_source("till")
        self.web = make_source("web")

    @classmethod
    def with_changing_recipe(cls) -> "Shop":
        """From minute 3 on a tea set holds three mugs."""
        shop = cls()
        KitComponent.objects.filter(component=shop.mug).update(valid_to=minute(3))
        KitComponent.objects.create(
            kit=shop.tea_set, component=shop.mug, quantity=3, valid_from=minute(3)
        )
        return shop


def event(type_: str = "sale", **fields: Any) -> dict[str, Any]:
    """One event as a source sends it, with a new key unless one is given."""
    made: dict[str, Any] = {
        "key": f"k{next(NUMBER)}",
        "type": type_,
        "sku": "MUG",
        "location": "HIGH-STREET",
        "quantity": 1,
        "occurred_at": T0,
    }
    made.update(fields)
    if isinstance(made["occurred_at"], datetime):
        made["occurred_at"] = made["occurred_at"].isoformat()
    return {name: value for name, value in made.items() if value is not None}


def post_facts(events: Sequence[dict[str, Any]], *, source: Source, **options: Any) -> list[Result]:
    options.setdefault("received_at", RECEIVED)
    deliveries = [Delivery(payload) for payload in events]
    return post(deliveries, source=source, door=Door.FACT, **options)


def post_command(*events: dict[str, Any], source: Source, **options: Any) -> list[Result]:
    options.setdefault("received_at", RECEIVED)
    deliveries = [Delivery(payload) for payload in events]
    return post(deliveries, source=source, door=Door.COMMAND, **options)


def statuses(results: Sequence[Result]) -> list[str]:
    return [result.code or result.status for result in results]


def stock(sku: Sku, location: Location) -> dict[str, int]:
    """The states of a cell that are not zero."""
    level = StockLevel.objects.filter(pk=(sku.pk, location.pk)).first()
    if level is None:
        return {}
    return {s.word: getattr(level, s.word) for s in State if getattr(level, s.word)}


def moves(event_id: int | None = None) -> list[tuple[str, str, int]]:
    """Movements, as from, to and quantity."""
    rows = Movement.objects.filter(event_id=event_id) if event_id else Movement.objects.all()
    return [(End(m.end).word, End(m.to_end).word, m.quantity) for m in rows.order_by("id")]


def nothing_written() -> bool:
    return not Event.objects.exists() and not Movement.objects.exists()
