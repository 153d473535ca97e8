"""Who picks at the origin is told of an approval, and of its end."""

from datetime import timedelta

from approvals.queries import open_request_of
from approvals.services import undo_decision
from inventory.transfers.services import cancel_transfer, start_picking
from inventory.transfers.telling import pickers_at
from tests.factories import NOON, make_person
from tests.inventory.transfers.world import HOUR, again
from workbench.models import Notification, Outgoing


def notices(person):
    return list(
        Notification.objects.filter(user=person).order_by("id").values_list("text", flat=True)
    )


def mails(person):
    return Outgoing.objects.filter(address=person.email)


def test_who_picks_there_reads_it_at_once_and_gets_an_email_after_the_hold(world):
    transfer = world.approved(lower={"MUG": 6})

    assert notices(world.wren) == [f"Pick 10 units for Camden: {transfer}"]
    mail = mails(world.wren).get()
    assert mail.due_at - mail.queued_at == timedelta(seconds=10)
    assert f"/inventory/transfers/{transfer.reference}/" in mail.payload["text"]


def test_others_are_not_told(world):
    far = make_person("Far", role="warehouse", scope=world.soho.place)
    wide = make_person("Wide", role="warehouse", scope=world.network)

    world.approved()

    assert [notices(person) for person in (far, wide, world.sam)] == [[], [], []]


def test_who_covers_more_is_told_where_nobody_is_nearer(world):
    wide = make_person("Wide", role="warehouse", scope=world.network)

    assert pickers_at(world.dc) == [world.wren]
    world.wren.is_active = False
    world.wren.save(update_fields=["is_active"])

    assert pickers_at(world.dc) == [wide]


def test_undo_calls_the_email_back_and_says_not_to_pick(world):
    transfer = world.submitted()
    request = world.decide(transfer)

    undo_decision(request_id=request.pk, actor=world.priya, at=NOON + HOUR)

    assert mails(world.wren).get().status == Outgoing.Status.CALLED_BACK
    assert notices(world.wren)[-1] == f"Do not pick {transfer}: it is no longer approved."


def test_cancelling_before_picking_says_not_to_pick(world):
    transfer = world.approved()

    cancel_transfer(
        reference=transfer.reference, reason="Not needed", actor=world.omar, at=NOON + HOUR
    )

    assert again(transfer).status == "cancelled"
    assert notices(world.wren)[-1] == f"Do not pick {transfer}: it is no longer approved."


def test_who_was_told_reads_that_somebody_picks(world):
    other = make_person("Olga", role="warehouse", scope=world.dc.place)
    transfer = world.approved()

    start_picking(reference=transfer.reference, actor=world.wren, at=NOON + HOUR)

    told = Notification.objects.filter(user__in=[world.wren, other])
    assert {one.settled_text for one in told} == {f"Picked by {world.wren}"}
    assert not told.unread().exists()


def test_packing_and_shipping_settles_it_as_well(world):
    world.shipped()

    told = Notification.objects.get(user=world.wren, text__startswith="Pick 14 units")
    assert told.settled_at is not None


def test_cancelling_while_somebody_picks_says_not_to_pick(world):
    transfer = world.approved()
    start_picking(reference=transfer.reference, actor=world.wren, at=NOON + HOUR)

    cancel_transfer(
        reference=transfer.reference, reason="Not needed", actor=world.omar, at=NOON + HOUR
    )

    assert notices(world.wren)[-1] == f"Do not pick {transfer}: it is no longer approved."


def test_the_request_says_how_many_are_told(client, world):
    request = open_request_of("transfers.transfer", world.submitted().pk)
    client.force_login(world.priya)

    page = client.get(f"/approvals/requests/{request.pk}/").content.decode()

    assert "1 person at Dc-North is told to pick them." in page
