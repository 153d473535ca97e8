"""/api/v1/transfers..."""

import json

import pytest
from django.test import Client

from approvals.drafts import AskedStep, Draft
from approvals.queries import newest_request_of
from inventory.transfers.models import Transfer
from tests.api import said
from tests.approvals.policies import in_force
from tests.factories import make_person, make_place
from tests.inventory.intake.calls import get, make_token
from tests.inventory.intake.world import make_location
from tests.inventory.transfers.world import again


@pytest.fixture
def token(world):
    scopes = ("transfers:read", "transfers:write")
    return make_token(source="oms", scopes=scopes, place=world.network)


def send(token, path, body=None, **headers):
    return Client().post(
        f"/api/v1/transfers{path}",
        data=json.dumps(body or {}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", **headers},
    )


def draft(**more):
    return {
        "from": "DC-NORTH", "to": "CAMDEN", "reason": "customer",
        "lines": [{"sku": "MUG", "quantity": 3}], **more,
    }  # fmt: skip


def test_drafts_and_answers_its_version(world, token):
    answer = send(token, "", draft())

    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["status"], body["from"], body["lines"][0]["asked"]) == ("draft", "DC-NORTH", 3)
    assert answer["ETag"] == '"1"'
    assert Transfer.objects.get().asked_by_client


def test_sent_again_with_its_key_drafts_once(world, token):
    key = {"Idempotency-Key": "k1"}
    first, second = send(token, "", draft(), **key), send(token, "", draft(), **key)
    other = send(token, "", draft(reason="other"), **key)

    assert first.json()["reference"] == second.json()["reference"]
    assert other.status_code == 409
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("end", ["from", "to"])
def test_a_location_of_another_network_is_as_unknown_as_none(world, token, end):
    make_location("LYON", make_place("FR"))

    foreign, unknown = (send(token, "", draft(**{end: code})) for code in ("LYON", "NOWHERE"))

    assert said(foreign) == said(unknown) == (422, "location_unknown")
    assert foreign.json()["detail"].replace("LYON", "NOWHERE") == unknown.json()["detail"]


def test_ships_and_receives(world, token):
    transfer = world.approved()
    path = f"/{transfer.reference}"

    shipped = send(token, f"{path}/ship", {"lines": [{"sku": "MUG", "quantity": 10}]})
    received = send(
        token, f"{path}/receive",
        {"shipment": 1, "lines": [{"sku": "MUG", "accepted": 9, "missing": 1}]},
    )  # fmt: skip

    assert shipped.json()["shipments"][0]["status"] == "shipped"
    line = received.json()["lines"][0]
    assert (line["accepted"], line["missing"], line["in_transit"]) == (9, 1, 1)


def test_receives_only_what_the_client_saw_last(world, token):
    transfer = world.shipped()
    body = {"shipment": 1, "lines": [{"sku": "MUG", "accepted": 9}]}
    seen = again(transfer).version

    stale = send(token, f"/{transfer.reference}/receive", body, **{"If-Match": f'"{seen - 1}"'})
    fresh = send(token, f"/{transfer.reference}/receive", body, **{"If-Match": f'"{seen}"'})

    assert (stale.status_code, stale.json()["code"]) == (409, "transfer_changed_meanwhile")
    assert fresh.status_code == 200
    assert int(fresh.headers["ETag"].strip('"')) > seen
    assert world.receipt(transfer).arrivals.count() == 1


def test_refuses_what_the_client_did_not_see_last(world, token):
    transfer = world.draft()

    answer = send(token, f"/{transfer.reference}/submit", **{"If-Match": '"7"'})

    assert answer.status_code == 409
    assert answer.json()["code"] == "transfer_changed_meanwhile"
    assert again(transfer).status == "draft"


def test_says_every_short_line(world, token):
    transfer = world.draft(quantity=99)

    answer = send(token, f"/{transfer.reference}/submit")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_enough_at_origin")


def test_lists_with_the_filters_of_the_screen(world, token):
    transfer = world.draft()

    found = get(token, "transfers", status="draft").json()["results"]

    assert [row["reference"] for row in found] == [transfer.reference]
    assert get(token, f"transfers/{transfer.reference}").status_code == 200


