"""Bulk actions: asked for with what they would do, answered per row."""

import pytest

from inventory.intake.models import SequenceGap, WaitingEvent
from inventory.intake.services import find_gaps
from inventory.intake.shell import waiting, work
from tests.factories import NOON, make_person
from tests.inventory.intake.screens import browser, text_of
from tests.inventory.intake.world import event, tell

REPLAY, DISMISS = "/inventory/intake/waiting/replay/", "/inventory/intake/waiting/dismiss/"


@pytest.fixture
def omar(world):
    return browser("Omar", "ops agent", world.network)


@pytest.fixture
def rows(world):
    tell(world.pos, event("a", sku="VASE"), event("b", sku="VASE"), event("c", quantity=0))
    return list(WaitingEvent.objects.order_by("pk"))


def ids(rows):
    return [row.reference for row in rows]


def test_a_replay_first_says_what_it_would_do(world, rows, omar):
    world.add_sku("VASE")

    page = text_of(omar.post(REPLAY, {"id": ids(rows)}))

    assert "2 would post, 0 duplicates, 0 conflicts, 1 would still wait." in page
    assert "Replay 3 events" in page
    assert WaitingEvent.objects.open().count() == 3


def test_confirmed_it_does(world, rows, omar):
    world.add_sku("VASE")

    answer = omar.post(REPLAY, {"id": ids(rows), "confirmed": "1"}, follow=True)

    assert "2 of 3 posted. 1 still wait." in text_of(answer)
    assert world.stock("VASE") == 20


def test_it_leads_back_to_the_list_as_it_was_filtered(world, rows, omar):
    world.add_sku("VASE")
    chosen = {"id": ids(rows[:2]), "query": "code=unknown_sku"}

    page = omar.post(REPLAY, chosen).content.decode()
    done = omar.post(REPLAY, {**chosen, "confirmed": "1"})
    dismissed = omar.post(DISMISS, {"id": ids(rows[2:]), "query": "code=x", "confirmed": "1", "reason": "No"})  # fmt: skip

    assert '<input type="hidden" name="query" value="code=unknown_sku">' in page
    assert done["Location"] == "/inventory/intake/waiting/?code=unknown_sku"
    assert dismissed["Location"] == "/inventory/intake/waiting/?code=x"


def test_a_thousand_are_sent_in_one_form(world, rows, omar):
    others = [f"WE-{n:06d}" for n in range(900_000, 900_997)]

    answer = omar.post(REPLAY, {"id": [*ids(rows), *others], "query": ""})

    assert answer.status_code == 200


def test_nothing_waits_for_who_may_only_read(world, rows):
    reader = make_person("Tove", role="auditor", scope=world.network)
    mender = make_person("Omar", role="ops agent", scope=world.network)

    assert (waiting(reader).waiting, waiting(mender).waiting) == (0, 3)
    assert list(work(reader)) == []


def test_where_nothing_would_post_it_offers_no_button(rows, omar):
    page = text_of(omar.post(REPLAY, {"id": ids(rows)}))

    assert "there is nothing to replay" in page


def test_all_that_match_are_those_that_were_seen(rows, omar):
    everything = {"all": "1", "query": "code=unknown_sku", "seen": "2"}

    assert "Replay 2 events" in text_of(omar.post(REPLAY, everything))
    assert omar.post(REPLAY, {**everything, "seen": "3"}).status_code == 409


def test_nothing_chosen_is_refused(omar):
    assert omar.post(REPLAY, {"id": ["nonsense"]}).status_code == 422


def test_rows_outside_ones_places_are_left_alone(world, rows):
    sam = browser("Sam", "ops agent", world.york.place)

    assert sam.post(REPLAY, {"id": ids(rows)}).status_code == 422
    sam.post(DISMISS, {"id": ids(rows), "confirmed": "1", "reason": "Mine?"})
    assert WaitingEvent.objects.open().count() == 3


def test_dismissing_many_asks_for_one_reason(rows, omar):
    assert "Dismiss 3 events" in text_of(omar.post(DISMISS, {"id": ids(rows)}))
    assert omar.post(DISMISS, {"id": ids(rows), "confirmed": "1"}).status_code == 422

    answer = omar.post(
        DISMISS, {"id": ids(rows), "confirmed": "1", "reason": "A test."}, follow=True
    )

    assert "3 of 3 done." in text_of(answer)
    assert set(WaitingEvent.objects.values_list("note", flat=True)) == {"A test."}


def test_each_row_answers_for_itself(rows, omar):
    omar.post(DISMISS, {"id": ids(rows[:1]), "confirmed": "1", "reason": "First."})

    answer = omar.post(DISMISS, {"id": ids(rows), "confirmed": "1", "reason": "All."}, follow=True)

    assert "2 of 3 done. Not changed:" in text_of(answer)


def test_gaps_are_listed_and_closed(world, omar):
    tell(world.pos, *(event(str(n), stream="t1", sequence=n) for n in (1, 3)))
    find_gaps(at=NOON)
    gap = SequenceGap.objects.get()
    assert "t1" in text_of(omar.get("/inventory/intake/gaps/"))

    close = {"id": [gap.reference], "confirmed": "1", "reason": "The till was replaced."}
    omar.post("/inventory/intake/gaps/close/", close)

    assert SequenceGap.objects.get().note == "The till was replaced."


def test_needs_the_right(world, rows):
    tove = browser("Tove", "auditor", world.network)

    assert tove.post(REPLAY, {"id": ids(rows)}).status_code == 403
    assert "Replay…" not in text_of(tove.get("/inventory/intake/waiting/"))
