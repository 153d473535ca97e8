"""Knitwear for the weekend: 12 lines from DC North to Camden, asked for by Omar, made by commands.

Store managers decide within 84 minutes what is worth over £1,500. It is TR-020418.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import Place, User
from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.models import ApprovalRequest
from approvals.queries import newest_request_of
from approvals.services.policies import create_policy, publish_draft, save_draft
from inventory.catalog.models import CostPrice, Location, Sku
from inventory.intake.services import accept
from inventory.ledger.models import StockLevel
from inventory.ledger.services import Delivery, ensure_source
from inventory.transfers.models import Transfer
from inventory.transfers.services import create_transfer, submit_transfer
from kernel.clock import now
from tests.browser.journeys.cast import Cast, number_from

KIND = "transfers.transfer"
COST = Decimal("22.75")
# Code, name, what DC North has, what is asked.
LINES = [
    ("MK-2041-BLK-M", "Merino crew, black, M", 41, 12),
    ("MK-2041-BLK-L", "Merino crew, black, L", 36, 10),
    ("MK-2041-NVY-M", "Merino crew, navy, M", 14, 8),
    ("MK-2041-NVY-L", "Merino crew, navy, L", 13, 8),
    ("CC-1180-OAT-S", "Cable cardigan, oat, S", 58, 6),
    ("CC-1180-OAT-M", "Cable cardigan, oat, M", 77, 10),
    ("RN-0912-CHA-M", "Roll neck, charcoal, M", 63, 8),
    ("RN-0912-CHA-L", "Roll neck, charcoal, L", 49, 8),
    ("BN-0330-RST", "Beanie, rust", 210, 12),
    ("SC-0417-CHK", "Scarf, check", 96, 6),
    ("GL-0205-BLK-M", "Gloves, black, M", 118, 4),
    ("GL-0205-BLK-L", "Gloves, black, L", 102, 4),
]
NAVY_M = "MK-2041-NVY-M"
NUMBER = 20418


@dataclass
class Weekend:
    cast: Cast
    transfer: Transfer

    @property
    def dc(self) -> Location:
        return self.cast.sites["DC-NORTH"]

    @property
    def camden(self) -> Location:
        return self.cast.camden

    @property
    def request(self) -> ApprovalRequest:
        return request_of(self.transfer)

    def stock_of(self, code: str) -> tuple[int, int]:
        """Available and allocated at DC North."""
        level = StockLevel.objects.get(sku__code=code, location=self.dc)
        return level.available, level.allocated


def make_weekend(cast: Cast) -> Weekend:
    _stock(cast.network, now())
    publish_policy(cast, "Store transfers over £1,500", 10, over="1,500", hours="1.4")
    number_from(Transfer, NUMBER)
    return Weekend(cast, ask(cast, cast.omar, *((code, asked) for code, _n, _has, asked in LINES)))


def ask(cast: Cast, who: User, *lines: tuple[str, int]) -> Transfer:
    """A draft of these lines from DC North to Camden, submitted."""
    found = Sku.objects.in_bulk([code for code, _n in lines], field_name="code")
    draft = create_transfer(
        origin=cast.sites["DC-NORTH"],
        destination=cast.camden,
        lines=[(found[code], quantity) for code, quantity in lines],
        actor=who,
        at=now(),
    )
    return submit_transfer(reference=draft.reference, actor=who, at=now())


def request_of(transfer: Transfer) -> ApprovalRequest:
    found = newest_request_of(KIND, transfer.pk)
    assert found is not None
    return found


def publish_policy(cast: Cast, name: str, rank: int, *, over: str, hours: str) -> None:
    who = {"actor": cast.ada, "at": now()}
    policy = create_policy(kind=KIND, name=name, rank=rank, place=cast.network, **who)
    draft = policy.versions.get()
    says = Draft(
        "GBP",
        conditions=(AskedCondition("value", "over", over),),
        steps=(AskedStep("store manager", "to", due_hours=hours),),
    )
    draft = save_draft(version_id=draft.pk, draft=says, version=draft.version, **who)
    publish_draft(
        version_id=draft.pk,
        version=draft.version,
        effective_from=None,
        note="Bands as agreed.",
        **who,
    )


def _stock(network: Place, at: datetime) -> None:
    for code, name, *_rest in LINES:
        sku = Sku(code=code, name=name, network=network, created_at=at - timedelta(days=30))
        sku.activate()
        sku.save()
        CostPrice.objects.create(sku=sku, kind="cost", amount=COST, valid_from=date(2026, 1, 1))
    sold = {"MK-2041-NVY-L": 16}
    events = []
    for code, _name, has, _asked in LINES:
        more = sold.get(code, 0)
        events.append(_event("receipt", code, has + more, at - timedelta(days=29)))
        if more:
            events.append(_event("sale", code, more, at - timedelta(days=8)))
    source = ensure_source(code="wms", name="Warehouse", actor=None, at=at)
    results = accept(deliveries=[Delivery(one) for one in events], source=source, received_at=at)
    assert {one.status for one in results} == {"posted"}


def _event(kind: str, code: str, quantity: int, at: datetime) -> dict[str, object]:
    return {
        "key": f"{kind}-{code}",
        "type": kind,
        "sku": code,
        "quantity": quantity,
        "location": "DC-NORTH",
        "occurred_at": at.isoformat(),
    }
