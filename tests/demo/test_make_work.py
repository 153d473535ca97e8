"""The people of the demo do a day's work through the commands everybody uses."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Place
from approvals.models import ApprovalRequest, Delegation
from demo.models import Unit
from demo.people import make_people
from demo.work import make_work
from exceptions.models import Case, Queue
from inventory.catalog.models import CostPrice, Location
from inventory.counts.models import Count, CountPlan
from inventory.receiving.models import Receipt
from inventory.transfers.models import Transfer
from kernel.clock import now
from tests.factories import make_place
from tests.inventory.ledger.shop import event, make_location, make_sku, make_source, post_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    network = make_place("SPIRITS")
    Place.objects.filter(pk=network.pk).update(currency="USD")
    network.refresh_from_db()
    depot = make_location("SPIRITS-DC", parent=network)
    Location.objects.filter(pk=depot.pk).update(kind=Location.Kind.DC)
    places = [depot.code, *(make_location(f"SPIRITS-{n}", parent=network).code for n in (1, 2))]
    stock(network, places)
    return Unit.objects.create(
        code="spirits", name="Spirits", form="spirits", network=network,
        status=Unit.Status.READY, started_at=now(),
    )  # fmt: skip


def stock(network, places):
    """Forty-five SKUs, a hundred pieces each, everywhere, a week ago."""
    at = now() - timedelta(days=7)
    skus = [make_sku(f"SPIRITS-S{n}", network=network) for n in range(45)]
    for sku in skus:
        CostPrice.objects.create(sku=sku, kind="cost", valid_from=at.date(), amount=Decimal(9))
    opened = [
        event("opening", sku=sku.code, location=place, quantity=100, occurred_at=at)
        for sku in skus
        for place in places
    ]
    post_facts(opened, source=make_source("opening"), received_at=now())


def test_leaves_something_for_everybody(unit):
    make_people(at=now())

    assert make_work(at=now())

    assert sorted(Transfer.objects.values_list("status", flat=True)) == [
        "draft", "in_progress", "in_progress", "in_progress", "submitted",
    ]  # fmt: skip
    assert ApprovalRequest.objects.filter(status="waiting").count() == 2
    assert Receipt.objects.count() == 6
    assert Count.objects.count() == 1
    missing = Case.objects.get(kind="transfer_missing")
    assert (missing.units, missing.value) == (-1, Decimal(9))


def test_organises_the_desk(unit):
    make_people(at=now())

    make_work(at=now())

    teams = {queue.key: queue.team.code for queue in Queue.objects.select_related("team")}
    assert teams == {
        "deliveries": "desk", "desk": "desk", "feeds": "feeds", "ledger": "feeds", "stock": "desk",
    }  # fmt: skip
    assert CountPlan.objects.get().place.code == "SPIRITS-1"
    assert Delegation.objects.get().deputy.name == "Lena Moss"


def test_is_done_once(unit):
    make_people(at=now())
    make_work(at=now())

    assert not make_work(at=now())
    assert Transfer.objects.count() == 5


def test_waits_until_a_unit_is_ready(unit):
    Unit.objects.update(status=Unit.Status.LOADING)

    assert not make_work(at=now())
