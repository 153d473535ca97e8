"""The screens of receiving..."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import LandingSetting, OverReceiptTolerance, Receipt
from inventory.receiving.services import cancel_delivery, close_receipt
from kernel.clock import now
from tests.clock import THAT_FRIDAY, Clock
from tests.factories import NOON, make_person
from tests.inventory.catalog.screens import browser, post, text_of
from tests.inventory.receiving.dock import again, cell, sums

Status = Receipt.Status


def at(name, receipt, **more):
    return reverse(f"inventory:{name}", kwargs={"reference": receipt.reference, **more})


def send(client, receipt, *codes, name="receipt-scans", quantity=1):
    """Scans as a device sends them; the answers."""
    scans = [
        {"id": str(uuid4()), "code": code, "quantity": quantity, "at": NOON.isoformat()}
        for code in codes
    ]
    body = json.dumps({"sent_at": NOON.isoformat(), "scans": scans})
    answer = client.post(at(name, receipt), body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.fixture
def wren(dock):
    return browser(dock.wren)


def test_list_shows_what_is_expected_here(dock, wren):
    dock.expect()
    dock.expect(document="PO-CAMDEN", location=dock.camden)

    text = text_of(wren.get(reverse("inventory:receipts")))

    assert "PO-4711" in text
    assert "PO-CAMDEN" not in text


def test_list_asks_few_questions(dock, wren, django_assert_max_num_queries):
    for number in range(30):
        dock.expect(document=f"PO-{number}")

    with django_assert_max_num_queries(10):
        wren.get(reverse("inventory:receipts"), headers={"HX-Request": "true", "HX-Target": "list"})


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("name", ["wren", "lena", "finn"])
def test_record_offers_what_status_and_person_allow(dock, status, name):
    receipt = reached(dock, status)
    finn = make_person("Finn", role="finance", scope=dock.network)
    person = {"wren": dock.wren, "lena": dock.lena, "finn": finn}[name]

    text = text_of(browser(person).get(at("receipt", receipt)))

    open_ = status not in {Status.CLOSED, Status.CANCELLED}
    receives = f'href="{at("receipt-scan", receipt)}"' in text
    assert receives == (open_ and name == "wren")
    # What a closed one brought still waits to be put away.
    waits = status != Status.CANCELLED
    assert ("You may not receive deliveries" in text) == (waits and name != "wren")
    closes = f'action="{at("receipt-close", receipt)}"' in text
    assert closes == (name == "wren" and status in {Status.PARTLY_RECEIVED, Status.RECEIVED})
    cancels = f'action="{at("receipt-cancel", receipt)}"' in text
    assert cancels == (name == "lena" and status == Status.EXPECTED)


@pytest.mark.parametrize("status", list(Status))
def test_nothing_is_still_to_come_of_what_has_ended(dock, wren, status):
    receipt = reached(dock, status)

    text = text_of(wren.get(at("receipt", receipt)))

    assert ("Did not come" in text, "Still to come" in text) == (
        status in {Status.CLOSED, Status.CANCELLED},
        status not in {Status.CLOSED, Status.CANCELLED},
    )


def reached(dock, status):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    asked = {"receipt_id": receipt.pk, "reason": "No", "at": NOON}
    if status == Status.CANCELLED:
        dock_cancel(dock, asked)
    elif status != Status.EXPECTED:
        quantity = 4 if status == Status.PARTLY_RECEIVED else 10
        dock.take(receipt, ReceivedLine(dock.mug, accepted=quantity))
    if status == Status.CLOSED:
        close_receipt(actor=dock.wren, **asked)
    assert again(receipt).status == status
    return again(receipt)


def dock_cancel(dock, asked):
    cancel_delivery(actor=dock.lena, **asked)


def test_record_of_another_place_is_not_there(dock):
    receipt = dock.expect()

    assert browser(dock.priya).get(at("receipt", receipt)).status_code == 404


def test_scans_say_how_many_of_how_many(dock, wren):
    receipt = dock.expect()

    results = send(wren, receipt, *["4006381333931"] * 7)

    assert results[-1] | {"id": ""} == {
        "id": "", "status": "ok", "title": "7 of 10", "detail": "", "count": 7,
        "item": {"sku": "MUG", "name": "Mug", "factor": 1},
    }  # fmt: skip


def test_a_case_adds_what_it_holds(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 24)])

    result = send(wren, receipt, "14006381333938")[0]

    assert (result["title"], result["detail"]) == ("Case of 12, added 12", "12 of 24")


def test_an_unknown_code_is_kept_for_review(dock, wren):
    receipt = dock.expect()

    result = send(wren, receipt, "999")[0]

    assert (result["status"], result["title"]) == ("wrong", "Unknown code, kept for later")
    assert "999" in text_of(wren.get(at("receipt", receipt)))
    scan = receipt.scans.get()
    post(wren, at("receipt-review", receipt), scan=scan.pk)
    assert not receipt.scans.filter(reviewed_at=None).exists()


@pytest.mark.parametrize("scan", ["", "no-such-scan", "00000000-0000-4000-8000-000000000000"])
def test_a_scan_that_is_not_there_is_not_noted_as_reviewed(dock, wren, scan):
    answer = post(wren, at("receipt-review", dock.expect()), scan=scan)

    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.content.decode()


def test_more_than_expected_and_unexpected_ask_for_attention(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 1)])

    results = send(wren, receipt, "MUG", "MUG", "PLATE")

    assert [result["status"] for result in results] == ["ok", "attention", "attention"]


def test_undo_never_goes_below_nothing(dock, wren):
    receipt = dock.expect()
    send(wren, receipt, "MUG")

    result = send(wren, receipt, "MUG", quantity=-5)[0]

    assert result["count"] == 0


def test_a_foreign_sku_is_refused_and_kept_by_the_device(dock, wren):
    receipt = dock.expect()

    result = send(wren, receipt, "TASSE")[0]

    assert result["refused"]
    assert "does not belong to the network" in result["detail"]


def test_known_codes_carry_no_quantities(dock, wren):
    receipt = dock.expect()

    codes = wren.get(at("receipt-known", receipt)).json()["codes"]

    assert codes["14006381333938"] == {
        "sku": "MUG", "name": "Mug", "factor": 12, "unit": "case",
    }  # fmt: skip


def test_a_delivery_is_received_as_its_summary_says(dock, wren):
    receipt = dock.expect()
    send(wren, receipt, *["MUG"] * 7, *["PLATE"] * 12)
    post(wren, at("receipt-damaged", receipt), sku="MUG", quantity="1", reason="crushed")
    summary = text_of(wren.get(at("receipt-finish", receipt)))
    assert "Receive 19, 1 damaged, 2 missing" in summary
    assert ">Why it is damaged</label>" in summary

    answer = post(wren, at("receipt-finish", receipt), version=receipt.version)

    assert answer.status_code == 302
    assert cell(dock.mug, dock.depot) == {"receiving": 7, "damaged": 1, "on_order": 2}
    assert again(receipt).status == Status.PARTLY_RECEIVED
    assert "Short receipt" not in summary
    assert "came 2 short" in text_of(wren.get(at("receipt", receipt)))


def test_scanning_is_the_next_step_until_something_is_scanned(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    scan_on = f'<a class="btn primary" href="{at("receipt-scan", receipt)}">'
    before = text_of(wren.get(at("receipt-finish", receipt)))

    send(wren, receipt, "MUG")

    assert scan_on in before
    assert scan_on not in text_of(wren.get(at("receipt-finish", receipt)))


def test_the_rest_may_come_later(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    send(wren, receipt, "MUG")

    post(wren, at("receipt-finish", receipt), version=receipt.version, rest="later")

    assert sums(receipt, dock.mug).missing == 0
    assert again(receipt).status == Status.PARTLY_RECEIVED


def test_a_double_send_receives_once(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    send(wren, receipt, "MUG")
    form = {"form_key": str(uuid4()), "version": receipt.version}

    first, second = (wren.post(at("receipt-finish", receipt), form) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert receipt.arrivals.count() == 1


def test_an_old_summary_is_refused_with_what_was_scanned_kept(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    send(wren, receipt, "MUG")
    dock.take(receipt, ReceivedLine(dock.mug, accepted=1))
    send(wren, receipt, "MUG")

    answer = post(wren, at("receipt-finish", receipt), version=receipt.version)

    assert answer.status_code == 409
    assert "was changed since you opened it" in text_of(answer)
    assert receipt.scans.filter(arrival=None).count() == 2


def test_what_a_colleague_scans_after_the_summary_is_not_booked_in_unseen(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    send(wren, receipt, "MUG")
    shown = wren.get(at("receipt-finish", receipt)).context
    send(browser(make_person("Tom", role="warehouse", scope=dock.depot.place)), receipt, "MUG")

    form = {"version": receipt.version, "scans": shown["scans"], "rest": "later"}
    answer = post(wren, at("receipt-finish", receipt), **form)

    assert answer.status_code == 409
    assert not receipt.arrivals.exists()
    assert receipt.scans.filter(arrival=None).count() == answer.context["scans"] == 2


def test_too_many_are_refused_and_offered_to_who_may_override(dock):
    receipt = dock.expect(location=dock.camden, lines=[(dock.mug, 1)])
    jo, priya = browser(dock.jo), browser(dock.priya)
    send(jo, receipt, "MUG", "MUG")

    refused = post(jo, at("receipt-finish", receipt), version=receipt.version)
    offered = post(priya, at("receipt-finish", receipt), version=receipt.version)
    record = text_of(priya.get(at("receipt", receipt)))

    assert "1 more unit than expected is scanned." in record
    assert (refused.status_code, "Override" in text_of(refused)) == (422, False)
    assert "Override: Receive 2" in text_of(offered)
    post(priya, at("receipt-finish", receipt), version=receipt.version, override="yes")
    assert cell(dock.mug, dock.camden) == {"available": 2}


def test_an_override_does_what_its_button_says(dock):
    lines = [(dock.mug, 1), (dock.plate, 5)]
    receipt = dock.expect(location=dock.camden, lines=lines)
    priya = browser(dock.priya)
    send(priya, receipt, "MUG", "MUG")
    finish, form = at("receipt-finish", receipt), {"version": receipt.version, "rest": "later"}

    offered = post(priya, finish, **form)

    drawn = offered.content.decode()
    assert 'name="rest" value="later">Override: Receive 2, the rest comes later<' in drawn
    assert '<button class="btn danger">Override: Receive 2, 5 missing<' in drawn


def test_who_overrides_without_receiving_books_in_what_others_scanned(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 1)])
    send(wren, receipt, "MUG", "MUG")
    lena, finish = browser(dock.lena), at("receipt-finish", receipt)

    record, summary = lena.get(at("receipt", receipt)), lena.get(finish)
    done = post(lena, finish, version=receipt.version, override="yes")

    assert "1 more unit than expected is scanned." in text_of(record)
    assert "Override: Receive 2" in text_of(summary)
    assert "Set damaged" not in text_of(summary)
    assert done.status_code == 302
    assert cell(dock.mug, dock.depot) == {"receiving": 2}


def test_who_only_overrides_receives_nothing_else(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 5)])
    send(wren, receipt, "MUG")
    lena, finish = browser(dock.lena), at("receipt-finish", receipt)

    assert "Override" not in text_of(lena.get(finish))
    assert post(lena, finish, version=receipt.version).status_code == 403
    assert post(lena, finish, version=receipt.version, override="yes").status_code == 403
    assert not receipt.arrivals.exists()


def test_damage_needs_a_reason_and_a_number(dock, wren):
    receipt = dock.expect()

    for quantity, reason in (("1", ""), ("x", "wet"), ("-1", "wet")):
        answer = post(
            wren, at("receipt-damaged", receipt), sku="MUG", quantity=quantity, reason=reason
        )
        assert answer.status_code == 422
        assert f'value="{quantity}"' in text_of(answer)
        assert f'value="{reason}" selected' in text_of(answer)

    assert not receipt.scans.exists()


def test_pieces_scanned_as_good_become_damaged(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    send(wren, receipt, *["MUG"] * 3)

    post(wren, at("receipt-damaged", receipt), sku="MUG", quantity="1", reason="wet",
         was_scanned="yes")  # fmt: skip

    assert "Receive 2, 1 damaged, 7 missing" in text_of(wren.get(at("receipt-finish", receipt)))


def test_putaway_by_scan_and_by_number(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    version = again(receipt).version
    assert "10 units wait" in text_of(wren.get(at("receipt-putaway", receipt)))

    stale = post(wren, at("receipt-putaway", receipt), version=1)
    post(wren, at("receipt-putaway", receipt), version=version, **{f"n-{dock.mug.pk}": "4"})
    result = send(wren, receipt, "MUG", name="receipt-putaway-scans")[0]

    assert stale.status_code == 409
    assert (result["title"], result["detail"]) == ("1 put away", "5 left")
    assert cell(dock.mug, dock.depot) == {"receiving": 5, "available": 5}


def test_an_arrival_is_taken_back_from_the_record(dock, wren):
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))

    post(wren, at("receipt-undo", receipt, number=1), reason="Wrong delivery")

    assert cell(dock.mug, dock.depot) == {"on_order": 10}


def test_a_delivery_is_announced_by_form(dock):
    lena = browser(dock.lena)
    form = {"kind": "purchase_order", "document": "PO-9", "location": "depot", "sender": "",
            "due_at": "", "lines": "MUG x 3\nMUG x 2"}  # fmt: skip

    answer = post(lena, reverse("inventory:receipt-new"), **form)
    twice = post(lena, reverse("inventory:receipt-new"), **form)
    wrong = post(lena, reverse("inventory:receipt-new"), **form | {"lines": "NOPE x 3"})

    assert answer.status_code == 302
    assert cell(dock.mug, dock.depot) == {"on_order": 5}
    assert (twice.status_code, wrong.status_code) == (409, 422)


def test_settings_are_for_who_changes_locations(dock, wren):
    ada = browser(make_person("Ada", role="admin", scope=dock.network))
    page = reverse("inventory:receiving-settings")
    landing = reverse("inventory:landing-set", kwargs={"code": "depot"})

    assert wren.get(page).status_code == 403
    assert post(ada, page, place="uk", kind="", sender="", percent="101").status_code == 422
    post(ada, page, place="uk", kind="", sender="Mill Pottery", percent="5")
    post(ada, landing, direct="yes", version=0)

    tolerance = OverReceiptTolerance.objects.get()
    assert (tolerance.percent, LandingSetting.objects.get().direct) == (5, True)
    assert "Mill Pottery" in text_of(ada.get(page))
    change = reverse("inventory:over-receipt-tolerance-change", kwargs={"pk": tolerance.pk})
    remove = reverse("inventory:over-receipt-tolerance-remove", kwargs={"pk": tolerance.pk})
    assert post(ada, change, percent="8", version=1).status_code == 302
    assert post(ada, change, percent="9", version=1).status_code == 409
    assert post(ada, landing, direct="no", version=0).status_code == 409
    assert post(ada, remove, version=1).status_code == 409
    assert OverReceiptTolerance.objects.get().percent == 8
    post(ada, remove, version=2)
    assert not OverReceiptTolerance.objects.exists()


def test_floor_search_and_work_know_deliveries(dock, wren):
    receipt = dock.expect(due_at=NOON)

    found = wren.get(reverse("workbench:search"), {"q": receipt.reference}, follow=True)

    assert "PO-4711" in text_of(found)
    assert "overdue" in text_of(wren.get("/"))


def test_what_is_overdue_stands_before_what_is_due(dock, wren, monkeypatch):
    Clock(monkeypatch, THAT_FRIDAY)
    dock.expect(due_at=now() - timedelta(days=2))
    dock.expect(document="PO-4712", due_at=now() + timedelta(hours=1))

    work = text_of(wren.get("/"))

    assert 0 < work.index("1 delivery overdue") < work.index("1 delivery expected today")


def test_each_damaged_piece_gets_a_label(dock, wren):
    receipt = dock.expect()
    dock.take(receipt, ReceivedLine(dock.mug, 7, 2, 1, "crushed"), ReceivedLine(dock.plate, 12))

    record = wren.get(at("receipt", receipt), {"arrival": "1"})
    labels = wren.get(at("receipt-labels", receipt, number=1))

    assert "2 damaged units need a label." in text_of(record)
    assert labels.content.decode().count("print-label-text") == 2
    assert "Damaged: Crushed or broken" in text_of(labels)


def test_without_damage_or_taken_back_there_is_no_label(dock, wren):
    receipt, broken = dock.expect(), dock.expect(document="PO-2")
    dock.take(receipt, ReceivedLine(dock.mug, 7))
    dock.take(broken, ReceivedLine(dock.mug, 0, 1, 0, "wet"))
    post(wren, at("receipt-undo", broken, number=1), reason="Not wet at all")

    assert wren.get(at("receipt-labels", receipt, number=1)).status_code == 404
    assert wren.get(at("receipt-labels", broken, number=1)).status_code == 404
    assert wren.get(at("receipt-labels", broken, number=9)).status_code == 404
