"""Transfers by API, as far as people have them: drafts changed, parcels, picking, losses."""

import pytest

from inventory.receiving.kinds import ReceivedLine
from inventory.replenishment.models import Suggestion
from inventory.transfers.models import Shortage, Transfer
from tests.api import said
from tests.factories import NOON
from tests.inventory.transfers.world import again

WRITE = "transfers:read transfers:write"


@pytest.fixture
def post(api, world):
    def posting(transfer, verb, body=None, *, scope=WRITE, **more):
        return api.post(f"transfers/{transfer.reference}/{verb}", body, scope=scope, **more)

    return posting


def rewritten(**more):
    return {
        "from": "DC-NORTH", "to": "CAMDEN", "reason": "customer",
        "lines": [{"sku": "MUG", "quantity": 7}], **more,
    }  # fmt: skip


def test_writes_a_draft_anew(post, world):
    transfer = world.draft()

    answer = post(transfer, "change", rewritten(), version=transfer.version)

    assert answer.status_code == 200, answer.content
    assert [(line["sku"], line["asked"]) for line in answer.json()["lines"]] == [("MUG", 7)]


@pytest.mark.parametrize(
    ("version", "refusal"),
    [(None, (422, "version_not_said")), (9, (409, "transfer_changed_meanwhile"))],
)
def test_changes_no_draft_nobody_saw(post, world, version, refusal):
    transfer = world.draft()

    answer = post(transfer, "change", rewritten(), version=version)

    assert said(answer) == refusal
    assert again(transfer).version == transfer.version


def test_takes_a_submitted_one_back_for_the_origin_alone(post, world):
    transfer = world.submitted()

    far = post(transfer, "recall", place=world.camden.place)
    near = post(transfer, "recall", place=world.dc.place)

    assert said(far) == (403, "not_yours_to_recall")
    assert near.json()["status"] == "draft"


def test_picks_packs_unpacks_and_ships(post, world):
    transfer = world.approved()
    lines = {"lines": [{"sku": "MUG", "quantity": 10}], "parcels": 2}

    picking = post(transfer, "start-picking", version=again(transfer).version)
    packed = post(transfer, "pack", lines)
    unpacked = post(transfer, "shipments/1/unpack")
    post(transfer, "pack", lines)
    shipped = post(transfer, "shipments/2/ship", {"carrier": "Van", "tracking": "T1"})

    assert picking.status_code == 200, picking.content
    assert packed.json()["shipments"][0]["status"] == "packed", packed.content
    assert unpacked.json()["shipments"][0]["status"] == "unpacked"
    parcel = shipped.json()["shipments"][1]
    assert (parcel["status"], parcel["carrier"]) == ("shipped", "Van")
    assert world.stock(world.dc)["available"] == 40


def test_asks_to_write_missing_pieces_off(post, api, world):
    transfer = world.shipped()
    world.receive(transfer, ReceivedLine(world.mug, 8, missing=2))
    listed = api.get(f"transfers/{transfer.reference}/shortages", scope=WRITE).json()["results"]
    path = f"shortages/{listed[0]['reference']}/ask-loss"

    asked = post(transfer, path, {"reason": "Searched the dock."})
    again_asked = post(transfer, path, {"reason": "Searched the dock."})

    assert listed[0]["lines"] == [{"sku": "MUG", "claimed": 2}]
    assert asked.json()["results"][0]["status"] == Shortage.Status.ASKED, asked.content
    assert said(again_asked) == (409, "shortage_not_reported")


@pytest.mark.parametrize(
    "verb", ["start-picking", "pack", "shipments/1/ship", "shipments/1/unpack"]
)
def test_only_clients_of_the_origin_move_goods(post, world, verb):
    transfer = world.approved()
    post(transfer, "pack", {"lines": [{"sku": "MUG", "quantity": 1}]})
    body = {"lines": [{"sku": "MUG", "quantity": 1}]}

    answer = post(transfer, verb, body, place=world.camden.place)

    assert said(answer) == (403, "origin_not_yours")


@pytest.mark.parametrize(
    "verb",
    ["change", "recall", "start-picking", "pack", "shipments/1/ship", "shortages/TM-1/ask-loss"],
)
def test_needs_the_scope(post, world, verb):
    assert said(post(world.draft(), verb, scope="transfers:read")) == (403, "missing_scope")


@pytest.mark.parametrize("verb", ["shipments/1/ship", "shipments/1/unpack", "pack"])
def test_does_nothing_on_an_old_version(post, world, verb):
    transfer = world.approved()
    post(transfer, "pack", {"lines": [{"sku": "MUG", "quantity": 1}]})

    answer = post(transfer, verb, {"lines": []}, version=1)

    assert said(answer) == (409, "transfer_changed_meanwhile")


def suggestion(world):
    return Suggestion.objects.create(
        sku=world.mug,
        from_location=world.dc,
        to_location=world.camden,
        quantity=5,
        sells_out_on=NOON.date(),
        computed_at=NOON,
        target=40,
        **dict.fromkeys(("to_has", "to_sold", "from_has", "from_sold", "reorder_point"), 20),
    )


def test_drafts_what_is_suggested(api, world):
    row = suggestion(world)

    listed = api.get("suggestions?destination=CAMDEN", scope=WRITE).json()["results"]
    drafted = api.post(f"suggestions/{row.pk}/draft", scope=WRITE)

    assert [(one["number"], one["from"], one["quantity"]) for one in listed] == [
        (row.pk, "DC-NORTH", 5)
    ]
    assert drafted.status_code == 201, drafted.content
    assert (drafted.json()["status"], Transfer.objects.get().reason) == ("draft", "balancing")


def test_suggestions_of_other_places_are_not_there(api, world):
    row = suggestion(world)

    answers = [
        api.get(f"suggestions/{row.pk}", scope=WRITE, place=world.soho.place),
        api.post(f"suggestions/{row.pk}/draft", scope=WRITE, place=world.soho.place),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
