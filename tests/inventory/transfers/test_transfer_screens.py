"""The screens of transfers..."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from approvals.queries import open_request_of
from inventory.catalog.models import SkuIdentifier
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.services import (
    ask_loss,
    cancel_transfer,
    change_transfer,
    pack_shipment,
    ship_shipment,
)
from kernel.clock import now
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.transfers.world import DAY, HOUR, again


def page(user, name, *args, **query):
    return sign_in(user).get(reverse(f"inventory:{name}", args=args), query)


def post(user, name, *args, **data):
    return sign_in(user).post(reverse(f"inventory:{name}", args=args), data)


def test_list_shows_what_leaves_or_reaches_ones_places(world):
    mine, other = world.draft(), world.draft(destination=world.soho)

    text = text_of(page(world.priya, "transfers"))

    assert mine.reference in text
    assert other.reference not in text


@pytest.mark.parametrize("query", [{"turn": "approver"}, {"q": "MUG"}, {"status": "open"}])
def test_list_filters(world, query):
    transfer = world.submitted()

    assert transfer.reference in text_of(page(world.omar, "transfers", **query))


def test_page_says_whose_turn_it_is_at_every_status(world):
    transfer = world.draft()
    assert "Waits for whoever asked" in text_of(page(world.priya, "transfer", transfer.reference))

    shipped = world.shipped()
    text = text_of(page(world.wren, "transfer", shipped.reference))

    assert "On its way" in text
    assert f"{shipped.reference}/1" in text


def test_page_is_not_there_for_others(world):
    transfer = world.draft(destination=world.soho)

    assert page(world.priya, "transfer", transfer.reference).status_code == 404


def test_draft_is_made_from_typed_or_scanned_lines(world):
    answer = post(
        world.priya, "transfer-new", origin="DC-NORTH", destination="CAMDEN",
        reason="promotion", lines="MUG x 3\nPLATE\nMUG",
    )  # fmt: skip

    transfer = Transfer.objects.get()
    assert answer.status_code == 302
    assert dict(transfer.lines.values_list("sku__code", "asked")) == {"MUG": 4, "PLATE": 1}


def test_who_works_at_one_place_asks_for_it(world):
    form = text_of(page(world.priya, "transfer-new"))
    suggested = text_of(page(world.priya, "transfer-new", destination="SOHO"))

    assert f'name="destination" value="{world.camden.code}"' in form
    assert 'name="destination" value="SOHO"' in suggested


def test_places_one_has_moved_stock_with_are_suggested(world):
    before = text_of(page(world.priya, "transfer-location-options", origin="DC"))
    world.draft()

    after = text_of(page(world.priya, "transfer-location-options", origin="DC"))

    assert world.dc.code not in before
    assert world.dc.code in after


def test_draft_with_an_unknown_sku_comes_back_with_what_was_typed(world):
    answer = post(
        world.priya, "transfer-new", origin="DC-NORTH", destination="CAMDEN",
        reason="promotion", lines="SPOON x 3",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "There is no SKU SPOON" in text_of(answer)
    assert not Transfer.objects.exists()


def test_stale_draft_says_who_was_faster(world):
    transfer = world.draft()
    change_transfer(
        reference=transfer.reference, version=1, origin=world.dc, destination=world.camden,
        lines=[(world.mug, 2)], actor=world.omar, at=NOON, reason="other",
    )  # fmt: skip

    answer = post(
        world.priya, "transfer-change", transfer.reference, version=1, origin="DC-NORTH",
        destination="CAMDEN", reason="promotion", lines="MUG x 7",
    )  # fmt: skip

    assert answer.status_code == 409
    assert "Omar changed this" in text_of(answer)
    assert transfer.lines.get().asked == 2


def test_submit_says_every_short_line(world):
    transfer = world.draft(lines=[(world.mug, 99), (world.plate, 98)])

    answer = post(world.omar, "transfer-submit", transfer.reference)

    text = text_of(answer)
    assert answer.status_code == 409
    assert "has 50 of MUG and 99 were asked" in text
    assert "has 20 of PLATE and 98 were asked" in text
    assert again(transfer).status == "draft"


def test_what_was_just_submitted_can_be_taken_back_until_somebody_decides(world):
    transfer = world.draft()
    client = sign_in(world.omar)
    submit = reverse("inventory:transfer-submit", args=[transfer.reference])
    undo = reverse("inventory:transfer-undo-submit", args=[transfer.reference])

    toast = client.post(submit, follow=True).content.decode()
    taken, refused = client.post(undo), client.post(undo)

    assert f'data-undo="{undo}"' in toast
    assert (taken.status_code, again(transfer).status) == (204, "draft")
    assert (refused.status_code, "X-Refusal" in refused.headers) == (409, True)


def test_ship_form_sends_what_is_typed(world):
    transfer = world.approved()
    assert page(world.wren, "transfer-ship", transfer.reference).status_code == 200

    answer = post(
        world.wren, "transfer-ship", transfer.reference, carrier="Post", tracking="T1",
        parcels="2", **{f"q{world.mug.pk}": "6"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert world.stock(world.camden) == {"in_transit": 6}


def test_the_history_says_which_shipment(world):
    transfer = world.approved()
    world.ship(transfer, mugs=4)
    world.ship(transfer, mugs=6)

    history = text_of(page(world.wren, "transfer", transfer.reference)).split('id="history"')[1]

    assert history.count(f"{transfer.reference}/1") == 2
    assert history.count(f"{transfer.reference}/2") == 2


def test_ship_form_twice_with_one_key_ships_once(world):
    transfer = world.approved()
    client = sign_in(world.wren)
    data = {f"q{world.mug.pk}": "2", "form_key": "7b1c7f3e-96b6-4b1c-9f0e-111111111111"}

    for _each in range(2):
        client.post(reverse("inventory:transfer-ship", args=[transfer.reference]), data)

    assert world.stock(world.camden) == {"in_transit": 2}


def test_cancel_form_asks_where_the_units_are(world):
    transfer = world.shipped()

    text = text_of(page(world.omar, "transfer-cancel", transfer.reference))
    post(world.omar, "transfer-cancel", transfer.reference, reason="lorry turned back",
         **{f"q{world.mug.pk}": "8", f"q{world.plate.pk}": "4"})  # fmt: skip

    assert "Where are the units?" in text
    assert world.stock(world.dc) == {"available": 48}
    assert Shortage.objects.get().lines.get().claimed == 2


@pytest.mark.parametrize(
    ("mugs", "said"),
    [("8", "called off. 2 missing units wait for a decision."), ("10", "cancelled.")],
)
def test_a_transfer_is_said_to_be_cancelled_when_nothing_of_it_is_missing(world, mugs, said):
    transfer = world.shipped()

    answer = post(world.omar, "transfer-cancel", transfer.reference, reason="lorry turned back",
                  **{f"q{world.mug.pk}": mugs, f"q{world.plate.pk}": "4"})  # fmt: skip

    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told == [f"{transfer.reference} {said}"]


def test_missing_pieces_are_put_to_an_approver(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, accepted=8, missing=2))
    shortage = Shortage.objects.get()

    post(world.priya, "transfer-shortage-ask", transfer.reference, shortage.pk, reason="searched")

    assert Shortage.objects.get().status == "asked"
    assert "Loss waits for approval" in text_of(page(world.priya, "transfer", transfer.reference))


def test_pick_list_names_its_version_and_an_old_one_says_so(world):
    transfer = world.approved()
    SkuIdentifier.objects.create(sku=world.mug, scheme="ean13", value="4006381333931")

    text = text_of(page(world.wren, "transfer-pick-list", transfer.reference))
    world.ship(transfer, mugs=1)
    old = page(world.wren, "transfer", transfer.reference, printed=transfer.version)

    assert "Pick list" in text
    assert "4006381333931" in text
    assert "This print is old" in text_of(old)


def test_packing_slip_and_labels_open(world):
    transfer = world.shipped()

    for name in ("transfer-packing-slip", "transfer-labels"):
        answer = page(world.wren, name, transfer.reference, 1)
        assert answer.status_code == 200
        assert f"{transfer.reference}/1" in text_of(answer)


def test_a_carton_scanned_at_the_floor_opens_where_it_is_received(world):
    transfer = world.shipped()

    def opened(user, code):
        return sign_in(user).get("/floor/", {"code": code})["Location"]

    receipt = reverse("inventory:receipt-scan", args=[world.receipt(transfer).reference])
    assert opened(world.priya, f"{transfer.reference}/1") == receipt
    own = reverse("inventory:transfer", args=[transfer.reference])
    assert opened(world.wren, f"{transfer.reference}/1") == own
    assert opened(world.priya, transfer.reference) == own


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("13", "allocated"),
        ("a dozen", "a dozen of MUG is not a whole number"),
        ("0", "Nothing"),
    ],
)
def test_a_shipment_with_a_wrong_number_comes_back_with_what_was_typed(world, typed, said):
    transfer = world.approved()
    sent = {f"q{world.mug.pk}": typed, f"q{world.plate.pk}": "0", "ship": "1"}

    answer = post(world.wren, "transfer-ship", transfer.reference, version=transfer.version, **sent)

    assert answer.status_code in (409, 422)
    assert said in text_of(answer)
    assert f'value="{typed}"' in answer.content.decode()
    assert not transfer.shipments.exists()


def test_a_packed_shipment_says_how_much_is_in_it(world):
    transfer = world.approved()
    pack_shipment(
        reference=transfer.reference,
        lines={world.mug: 7, world.plate: 2},
        actor=world.wren,
        at=NOON,
    )

    assert "9 packed" in text_of(page(world.wren, "transfer", transfer.reference))


def packed_for(world, due_at):
    """Packed on the screen to arrive at a moment of the person's own time zone."""
    transfer = world.approved()
    sent = {f"q{world.mug.pk}": "4", "pack": "1", "due_at": due_at, "version": transfer.version}
    answer = post(world.wren, "transfer-ship", transfer.reference, **sent)
    return transfer, answer


