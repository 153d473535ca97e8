"""Files and comments on documents, for who may see them; what documents tell of a story."""

from datetime import timedelta

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.story import receipt_lines
from inventory.transfers.story import transfer_lines
from tests.factories import NOON, make_person
from tests.inventory.transfers.world import DAY
from workbench.registry import registry
from workbench.services.comments import comment
from workbench.story import StoryAsk

YEAR = timedelta(days=365)


def ask(world, location, **more):
    about = (("catalog.sku", str(world.mug.pk)),)
    span = {"since": NOON - YEAR, "until": NOON + YEAR, **more}
    return StoryAsk(about, (), location.pk, span["since"], span["until"])


def test_who_sees_the_transfer_reads_and_writes_comments(client, world):
    transfer = world.shipped()
    comment(
        subject_type="transfers.transfer",
        subject_id=str(transfer.pk),
        text="Two parcels are wet",
        actor=world.wren,
        at=NOON,
    )
    client.force_login(world.priya)

    page = client.get(f"/inventory/transfers/{transfer.reference}/").content.decode()
    receipt = client.get(f"/inventory/receipts/{world.receipt(transfer).reference}/")

    assert "Two parcels are wet" in page
    assert 'id="comment-text"' in page
    assert 'id="attach-file"' in receipt.content.decode()


def test_who_only_reads_adds_nothing(client, world):
    transfer = world.shipped()
    client.force_login(make_person("Tove", role="auditor", scope=world.network))

    page = client.get(f"/inventory/transfers/{transfer.reference}/").content.decode()

    assert 'id="comment-text"' not in page
    assert 'id="attach-file"' not in page


def test_others_see_neither(world):
    transfer = world.shipped()
    far = make_person("Far", role="store manager", scope=world.soho.place)

    for kind, row in (
        ("transfers.transfer", transfer),
        ("receiving.receipt", world.receipt(transfer)),
    ):
        assert registry.may_see(world.priya, kind, str(row.pk))
        assert not registry.may_see(far, kind, str(row.pk))


def test_tells_draft_shipment_and_missing_pieces_at_both_ends(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2, reason="Not in the box"))
    expected = [
        f"{transfer} drafted: 10, Dc-North to Camden",
        f"{transfer}/1 left Dc-North",
        f"2 of {transfer}/1 reported missing",
    ]

    for place in (world.dc, world.camden):
        told = sorted(transfer_lines(world.omar, ask(world, place)), key=lambda line: line.at)
        assert [line.text for line in told] == expected
    assert list(transfer_lines(world.omar, ask(world, world.soho))) == []


def test_tells_only_its_stretch_of_time(world):
    world.shipped()

    until = ask(world, world.dc, until=NOON)

    assert len(list(transfer_lines(world.omar, until))) == 1


def test_tells_what_was_announced_and_came(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2, reason="Not in the box"))

    told = list(receipt_lines(world.priya, ask(world, world.camden)))

    assert [line.text for line in sorted(told, key=lambda line: (line.at, line.order))] == [
        f"{transfer}/1 announced: 10",
        f"Arrival 1 of {transfer}/1 booked in",
        f"2 of {transfer}/1 reported missing",
    ]
    assert told[1].at == NOON + DAY


def test_tells_nothing_of_other_places(world):
    world.shipped()
    far = make_person("Far", role="store manager", scope=world.soho.place)

    assert list(transfer_lines(far, ask(world, world.dc))) == []
    assert list(receipt_lines(far, ask(world, world.camden))) == []
