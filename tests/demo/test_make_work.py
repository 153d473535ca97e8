"""The people of the demo do a day's work through the commands everybody uses."""

from decimal import Decimal

import pytest

from accounts.models import User
from approvals.models import ApprovalRequest, Delegation
from demo.models import Unit
from demo.people import make_people
from demo.work import make_work
from exceptions.models import Case, Queue
from inventory.catalog.models import Sku
from inventory.counts.models import Count, CountPlan
from inventory.receiving.models import Receipt
from inventory.transfers.models import Transfer
from kernel.clock import now
from tests.demo.small import make_unit
from tests.inventory.ledger.shop import event, make_sku, make_source, post_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return make_unit()


def test_leaves_something_for_everybody(unit):
    make_people(at=now())

    assert make_work(at=now())

    assert sorted(Transfer.objects.values_list("status", flat=True)) == [
        "approved", "draft", "in_progress", "in_progress", "in_progress", "submitted",
    ]  # fmt: skip
    begun = ApprovalRequest.objects.filter(status="waiting", steps__begun_at__isnull=False)
    assert sorted(begun.values_list("steps__role", flat=True)) == [
        "finance",
        "store manager",
        "store manager",
    ]
    assert Receipt.objects.count() == 6
    assert Count.objects.count() == 1
    missing = Case.objects.get(kind="transfer_missing")
    assert (missing.units, missing.value) == (-1, Decimal(9))


def test_what_waits_was_asked_by_the_policies_of_the_demo(unit):
    make_people(at=now())

    make_work(at=now())

    waiting = ApprovalRequest.objects.filter(status="waiting", value__gt=400)
    names = waiting.values_list("policy_version__policy__name", flat=True)
    assert sorted(names) == ["Transfers to stores over $400", "Written or sold off for over $500"]


def test_organises_the_desk(unit):
    make_people(at=now())

    make_work(at=now())

    teams = {queue.key: queue.team.code for queue in Queue.objects.select_related("team")}
    assert teams == {
        "deliveries": "desk", "desk": "desk", "feeds": "feeds", "ledger": "feeds", "stock": "desk",
    }  # fmt: skip
    store = CountPlan.objects.get().place
    assert (store.code, store.manager.name) == ("SPIRITS-1", "Priya Nair")
    assert Delegation.objects.get().deputy.name == "Lena Moss"


def test_is_done_once(unit):
    make_people(at=now())
    make_work(at=now())

    assert not make_work(at=now())
    assert Transfer.objects.count() == 6


def test_waits_until_a_unit_is_ready(unit):
    Unit.objects.update(status=Unit.Status.LOADING)

    assert not make_work(at=now())


def test_takes_one_sku_out_of_the_range(unit):
    make_people(at=now())

    make_work(at=now())

    gone = Sku.objects.get(lifecycle=Sku.Lifecycle.DISCONTINUED)
    assert not Transfer.objects.filter(lines__sku=gone).exists()


def test_the_store_of_the_people_is_the_one_with_most_skus(unit):
    only = make_sku("SPIRITS-ONLY", network=unit.network)
    came = event("receipt", sku=only.code, location="SPIRITS-2", occurred_at=now())
    post_facts([came], source=make_source("stores"), received_at=now())
    make_people(at=now())

    make_work(at=now())

    assert Count.objects.get().location.code == "SPIRITS-2"
    assert User.objects.get(email="priya@demo.example").place_scopes.get().place.code == "SPIRITS-2"


def test_an_order_is_for_what_its_supplier_sells(unit):
    Sku.objects.filter(code__endswith="1").update(attributes={"supplier": "Luxco"})
    make_people(at=now())

    make_work(at=now())

    orders = Receipt.objects.filter(document__startswith="PO-")
    sold = {
        (o.sender, line.sku.attributes.get("supplier")) for o in orders for line in o.lines.all()
    }
    assert sold == {("Luxco", "Luxco"), ("Supplier", None)}
