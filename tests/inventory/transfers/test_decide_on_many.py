"""Many transfers before they are decided together..."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.queries import open_request_of
from inventory.ledger.commands import post_facts_of_ours
from kernel.clock import now
from tests.inventory.intake.screens import sign_in

APPROVE = "/approvals/requests/approve/"


def sold(world, sku, quantity):
    """By the centre, these days."""
    event = {"key": f"sold/{sku}", "type": "sale", "sku": sku, "location": world.dc.code}
    post_facts_of_ours([event | {"quantity": quantity}], actor=None, at=now())


def chosen(*transfers) -> dict[str, list[str]]:
    requests = [open_request_of("transfers.transfer", one.pk) for one in transfers]
    return {"id": [f"AP-{request.pk:06d}" for request in requests]}


def test_say_which_lines_leave_the_origin_too_little(world):
    short, plain = world.submitted(), world.submitted(lines=[(world.plate, 4)])
    sold(world, "MUG", 60)

    page = sign_in(world.priya).post(APPROVE, chosen(short, plain))

    unusual = [one for one in page.context["rows"] if one["warnings"]]
    assert [one["row"].reference for one in unusual] == [short.reference]
    assert "1 line leaves Dc-North below what it needs." in unusual[0]["warnings"][0]
    assert unusual[0]["warnings"][1].startswith("MUG: leaves ")


def test_ask_no_more_than_few_do(world):
    rows = [world.submitted() for _ in range(6)]
    sold(world, "MUG", 60)
    priya = sign_in(world.priya)
    priya.post(APPROVE, chosen(*rows[:2]))

    few, many = (asked_for(priya, chosen(*some)) for some in (rows[:2], rows))

    assert few == many


def asked_for(client, form) -> int:
    with CaptureQueriesContext(connection) as statements:
        client.post(APPROVE, form)
    return len(statements)
