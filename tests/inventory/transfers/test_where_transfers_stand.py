"""Where transfers stand: what is left to ship, what is on its way and since when, for list and floor."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inventory.receiving.kinds import ReceivedLine
from inventory.transfers.models import Transfer
from inventory.transfers.pages import facts_of_page
from inventory.transfers.queries.moving import in_transit_since, to_ship_q
from inventory.transfers.services import start_picking
from inventory.transfers.shell import to_ship, waiting, work
from kernel.clock import now
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.transfers.world import HOUR, again


def listed(user, **query):
    answer = sign_in(user).get(reverse("inventory:transfers"), query)
    return {ref for ref in Transfer.objects.all() if str(ref) in text_of(answer)}


def test_what_partly_left_still_waits_to_be_shipped(world):
    partly, whole = world.shipped(mugs=6, plates=0), world.shipped()

    assert set(to_ship(world.wren)) == {partly}
    assert whole.status == partly.status == Transfer.Status.IN_PROGRESS


def test_what_is_being_picked_still_waits_to_be_shipped(world):
    transfer = world.approved()
    start_picking(
        reference=transfer.reference, version=transfer.version, actor=world.wren, at=NOON + 2 * HOUR
    )

    assert waiting(world.wren).waiting == 1
    assert next(iter(work(world.wren))).url.endswith("?turn=origin")


@pytest.mark.parametrize("turn", ["origin", "destination"])
def test_the_list_tells_what_is_to_ship_from_what_is_on_its_way(world, turn):
    approved, shipped = world.approved(), world.shipped()
    partly, draft = world.shipped(mugs=6, plates=0), world.draft()

    found = listed(world.omar, turn=turn)

    assert found == {partly, {"origin": approved, "destination": shipped}[turn]}
    assert draft not in found


def test_the_list_finds_what_is_in_transit_for_days(world):
    at = now()
    old = world.approved()
    world.ship(old, mugs=10, plates=4, at=at - timedelta(days=8), due_at=at + HOUR)
    late = world.approved()
    world.ship(late, mugs=10, plates=4, at=at - HOUR, due_at=at - HOUR / 2)

    assert listed(world.omar, transit="7") == {old}
    assert listed(world.omar, transit="overdue") == {late}


def test_in_transit_since_ends_when_everything_arrived(world):
    transfer = world.shipped()
    row = Transfer.objects.annotate(left=in_transit_since())
    assert row.get(pk=transfer.pk).left == NOON + 2 * HOUR

    world.receive(transfer, ReceivedLine(world.mug, 9, missing=1), ReceivedLine(world.plate, 4))
    assert row.get(pk=transfer.pk).left == NOON + 2 * HOUR

    world.receive(transfer, ReceivedLine(world.mug, 1))
    assert row.get(pk=transfer.pk).left is None


def test_a_closed_transfer_has_nothing_to_ship(world):
    transfer = world.shipped()
    world.receive_all(transfer)

    assert not Transfer.objects.filter(to_ship_q()).exists()


def test_who_does_not_see_the_destination_is_not_sent_to_its_delivery(world):
    transfer = world.shipped()
    url = reverse("inventory:transfer", args=[transfer.reference])
    receipt = reverse("inventory:receipt", args=[world.receipt(transfer).reference])

    for user, sees in ((world.wren, False), (world.priya, True), (world.omar, True)):
        browser = sign_in(user)
        assert (receipt in browser.get(url).content.decode()) is sees
        assert browser.get(receipt).status_code == (200 if sees else 404)


def test_the_floor_opens_what_is_left_to_ship(world):
    world.approved()

    answer = sign_in(make_person("Win", role="warehouse", scope=world.dc.place)).get("/floor/")

    assert f"{reverse('inventory:transfers')}?turn=origin" in answer.content.decode()


def test_the_facts_of_a_page_date_what_was_yesterday(world):
    transfer = again(world.approved())

    facts = dict(facts_of_page(transfer, NOON + timedelta(days=1)))

    assert facts["Drafted"] == f"{NOON:%a} {NOON.day} {NOON:%b} {NOON:%H:%M}"
