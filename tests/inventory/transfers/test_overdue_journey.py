"""A shipment that is overdue, through the pages of those it concerns."""

import json
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from approvals.queries import open_request_of
from exceptions.models import Case
from exceptions.services.routing import route_new_cases
from inventory.receiving.models import Receipt
from inventory.transfers import tasks
from kernel.clock import now
from tests.clock import Clock
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.transfers.world import DAY, HOUR, again


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, NOON + HOUR)


@pytest.fixture
def overdue(world, clock):
    """Priya approves, Wren ships; three days after its arrival the sweep finds it."""
    transfer = world.submitted()
    approve(world, transfer)
    ship(world, transfer)
    clock.set(transfer.shipments.get().due_at + 3 * DAY)
    sweep()
    return Case.objects.get(kind="transfer_overdue")


def post(person, name, *args, **data):
    answer = sign_in(person).post(reverse(name, args=args), data)
    assert answer.status_code < 400, text_of(answer)


def approve(world, transfer):
    request = open_request_of("transfers.transfer", transfer.pk)
    post(world.priya, "approvals:request-approve", request.pk, version=request.version)
    assert again(transfer).status == "approved"


def ship(world, transfer):
    quantities = {f"q{world.mug.pk}": "10", f"q{world.plate.pk}": "4"}
    post(world.wren, "inventory:transfer-ship", transfer.reference, carrier="Post", tracking="T1",
         parcels="1", version=again(transfer).version, **quantities)  # fmt: skip


def sweep():
    tasks.watch()
    route_new_cases(at=now())


def receive(world, receipt):
    """Sam scans all of it at the door, then books it in."""
    scans = [
        {"id": str(uuid4()), "code": code, "quantity": quantity, "at": now().isoformat()}
        for code, quantity in (("MUG", 10), ("PLATE", 4))
    ]
    where = reverse("inventory:receipt-scans", args=[receipt.reference])
    body = json.dumps({"sent_at": now().isoformat(), "scans": scans})
    answer = sign_in(world.sam).post(where, body, content_type="application/json")
    assert [one["status"] for one in answer.json()["results"]] == ["ok", "ok"]
    receipt.refresh_from_db(fields=["version"])
    post(world.sam, "inventory:receipt-finish", receipt.reference, version=receipt.version)


def case_page(world, case):
    return sign_in(world.omar).get(reverse("exceptions:case", args=[case.reference]))


def test_is_no_case_until_it_is_overdue(world, clock):
    transfer = world.submitted()
    approve(world, transfer)
    ship(world, transfer)
    clock.set(transfer.shipments.get().due_at - HOUR)

    sweep()

    assert not Case.objects.exists()


def test_stands_in_the_queue_of_the_desk(world, overdue):
    queue = sign_in(world.omar).get(reverse("exceptions:cases"))

    text = text_of(queue)
    assert reverse("exceptions:case", args=[overdue.reference]) in text
    assert "has not reached Camden" in text


def test_has_a_page_that_leads_to_the_shipment_and_says_what_to_do(world, overdue):
    shown = text_of(case_page(world, overdue))

    reference = overdue.evidence["transfer"]
    link = reverse("inventory:transfer", args=[reference])
    assert re.search(rf'<a [^>]*href="{link}[^"]*"', shown)
    assert f"{reference}/1" in shown
    assert "Ask the carrier where it is" in shown


def test_is_one_case_however_often_it_is_found(world, overdue, clock):
    clock.set(now() + DAY)

    sweep()

    assert Case.objects.get().pk == overdue.pk


def test_ends_by_itself_when_the_store_receives_it_late(world, overdue):
    receive(world, Receipt.objects.get())

    assert world.stock(world.camden) == {"available": 10}
    case, shown = Case.objects.get(), text_of(case_page(world, overdue))
    assert (case.pk, case.status) == (overdue.pk, "closed")
    assert "It arrived." in shown
    sweep()
    assert Case.objects.get().status == "closed"
