"""Knitwear for the weekend: 12 lines from DC North to Camden, asked for by Omar, made by commands.

Store managers decide within 84 minutes what is worth over £1,500; asked now, because the pages that
people see ask the clock themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import Group

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
from tests.factories import make_person, make_place

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


@dataclass
class Weekend:
    at: datetime
    dc: Location
    camden: Location
    priya: User
    lena: User
    omar: User
    transfer: Transfer

    @property
    def request(self) -> ApprovalRequest:
        found = newest_request_of(KIND, self.transfer.pk)
        assert found is not None
        return found

    def stock_of(self, code: str) -> tuple[int, int]:
        """Available and allocated at DC North."""
        level = StockLevel.objects.get(sku__code=code, location=self.dc)
        return level.available, level.allocated


def make_weekend() -> Weekend:
    at = now()
    network = make_place("UK", name="UK")
    network.currency = "GBP"
    network.save(update_fields=["currency"])
    dc = _open("DC-NORTH", "DC North", network, Location.Kind.DC)
    camden = _open("112", "Store 112 Camden", network, Location.Kind.STORE)
    _stock(network, at)
    priya = _named("Priya Nair", "store manager", camden.place)
    omar = _named("Omar Haddad", "ops agent", network)
    # Regional operations; she stands in for any store manager of the region.
    lena = _named("Lena Moreau", "ops lead", network)
    lena.groups.add(Group.objects.get(name="store manager"))
    _publish_policy(network, at)
    transfer = ask(dc, camden, omar, at, [(code, asked) for code, _name, _has, asked in LINES])
    return Weekend(at, dc, camden, priya, lena, omar, transfer)


def ask(
    origin: Location, to: Location, who: User, at: datetime, lines: list[tuple[str, int]]
) -> Transfer:
    found = Sku.objects.in_bulk([code for code, _n in lines], field_name="code")
    asked = [(found[code], quantity) for code, quantity in lines]
    draft = create_transfer(origin=origin, destination=to, lines=asked, actor=who, at=at)
    return submit_transfer(reference=draft.reference, actor=who, at=at)


def _named(name: str, role: str, scope: Place) -> User:
    """`priya@example.com`, who is called by her whole name."""
    person = make_person(name.split(maxsplit=1)[0], role=role, scope=scope)
    person.name = name
    person.save(update_fields=["name"])
    return person


def _open(code: str, name: str, network: Place, kind: str) -> Location:
    location = Location(place=make_place(code, parent=network, name=name), kind=kind)
    location.open()
    location.save()
    return location


def _publish_policy(network: Place, at: datetime) -> None:
    ada = _named("Ada Brandt", "admin", network)
    name = "Store transfers over £1,500"
    policy = create_policy(kind=KIND, name=name, rank=10, place=network, actor=ada, at=at)
    draft = policy.versions.get()
    says = Draft(
        "GBP",
        conditions=(AskedCondition("value", "over", "1,500"),),
        steps=(AskedStep("store manager", "to", due_hours="1.4"),),
    )
    draft = save_draft(version_id=draft.pk, draft=says, version=draft.version, actor=ada, at=at)
    publish_draft(
        version_id=draft.pk,
        version=draft.version,
        effective_from=None,
        note="Bands as agreed.",
        actor=ada,
        at=at,
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
