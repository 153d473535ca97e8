"""Explain joins what was decided, wrong and done about the documents behind a number."""

import pytest

from exceptions.services import open_case
from inventory.receiving.kinds import ReceivedLine
from tests.factories import NOON, make_person
from tests.inventory.ledger.screens import seen_by, words
from tests.inventory.transfers.conftest import world  # noqa: F401
from tests.inventory.transfers.world import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def tove(world):  # noqa: F811
    return make_person("Tove", role="auditor", scope=world.network)


def told(client, reader, *, at, state="on_hand"):
    page = f"/insights/explain/?sku=MUG&location={at}&state={state}"
    _status, text = seen_by(client, reader, page)
    return words(text.split('class="table moves"')[1])


def in_order(text, *parts):
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_a_transfer_brings_its_approval_case_and_trail(client, world, tove):  # noqa: F811
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2, reason="Not in the box"))

    story = told(client, tove, at="CAMDEN")

    assert in_order(story, "Asked for approval: ", "Approved: ", f"{transfer}/1 left Dc-North")
    assert "Priya" in story
    assert "Transfer submitted" in story
    assert story.count(f"2 of {transfer}/1 reported missing") == 1
    assert "Case" in story


def test_a_movement_names_the_person_who_made_it(client, world, tove):  # noqa: F811
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 10))

    story = told(client, tove, at="CAMDEN")

    receiver = story.split("Transfer received")[1].split("+10")[0]
    assert "plumbline" not in receiver
    assert world.sam.name in receiver


def test_an_approval_belongs_to_the_number_before_anything_has_left(client, world, tove):  # noqa: F811
    transfer = world.approved()

    for state in ("on_hand", "allocated"):
        story = told(client, tove, at="DC-NORTH", state=state)
        assert "Approved: " in story
        assert f"{transfer} drafted" in story


def test_a_longer_reference_is_another_document(client, world, tove):  # noqa: F811
    transfer = world.shipped()
    other = world.draft(lines=[(world.plate, 1)], origin=world.dc, destination=world.soho)
    other.pk = transfer.pk * 10_000_000
    open_case(
        kind="transfer_overdue",
        fingerprint="far",
        title="Another transfer is late",
        subject=other,
        at=NOON + DAY,
        place=world.camden.place,
    )

    assert "Another transfer is late" not in told(client, tove, at="CAMDEN")


def test_a_delivery_brings_its_cases(client, world, tove):  # noqa: F811
    transfer = world.shipped()
    open_case(
        kind="delivery_overdue",
        fingerprint="late",
        title="The delivery is late",
        subject=world.receipt(transfer),
        at=NOON + DAY,
        place=world.camden.place,
    )

    assert "The delivery is late" in told(client, tove, at="CAMDEN", state="in_transit")
