"""What a warehouse system reports of a transfer..."""

from exceptions.models import Case
from inventory.receiving.models import Receipt
from inventory.transfers.models import Shipment
from tests.factories import NOON
from tests.inventory.transfers.world import HOUR, actions, again, fact


def shipping(transfer, quantity=10, key="w1", **fields):
    return fact(
        key, "transfer_ship", quantity=quantity, to_location="CAMDEN",
        reference=fields.pop("reference", transfer.reference),
        occurred_at=(NOON + 2 * HOUR).isoformat(), **fields,
    )  # fmt: skip


def arriving(transfer, quantity=10, key="w2", **fields):
    return fact(
        key, "transfer_receive", quantity=quantity, location="CAMDEN", reference=transfer.reference,
        occurred_at=(NOON + 3 * HOUR).isoformat(), **fields,
    )  # fmt: skip


def test_makes_its_shipment_known_and_expected(world):
    transfer = world.approved()

    world.tell(shipping(transfer))

    shipment = transfer.shipments.get()
    assert (shipment.reference, shipment.status, shipment.reported_by) == (
        transfer.reference, "shipped", "wms",
    )  # fmt: skip
    assert again(transfer).status == "in_progress"
    assert Receipt.objects.get(document=transfer.reference).lines.get().expected == 10


def test_may_ship_and_receive_in_one_call(world):
    transfer = world.approved()

    world.tell(shipping(transfer), arriving(transfer, 4))

    receipt = Receipt.objects.get(document=transfer.reference)
    assert receipt.lines.get().expected == 10
    assert receipt.status == "partly_received"
    assert world.stock(world.camden) == {"available": 4, "in_transit": 6}


def test_receives_what_we_shipped(world):
    transfer = world.shipped()

    world.tell(arriving(transfer) | {"reference": f"{transfer.reference}/1"})

    assert world.receipt(transfer).status == "partly_received"
    assert again(transfer).status == "in_progress"


def test_beyond_what_was_shipped_posts_and_opens_a_case(world):
    transfer = world.shipped(mugs=4, plates=0)

    world.tell(arriving(transfer, 6))

    assert world.stock(world.camden) == {"available": 6, "in_transit": -2}
    assert Case.objects.open().filter(kind="over_receipt").exists()


def test_without_approval_is_posted_and_opens_a_case(world):
    transfer = world.submitted()

    world.tell(shipping(transfer, 3))

    assert again(transfer).status == "in_progress"
    assert Case.objects.open().get(kind="transfer_unexpected").evidence["status"] == "submitted"
    assert actions(transfer)[-1] == "reported"


def undoing(event, key="u1"):
    return {
        "key": key, "type": "reversal", "reverses": event["key"],
        "occurred_at": event["occurred_at"],
    }  # fmt: skip


def test_without_approval_and_taken_back_closes_its_case(world):
    transfer = world.submitted()
    world.tell(shipping(transfer, 3), shipping(transfer, 2, key="w9", sku="PLATE"))
    case = Case.objects.get(kind="transfer_unexpected")

    world.tell(undoing(shipping(transfer, 3)))
    assert not case_again(case).closed_at
    world.tell(undoing(shipping(transfer, 2, key="w9", sku="PLATE"), key="u2"))

    assert case_again(case).closing_note == "The shipment was taken back."


def case_again(case):
    return Case.objects.get(pk=case.pk)


def test_of_an_ended_transfer_counts_only_what_came_after_its_end(world):
    transfer = world.shipped()
    world.receive_all(transfer)
    assert again(transfer).status == "closed"
    late = shipping(transfer, 5, reference=f"{transfer.reference}/9")
    world.tell(late)
    case = Case.objects.get(kind="transfer_unexpected")

    world.tell(undoing(late))

    assert case.evidence["shipped_before"] == 14
    assert case_again(case).closed_at


def test_beyond_what_was_shipped_and_taken_back_closes_its_case(world):
    transfer = world.shipped(mugs=4, plates=0)
    world.tell(arriving(transfer, 6))
    case = Case.objects.get(kind="over_receipt", subject_type="transfers.transfer")

    world.tell(undoing(arriving(transfer, 6)))

    assert case_again(case).closing_note == "No more has arrived than was shipped."


def test_undone_puts_the_transfer_back(world):
    transfer = world.approved()
    world.tell(shipping(transfer))
    undo = {
        "key": "u1", "type": "reversal", "reverses": "w1",
        "occurred_at": (NOON + 3 * HOUR).isoformat(),
    }  # fmt: skip

    world.tell(undo)

    assert again(transfer).status == "in_progress"
    assert transfer.shipments.get().status == Shipment.Status.CLOSED
    assert world.stock(world.dc)["allocated"] == 10


def test_that_names_no_transfer_of_ours_is_posted_alone(world):
    results = world.tell(shipping(world.draft(), 2, reference="TR-999999"))

    assert [result.status for result in results] == ["posted"]
    assert not Shipment.objects.exists()
