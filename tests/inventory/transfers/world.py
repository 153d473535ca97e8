"""One network with a distribution centre and two stores, SKUs with costs, and the people around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Place, User
from approvals.models import ApprovalRequest
from approvals.queries import open_request_of
from approvals.services import decide
from audit.models import Entry
from inventory.catalog.models import CostPrice, Location, Sku
from inventory.intake.services import accept
from inventory.ledger.models import Source, StockLevel
from inventory.ledger.services import Delivery, ensure_source
from inventory.ledger.vocabulary import State
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import receive
from inventory.transfers.models import Transfer
from inventory.transfers.services import create_transfer, ship_transfer, submit_transfer
from tests.factories import NOON, make_person, make_place

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class World:
    network: Place
    dc: Location
    camden: Location
    soho: Location
    mug: Sku
    plate: Sku
    # Store manager of Camden; warehouse of the distribution centre; staff at Camden; ops of all.
    priya: User
    wren: User
    sam: User
    omar: User

    @property
    def wms(self) -> Source:
        return ensure_source(code="wms", name="Warehouse", actor=None, at=NOON)

    def stock(self, location: Location, sku: Sku | None = None) -> dict[str, int]:
        level = StockLevel.objects.filter(sku=sku or self.mug, location=location).first()
        if level is None:
            return {}
        return {s.word: getattr(level, s.word) for s in State if getattr(level, s.word)}

    def draft(self, *, quantity: int = 10, actor: User | None = None, **more: Any) -> Transfer:
        """Drafted by ops, so that Priya may approve it."""
        return create_transfer(
            origin=more.pop("origin", self.dc),
            destination=more.pop("destination", self.camden),
            lines=more.pop("lines", None) or [(self.mug, quantity), (self.plate, 4)],
            actor=actor or self.omar,
            at=more.pop("at", NOON),
            **more,
        )

    def submitted(self, **more: Any) -> Transfer:
        return submit_transfer(reference=self.draft(**more).reference, actor=self.omar, at=NOON)

    def approved(self, *, lower: Mapping[str, int] | None = None, **more: Any) -> Transfer:
        transfer = self.submitted(**more)
        self.decide(transfer, lines=lower or {})
        return again(transfer)

    def decide(self, transfer: Transfer, verdict: str = "approve", **more: Any) -> ApprovalRequest:
        request = open_request_of("transfers.transfer", transfer.pk)
        assert request is not None
        return self.vote(request, verdict, **more)

    def vote(
        self, request: ApprovalRequest, verdict: str = "approve", **more: Any
    ) -> ApprovalRequest:
        return decide(
            request_id=request.pk,
            verdict=verdict,
            lines=more.get("lines", {}),
            reason_code="" if verdict == "approve" else "not_needed",
            reason="" if verdict == "approve" else "not now",
            version=more.get("version", request.version),
            actor=more.get("actor", self.priya),
            at=more.get("at", NOON + HOUR),
        )

    def shipped(self, *, mugs: int = 10, plates: int = 4, **more: Any) -> Transfer:
        transfer = self.approved(**more)
        self.ship(transfer, mugs=mugs, plates=plates)
        return again(transfer)

    def ship(self, transfer: Transfer, *, mugs: int = 0, plates: int = 0, **more: Any) -> Any:
        return ship_transfer(
            reference=transfer.reference,
            lines={self.mug: mugs, self.plate: plates},
            actor=more.pop("actor", self.wren),
            at=more.pop("at", NOON + 2 * HOUR),
            **more,
        )

    def receipt(self, transfer: Transfer, number: int = 1) -> Receipt:
        return Receipt.objects.get(document=f"{transfer.reference}/{number}")

    def receive(
        self, transfer: Transfer, *lines: ReceivedLine, number: int = 1, **more: Any
    ) -> Any:
        return receive(
            receipt_id=self.receipt(transfer, number).pk,
            lines=lines,
            actor=more.pop("actor", self.sam),
            at=more.pop("at", NOON + DAY),
            **more,
        )

    def receive_all(self, transfer: Transfer, *, mugs: int = 10, plates: int = 4) -> None:
        lines = [ReceivedLine(self.mug, mugs), ReceivedLine(self.plate, plates)]
        self.receive(transfer, *[line for line in lines if line.accepted])

    def tell(self, *events: dict[str, Any], at: Any = NOON + 3 * HOUR) -> Any:
        deliveries = [Delivery(each) for each in events]
        return accept(deliveries=deliveries, source=self.wms, received_at=at)


def make_world(*, mugs: int = 50, plates: int = 20) -> World:
    network = make_place("UK")
    network.currency = "GBP"
    network.save(update_fields=["currency"])
    dc = make_location("DC-NORTH", network, Location.Kind.DC)
    camden, soho = make_location("CAMDEN", network), make_location("SOHO", network)
    world = World(
        network=network,
        dc=dc,
        camden=camden,
        soho=soho,
        mug=make_sku("MUG", network),
        plate=make_sku("PLATE", network),
        priya=make_person("Priya", role="store manager", scope=camden.place),
        wren=make_person("Wren", role="warehouse", scope=dc.place),
        sam=make_person("Sam", role="store staff", scope=camden.place),
        omar=make_person("Omar", role="ops agent", scope=network),
    )
    world.tell(
        fact("o1", "receipt", "MUG", quantity=mugs, location="DC-NORTH"),
        fact("o2", "receipt", "PLATE", quantity=plates, location="DC-NORTH"),
        at=NOON - DAY,
    )
    return world


def fact(key: str, type_: str, sku: str = "MUG", **fields: Any) -> dict[str, Any]:
    usual = {
        "key": key,
        "type": type_,
        "sku": sku,
        "quantity": 1,
        "location": "DC-NORTH",
        "occurred_at": (NOON - DAY).isoformat(),
    }
    return {name: value for name, value in {**usual, **fields}.items() if value is not None}


def make_location(code: str, network: Place, kind: str = Location.Kind.STORE) -> Location:
    location = Location(place=make_place(code, parent=network), kind=kind)
    location.open()
    location.save()
    return location


def make_sku(code: str, network: Place, cost: str = "2.50") -> Sku:
    sku = Sku(code=code, name=code.title(), network=network, created_at=NOON - DAY)
    sku.activate()
    sku.save()
    CostPrice.objects.create(
        sku=sku, kind="cost", amount=Decimal(cost), valid_from=date(2026, 1, 1)
    )
    return sku


def again(transfer: Transfer) -> Transfer:
    return Transfer.objects.named().get(pk=transfer.pk)


def actions(transfer: Transfer) -> list[str]:
    rows = Entry.objects.filter(
        subject_type="transfers.transfer", subject_id=str(transfer.pk)
    ).order_by("pk")
    return [
        action.removeprefix("inventory.transfer.")
        for action in rows.values_list("action", flat=True)
    ]
