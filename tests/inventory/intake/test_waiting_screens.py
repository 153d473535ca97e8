"""Waiting events: the list, one event, and what people do there."""

import pytest
from django.urls import reverse

from inventory.intake.models import WaitingEvent
from inventory.intake.services import dismiss_waiting
from inventory.ledger.models import Event
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import browser, sign_in, text_of
from tests.inventory.intake.world import event, tell

LIST = "/inventory/intake/waiting/"


@pytest.fixture
def waiting(world):
    tell(world.pos, event("till-112-7", sku="VASE", reference="PO-7"))
    return WaitingEvent.objects.get()


@pytest.fixture
def omar(world):
    return browser("Omar", "ops agent", world.network)


def page(row, verb=""):
    return f"{reverse('inventory:waiting-event', args=[row.reference])}{verb}"


def typed(**change):
    fields = {
        "type": "receipt",
        "sku": "VASE",
        "location": "CAMDEN",
        "quantity": "10",
        "occurred_at": "2026-11-20T11:00:00+00:00",
        "reference": "PO-7",
        "seen": "",
    }
    return {**fields, **change}


def test_the_list_names_what_is_wrong(waiting, omar):
    found = text_of(omar.get(LIST))

    assert "Unknown SKU" in found
    assert waiting.reference in found
    assert "Replay…" in found


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("source=pos", True),
        ("source=wms", False),
        ("code=unknown_sku", True),
        ("code=bad_quantity", False),
        ("sku=vas", True),
        ("location=CAMDEN", True),
        ("location=GIFTS", True),
        ("location=YORK", False),
        ("key=till", True),
        ("type=sale", False),
        ("status=dismissed", False),
        ("status=every", True),
    ],
)
def test_the_list_filters(waiting, omar, query, shown):
    assert (waiting.reference in text_of(omar.get(f"{LIST}?{query}"))) is shown


def test_the_list_and_the_page_stay_within_scope(world, waiting):
    sam = browser("Sam", "ops agent", world.york.place)

    assert waiting.reference not in text_of(sam.get(LIST))
    assert sam.get(page(waiting)).status_code == 404


def test_what_belongs_to_no_place_is_for_who_covers_a_network(world):
    tell(world.pos, event("a", location="NOWHERE"))
    row = WaitingEvent.objects.get()

    assert browser("Omar", "ops agent", world.network).get(page(row)).status_code == 200
    assert browser("Sam", "ops agent", world.york.place).get(page(row)).status_code == 404


def test_the_list_stays_within_its_query_budget(world, omar, django_assert_max_num_queries):
    tell(world.pos, *(event(f"k{n}", quantity=0) for n in range(60)))

    with django_assert_max_num_queries(20):
        omar.get(LIST)


def test_the_page_shows_what_arrived_and_how_it_reads(waiting, omar):
    found = text_of(omar.get(page(waiting)))

    assert "&quot;reference&quot;:&quot;PO-7&quot;" in found
    assert "No SKU has the code or identifier VASE." in found
    assert "supplier → available" in found
    assert "Create the SKU" in found


def test_a_place_outside_ones_scope_reads_as_unknown(world):
    tell(world.pos, event("a", location="YORK", to_location="CAMDEN"))
    row = WaitingEvent.objects.get()

    found = text_of(browser("Sam", "ops agent", world.york.place).get(page(row)))

    assert "unknown here" in found
    assert "Camden" not in found


def test_trying_says_what_would_be_and_changes_nothing(waiting, omar):
    would = omar.post(page(waiting, "try/"), typed(sku="MUG"))
    would_not = omar.post(page(waiting, "try/"), typed())

    assert "It would post." in text_of(would)
    assert "It would still wait: Unknown SKU." in text_of(would_not)
    assert not Event.objects.exists()
    assert WaitingEvent.objects.get().corrected_at is None


def test_saving_keeps_the_correction(waiting, omar):
    answer = omar.post(page(waiting, "fix/"), typed(sku="MUG"))

    row = WaitingEvent.objects.get()
    assert (answer.status_code, row.payload["sku"], row.status) == (302, "MUG", "open")
    assert "Corrected" in text_of(omar.get(page(row)))


def test_what_was_wrong_is_not_said_of_what_was_corrected(waiting, omar):
    omar.post(page(waiting, "fix/"), typed(sku="MUG"))

    shown, listed = text_of(omar.get(page(waiting))), text_of(omar.get(LIST))

    assert "<h1>Corrected, not tried yet</h1>" in shown
    assert "Before it was corrected it waited for: Unknown SKU." in shown
    assert "Create the SKU" not in shown
    assert "Corrected, not tried yet" in listed


