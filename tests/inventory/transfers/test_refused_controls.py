"""Who may not act on a transfer sees the control refused, with the sentence the command raises."""

import pytest
from django.urls import reverse

from inventory.receiving.kinds import ReceivedLine
from inventory.transfers.services import (
    change_transfer,
    pack_shipment,
    ship_shipment,
    submit_transfer,
    unpack_shipment,
)
from kernel.errors import DomainError
from tests.controls import forms_of, refusals_of, unwrapped
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import sign_in
from tests.inventory.transfers.world import HOUR, again
from workbench.refused import rule_of


@pytest.fixture
def tove(world):
    return make_person("Tove", role="auditor", scope=world.network)


def pack(world, transfer, mugs=4):
    return pack_shipment(
        reference=transfer.reference, lines={world.mug: mugs}, actor=world.wren, at=NOON + HOUR
    )


def read(person, transfer):
    return sign_in(person).get(reverse("inventory:transfer", args=[transfer.reference]))


def send(person, name, *args, **form):
    return sign_in(person).post(reverse(f"inventory:{name}", args=args), form)


def raised(command, **facts):
    with pytest.raises(DomainError) as caught:
        command(**facts)
    return caught.value


def test_an_auditor_finds_nothing_to_press_at_any_status(world, tove):
    packed, missing = world.approved(), world.shipped()
    pack(world, packed)
    world.receive(missing, ReceivedLine(world.mug, 8, missing=2, reason="Not in the box"))

    for transfer in (world.draft(), world.submitted(), packed, missing):
        page = read(tove, transfer).content.decode()
        assert forms_of(page) == [], transfer.status
        assert refusals_of(page)


def test_ship_is_refused_with_the_sentence_of_the_command(world):
    transfer = world.approved()
    pack(world, transfer)

    page = read(world.priya, transfer).content.decode()

    about = {"reference": transfer.reference, "number": 1, "actor": world.priya, "at": NOON}
    assert refusals_of(page)["Ship"] == rule_of(raised(ship_shipment, **about))
    assert refusals_of(page)["Ship"] == rule_of(raised(unpack_shipment, **about))
    assert "Take apart" not in page


def test_who_packs_there_may_press_both(world):
    transfer = world.approved()
    pack(world, transfer)

    page = read(world.wren, transfer).content.decode()

    assert {way.rsplit("/", 2)[1] for way in forms_of(page)} >= {"ship", "unpack"}


@pytest.mark.parametrize("verb", ["ship", "unpack"])
def test_a_stale_page_ships_nothing(world, verb):
    transfer = world.approved()
    pack(world, transfer)
    seen = again(transfer).version
    pack(world, transfer, mugs=1)

    answer = send(world.wren, f"transfer-shipment-{verb}", transfer.reference, 1, version=seen)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Wren changed this" in page
    assert "Look again" in page
    assert transfer.shipments.get(number=1).status == "packed"


def test_a_stale_page_asks_for_no_loss(world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2, reason="Not in the box"))
    seen = again(transfer).version
    world.receive(transfer, ReceivedLine(world.plate, 4))
    number = transfer.shortages.get().pk

    answer = send(
        world.priya,
        "transfer-shortage-ask",
        transfer.reference,
        number,
        version=seen,
        reason="Gone",
    )

    assert answer.status_code == 409
    assert transfer.shortages.get().status == "reported"


@pytest.mark.parametrize("name", ["transfer-ship", "transfer-cancel"])
def test_a_stale_form_keeps_what_was_typed_and_can_only_be_looked_at_again(world, name):
    transfer = world.approved()
    seen = again(transfer).version
    pack(world, transfer)
    unpack_shipment(reference=transfer.reference, number=1, actor=world.wren, at=NOON + HOUR)
    actor = world.wren if name == "transfer-ship" else world.omar

    answer = send(
        actor, name, transfer.reference, version=seen, reason="Typed before", carrier="Typed before"
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Wren changed this" in page
    assert "Typed before" in page
    assert f'name="version" value="{seen}"' in page
    assert again(transfer).status == "in_progress"


def test_a_submit_of_what_was_changed_is_not_done(world):
    transfer = world.draft()
    change_transfer(
        reference=transfer.reference, version=1, origin=world.dc, destination=world.camden,
        lines=[(world.mug, 2)], actor=world.omar, at=NOON, reason="other",
    )  # fmt: skip

    answer = send(world.priya, "transfer-submit", transfer.reference, version=1)

    assert (answer.status_code, again(transfer).status) == (409, "draft")
    about = {"reference": transfer.reference, "version": 1, "actor": world.omar, "at": NOON}
    sentence = raised(submit_transfer, **about).sentence
    assert sentence in unwrapped(answer.content.decode()).replace("&#x27;", "'")