@pytest.mark.parametrize(("leaves", "due"), [(HOUR, 3 * DAY), (4 * DAY, 6 * DAY)])
def test_a_packed_shipment_is_due_when_it_was_packed_for_while_that_is_to_come(world, leaves, due):
    today = now()
    transfer, _answer = packed_for(world, f"{today + 3 * DAY:%Y-%m-%dT%H:%M}")

    shipment = ship_shipment(
        reference=transfer.reference, number=1, actor=world.wren, at=today + leaves
    )

    assert abs(shipment.due_at - today - due) < 2 * HOUR
    assert Receipt.objects.get(document=shipment.reference).due_at == shipment.due_at


def test_nothing_is_packed_to_arrive_before_it_leaves(world):
    transfer, answer = packed_for(world, f"{now() - DAY:%Y-%m-%dT%H:%M}")

    assert answer.status_code == 422
    assert "The arrival lies before the departure." in text_of(answer)
    assert not transfer.shipments.exists()


def test_closing_short_says_how_much_is_freed(world):
    transfer = world.shipped(mugs=7, plates=4)

    answer = page(world.wren, "transfer", transfer.reference)

    assert "3 units are not shipped. They are free again at the origin." in text_of(answer)
    assert ">Close short</button>" in answer.content.decode()


def test_the_approver_of_a_loss_reads_what_was_done_to_find_it(world):
    transfer = world.approved()
    world.ship(transfer, mugs=10, plates=4, carrier="State delivery", tracking="SD-4471")
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2), ReceivedLine(world.plate, 4))
    shortage = Shortage.objects.get()
    ask_loss(reference=shortage.reference, reason="The carrier looked", actor=world.omar, at=NOON)
    request = open_request_of("transfers.shortage", shortage.pk)

    text = text_of(sign_in(world.priya).get(reverse("approvals:request", args=[request.pk])))

    assert "The carrier looked" in text
    assert f"{transfer.reference}/1, State delivery, SD-4471" in text


def test_what_came_back_and_what_is_lost_is_told_beside_what_arrived(world):
    transfer = world.shipped()
    cancel_transfer(
        reference=transfer.reference,
        reason="Turned back",
        back={world.mug.pk: 7, world.plate.pk: 4},
        actor=world.omar,
        at=NOON + DAY,
    )

    text = " ".join(text_of(page(world.omar, "transfer", transfer.reference)).split())

    assert ", 7 back" in text
    assert ", 4 back" in text