def test_refused_again_it_is_called_by_what_is_wrong_now(waiting, omar):
    omar.post(page(waiting, "fix/"), typed(sku="MUG", quantity="0", replay="1"))

    shown, listed = text_of(omar.get(page(waiting))), text_of(omar.get(LIST))

    assert "<h1>Not a quantity</h1>" in shown
    assert "Not a quantity" in listed
    assert "No SKU has the code" not in shown


def test_saving_and_replaying_posts(world, waiting, omar):
    omar.post(page(waiting, "fix/"), typed(sku="MUG", replay="1"))

    row = WaitingEvent.objects.get()
    assert (row.status, world.stock()) == ("posted", 10)
    assert "<h1>Unknown SKU, until it was posted</h1>" in text_of(omar.get(page(row)))
    assert f"/inventory/events/{row.event_id}/" in text_of(omar.get(page(row)))


def test_replaying_what_fits_by_now_corrects_nothing(world, waiting, omar):
    world.add_sku("VASE")

    omar.post(page(waiting, "fix/"), typed(replay="1"))

    row = WaitingEvent.objects.get()
    assert (row.status, row.corrected_at) == ("posted", None)


def test_what_still_does_not_fit_is_said(waiting, omar):
    answer = omar.post(page(waiting, "fix/"), typed(quantity="0", replay="1"), follow=True)

    assert "it still waits" in text_of(answer)
    assert WaitingEvent.objects.get().code == "bad_quantity"


def test_a_correction_of_what_somebody_else_corrected_is_refused(waiting, omar):
    omar.post(page(waiting, "fix/"), typed(sku="MUG"))

    answer = omar.post(page(waiting, "fix/"), typed(sku="LAMP"))

    assert answer.status_code == 409
    assert WaitingEvent.objects.get().payload["sku"] == "MUG"


def test_a_form_sent_twice_acts_once(waiting, omar):
    form = typed(sku="MUG", form_key="5f5d64c6-5b1c-4dd5-9a5e-6a3b8f7f0001")

    answers = [omar.post(page(waiting, "fix/"), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_dismissing_and_letting_it_wait_again(waiting, omar):
    omar.post(page(waiting, "dismiss/"), {"reason": "A test."})
    assert "A test." in text_of(omar.get(page(waiting)))

    omar.post(page(waiting, "reopen/"))
    assert WaitingEvent.objects.get().status == "open"


def test_dismissing_without_a_reason_is_refused(waiting, omar):
    assert omar.post(page(waiting, "dismiss/"), {"reason": ""}).status_code == 422


def test_who_may_only_look_reads_why(world, waiting):
    tove = browser("Tove", "auditor", world.network)

    assert "settled by ops" in text_of(tove.get(page(waiting)))
    assert "Save and replay" not in text_of(tove.get(page(waiting)))
    assert tove.post(page(waiting, "fix/"), typed(sku="MUG")).status_code == 403


def test_what_was_no_object_can_be_written_anew(world, omar):
    tell(world.pos, "scribble")
    row = WaitingEvent.objects.get()
    assert "This is no event" in text_of(omar.get(page(row)))

    omar.post(page(row, "fix/"), typed(sku="MUG", key="by-hand", replay="1"))

    assert Event.objects.get().key == "by-hand"


@pytest.mark.parametrize(
    "reference", ["WE-999999", "WE-1", "EC-000001", "nonsense", "WE-" + "9" * 25]
)
def test_an_unknown_reference_is_not_found(waiting, omar, reference):
    assert omar.get(f"{LIST}{reference}/").status_code == 404


def test_search_and_my_work_know_it(world, waiting):
    omar = sign_in(make_person("Omar", role="ops agent", scope=world.network))

    assert waiting.reference in text_of(omar.get("/search/", {"q": "till-112-7"}))
    assert "1 waiting event" in text_of(omar.get("/"))


def test_the_page_of_a_dismissed_event_shows_its_reason(world, waiting):
    omar = make_person("Omar", role="ops agent", scope=world.network)
    dismiss_waiting(waiting_id=waiting.pk, reason="Not ours.", actor=omar, at=NOON)

    assert "Not ours." in text_of(sign_in(omar).get(page(waiting)))
