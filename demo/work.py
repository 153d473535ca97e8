"""What the people of the demo asked for and began: transfers, deliveries, a count, broken bottles.

Public data hold goods movements, no documents. So the screens of the people side are not empty,
the people of `people.py` do some work through the same commands as everybody; nothing is written
around them, and the data page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Place, User
from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.queries import open_request_of
from approvals.services import decide
from approvals.services.policies import create_policy, publish_draft, save_draft
from demo.desk import organise
from demo.models import Unit
from demo.people import fullest
from inventory.adjustments.models import Reason
from inventory.adjustments.services import create_adjustment, submit_adjustment
from inventory.catalog.models import Location, Sku
from inventory.catalog.services.skus import discontinue_sku
from inventory.counts.services import Shelf, create_count
from inventory.ledger.models import StockLevel
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import announce_delivery, receive
from inventory.transfers.models import Transfer
from inventory.transfers.services import create_transfer, ship_transfer, submit_transfer

NOTE = "Made for the demo."
DAY = timedelta(days=1)
TRANSFER = "transfers.transfer"
POLICY = "Transfers to stores over $400"
ADJUSTMENT = "adjustments.adjustment"
WRITE_OFFS = "Written or sold off for over $500"
Lines = Sequence[tuple[Sku, int]]


@dataclass(frozen=True, slots=True)
class Scene:
    """The warehouse, the store whose manager and staff can sign in, and the people."""

    network: Place
    warehouse: Location
    store: Location
    people: Mapping[str, User]

    def who(self, name: str) -> User:
        return self.people[name]


def make_work(*, at: datetime) -> bool:
    """Do the day's work in the first unit, once; False when it is done or there is nothing yet."""
    unit = Unit.objects.filter(status=Unit.Status.READY).order_by("position").first()
    if unit is None or unit.network is None or Transfer.objects.exists():
        return False
    scene = _scene(unit.network)
    if scene is None:
        return False
    with transaction.atomic():
        organise(
            network=scene.network, store=scene.store.place, people=scene.people, note=NOTE, at=at
        )
        # A request goes by the policy of its moment: before what still waits was asked, and after what
        # is decided, much of it asked before there were costs.
        _publish_policies(scene, at=at - timedelta(hours=2, minutes=30))
        _take_out_of_range(scene, at=at)
        _move_stock(scene, at=at)
        _expect_deliveries(scene, at=at)
        _count_and_adjust(scene, at=at)
    return True


def _scene(network: Place) -> Scene | None:
    inside = Location.objects.filter(place__path__startswith=network.path)
    warehouse = fullest(inside.filter(kind=Location.Kind.DC))
    store = fullest(inside.filter(kind=Location.Kind.STORE))
    people = {
        user.email.split("@")[0]: user
        for user in User.objects.filter(email__endswith="@demo.example", is_active=True)
    }
    if warehouse is None or store is None:
        return None
    return Scene(network, warehouse, store, people)


def _publish_policies(scene: Scene, *, at: datetime) -> None:
    """Of transfers the store's manager decides above a value, far above it the ops lead as well; of
    what is written or sold off for much, finance."""
    moved = Draft(
        currency=scene.network.currency,
        confirm_limit="5000",
        sample_percent="10",
        conditions=(AskedCondition("value", "over", "400"), AskedCondition("to_kind", "is", "store")),
        steps=(
            AskedStep("store manager", "to", due_hours="4", escalate_role="ops lead", escalate_hours="2"),
            AskedStep("ops lead", "from", conditions=(AskedCondition("value", "over", "5000"),)),
        ),
    )  # fmt: skip
    written_off = Draft(
        currency=scene.network.currency,
        sample_percent="10",
        conditions=(
            AskedCondition("value", "over", "500"),
            AskedCondition("direction", "is", "out"),
        ),
        steps=(AskedStep("finance", "at", due_hours="24"),),
    )
    _publish(TRANSFER, POLICY, moved, place=scene.store.place, actor=scene.who("ada"), at=at)
    _publish(
        ADJUSTMENT, WRITE_OFFS, written_off, place=scene.network, actor=scene.who("ada"), at=at
    )


def _publish(
    kind: str, name: str, draft: Draft, *, place: Place, actor: User, at: datetime
) -> None:
    policy = create_policy(kind=kind, name=name, rank=100, place=place, actor=actor, at=at)
    version = policy.versions.get()
    version = save_draft(
        version_id=version.pk, draft=draft, version=version.version, actor=actor, at=at
    )
    publish_draft(
        version_id=version.pk,
        version=version.version,
        effective_from=None,
        note=NOTE,
        actor=actor,
        at=at,
    )


def _move_stock(scene: Scene, *, at: datetime) -> None:
    omar, wren = scene.who("omar"), scene.who("wren")
    full = _most(scene.warehouse, 40)
    _submit(scene, full[:12], units=12, actor=omar, at=at - timedelta(hours=2))
    _draft(scene, full[12:15], units=6, actor=omar, at=at - timedelta(hours=1))
    on_its_way = _approved(scene, full[15:21], units=6, at=at - DAY)
    ship_transfer(
        reference=on_its_way.reference,
        lines=_all(on_its_way),
        actor=wren,
        at=at - timedelta(hours=20),
        due_at=at + timedelta(hours=3),
        carrier="State delivery",
        tracking="SD-4471-20",
    )
    overdue = _approved(scene, full[21:25], units=4, at=at - 4 * DAY)
    ship_transfer(
        reference=overdue.reference,
        lines=_all(overdue),
        actor=wren,
        at=at - 3 * DAY,
        due_at=at - 2 * DAY,
        carrier="State delivery",
        tracking="SD-4468-02",
    )
    partly = _approved(scene, full[25:29], units=5, at=at - 3 * DAY)
    ship_transfer(
        reference=partly.reference, lines=_all(partly), actor=wren, at=at - 2 * DAY, due_at=at - DAY
    )
    _receive_short(scene, partly, at=at - DAY)
    _approved(scene, full[29:33], units=12, at=at - timedelta(hours=3))