def test_shows_nothing_of_other_places(world):
    transfer = world.draft()
    elsewhere = make_token(source="far", scopes=("transfers:read",), place=world.soho.place)

    assert get(elsewhere, "transfers").json()["results"] == []
    assert get(elsewhere, f"transfers/{transfer.reference}").status_code == 404


@pytest.fixture
def approver(world):
    scopes = ("transfers:read", "transfers:approve")
    return make_token(source="erp", scopes=scopes, place=world.network)


def for_priya(world, **more):
    return {"on_behalf_of": world.priya.email, **more}


def seen(transfer):
    return {"If-Match": f'"{again(transfer).version}"'}


def test_approves_for_a_named_person_with_lower_quantities(world, approver):
    transfer = world.submitted()

    body = for_priya(world, lines=[{"key": "MUG", "quantity": 6}])
    answer = send(approver, f"/{transfer.reference}/approve", body, **seen(transfer))

    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "approved"
    assert {line["sku"]: line["approved"] for line in answer.json()["lines"]} == {
        "MUG": 6,
        "PLATE": 4,
    }
    assert newest_request_of("transfers.transfer", transfer.pk).decisions.get().decided_by == (
        world.priya
    )
    assert world.stock(world.dc)["allocated"] == 6


def test_approves_nothing_that_an_earlier_step_lowered_unseen(world, approver):
    lena = make_person("Lena", role="ops lead", scope=world.network)
    steps = (AskedStep("store manager", "to"), AskedStep("ops lead", "to"))
    in_force(world, Draft(steps=steps), kind="transfers.transfer", place=world.camden.place)
    transfer = world.submitted()
    world.decide(transfer, lines={"MUG": 6})
    path, body = f"/{transfer.reference}", {"on_behalf_of": lena.email, "reason_code": "other"}

    approved = send(approver, f"{path}/approve", body, **seen(transfer))
    rejected = send(approver, f"{path}/reject", body | {"reason": "No."}, **seen(transfer))

    assert (approved.status_code, approved.json()["code"]) == (409, "lowered_meanwhile")
    assert (rejected.status_code, rejected.json()["status"]) == (200, "rejected")


def test_rejects_for_a_named_person_and_says_why(world, approver):
    transfer = world.submitted()
    path = f"/{transfer.reference}/reject"

    untold = send(approver, path, for_priya(world), **seen(transfer))
    told = send(approver, path, for_priya(world, reason_code="not_needed"), **seen(transfer))

    assert untold.status_code in {400, 422}
    assert (told.status_code, told.json()["status"]) == (200, "rejected")


def test_decides_for_nobody_who_may_not_decide_himself(world, approver):
    transfer = world.submitted()
    path = f"/{transfer.reference}/approve"

    codes = [
        send(approver, path, {"on_behalf_of": email}, **seen(transfer)).json()["code"]
        for email in (world.omar.email, world.sam.email, "nobody@example.com")
    ]

    assert codes == ["asker_decides", "not_your_step", "person_unknown"]
    assert again(transfer).status == "submitted"


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_decides_only_on_what_was_seen_and_waits(world, approver, verb):
    transfer, draft = world.submitted(), world.draft()
    body = for_priya(world, reason_code="not_needed")

    def refused(row, **headers):
        answer = send(approver, f"/{row.reference}/{verb}", body, **headers)
        return answer.json()["code"]

    assert refused(transfer) == "version_not_said"
    assert refused(transfer, **{"If-Match": '"99"'}) == "transfer_changed_meanwhile"
    assert refused(draft, **seen(draft)) == "nothing_to_decide"


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_decides_with_its_own_scope_and_place_alone(world, token, verb):
    transfer = world.submitted()
    body, path = for_priya(world, reason_code="not_needed"), f"/{transfer.reference}/{verb}"
    far = make_token(source="far", scopes=("transfers:approve",), place=world.soho.place)

    assert send(token, path, body, **seen(transfer)).status_code == 403
    assert send(far, path, body, **seen(transfer)).status_code == 404
    assert again(transfer).status == "submitted"