def _draft(scene: Scene, skus: Sequence[Sku], *, units: int, actor: User, at: datetime) -> Transfer:
    return create_transfer(
        origin=scene.warehouse,
        destination=scene.store,
        lines=[(sku, units) for sku in skus],
        actor=actor,
        at=at,
        words=NOTE,
        needed_by=(at + 2 * DAY).date(),
    )


def _submit(
    scene: Scene, skus: Sequence[Sku], *, units: int, actor: User, at: datetime
) -> Transfer:
    made = _draft(scene, skus, units=units, actor=actor, at=at)
    return submit_transfer(reference=made.reference, actor=actor, at=at)


def _approved(scene: Scene, skus: Sequence[Sku], *, units: int, at: datetime) -> Transfer:
    """Asked for by ops, decided by the store's manager where the policy asks for it."""
    made = _submit(scene, skus, units=units, actor=scene.who("omar"), at=at)
    request = open_request_of(TRANSFER, str(made.pk))
    if request is not None:
        decide(
            request_id=request.pk,
            verdict="approve",
            lines={},
            reason_code="",
            reason="",
            version=request.version,
            actor=scene.who("priya"),
            at=at + timedelta(minutes=30),
        )
    return Transfer.objects.get(pk=made.pk)


def _all(transfer: Transfer) -> dict[Sku, int]:
    lines = transfer.lines.select_related("sku")
    return {line.sku: line.approved or line.asked for line in lines}


def _receive_short(scene: Scene, transfer: Transfer, *, at: datetime) -> None:
    """One bottle is broken and one is missing."""
    receipt = Receipt.objects.get(document__startswith=transfer.reference)
    (first, asked), *others = _all(transfer).items()
    lines = [
        ReceivedLine(first, accepted=asked - 2, damaged=1, missing=1, reason="Broken on arrival"),
        *(ReceivedLine(sku, accepted=quantity) for sku, quantity in others),
    ]
    receive(receipt_id=receipt.pk, lines=lines, actor=scene.who("jo"), at=at)


def _expect_deliveries(scene: Scene, *, at: datetime) -> None:
    """Of what lies here least, an order to one supplier each."""
    wanted = _least(scene.warehouse, 400)
    for number, due in enumerate((at + timedelta(hours=4), at - DAY, at + DAY), 1):
        sender = _supplier(wanted[0])
        some = [sku for sku in wanted if _supplier(sku) == sender][:8]
        wanted = [sku for sku in wanted if sku not in some]
        announce_delivery(
            kind="purchase_order",
            document=f"PO-DEMO-{number}",
            location=scene.warehouse,
            sender=sender,
            due_at=due,
            lines=[(sku, 24) for sku in some],
            actor=scene.who("lena"),
            at=at - 2 * DAY,
        )


def _supplier(sku: Sku) -> str:
    return str(sku.attributes.get("supplier", "")) or "Supplier"


def _count_and_adjust(scene: Scene, *, at: datetime) -> None:
    kept = _most(scene.store, 18, above=1)
    shelves = [Shelf("Front wall", [sku.code for sku in kept[:10]]),
               Shelf("Back room", [sku.code for sku in kept[10:]])]  # fmt: skip
    create_count(
        location=scene.store,
        code="",
        title="Week's count",
        shelves=shelves,
        due_at=at + timedelta(hours=6),
        actor=scene.who("priya"),
        at=at - timedelta(hours=3),
    )
    adjustment = create_adjustment(
        location=scene.store,
        reason=Reason.objects.get(code="broken-in-store"),
        note_text=NOTE,
        lines=[(sku, "available", 12) for sku in kept[:3]],
        actor=scene.who("jo"),
        at=at - timedelta(minutes=50),
    )
    submit_adjustment(
        adjustment_id=adjustment.pk, actor=scene.who("jo"), at=at - timedelta(minutes=40)
    )
    _sell_off(scene, at=at)


def _sell_off(scene: Scene, *, at: datetime) -> None:
    """A lot with labels of last year, which finance decides about."""
    wren = scene.who("wren")
    lot = create_adjustment(
        location=scene.warehouse,
        reason=Reason.objects.get(code="sold-to-jobber"),
        note_text="Labels of last year. " + NOTE,
        lines=[(sku, "available", 24) for sku in _most(scene.warehouse, 40)[-4:]],
        actor=wren,
        at=at - timedelta(hours=2, minutes=10),
    )
    submit_adjustment(adjustment_id=lot.pk, actor=wren, at=at - timedelta(hours=2))


def _take_out_of_range(scene: Scene, *, at: datetime) -> None:
    """One SKU, before anything is asked for; what comes of it all the same is a case."""
    *_others, last = _most(scene.warehouse, 41)
    discontinue_sku(code=last.code, actor=scene.who("ada"), at=at - timedelta(hours=2))


def _most(location: Location, number: int, *, above: int = 24) -> list[Sku]:
    """What lies here most, active SKUs alone."""
    levels = StockLevel.objects.filter(location=location, available__gt=above)
    rows = levels.select_related("sku").order_by("-available", "sku__code")
    return [row.sku for row in rows.filter(sku__lifecycle=Sku.Lifecycle.ACTIVE)[:number]]


def _least(location: Location, number: int) -> list[Sku]:
    """What lies here least."""
    rows = StockLevel.objects.filter(location=location, sku__lifecycle=Sku.Lifecycle.ACTIVE)
    return [
        row.sku for row in rows.select_related("sku").order_by("available", "sku__code")[:number]
    ]
