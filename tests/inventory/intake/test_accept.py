"""Accepting what a source reports posts it, answers as known, or keeps it: nothing is lost."""

from inventory.intake.models import EventConflict, Tally, WaitingEvent, WaitingOccurrence
from inventory.ledger.models import Event
from tests.factories import NOON
from tests.inventory.intake.world import MINUTE, event, reversal, tell


def test_posts_and_tallies(world):
    results = tell(world.pos, event("a"), event("b", "sale", quantity=3))

    assert [result.status for result in results] == ["posted", "posted"]
    assert world.stock() == 7
    tally = Tally.objects.get()
    assert (tally.received, tally.posted, tally.rejected) == (2, 2, 0)
    assert (tally.heard, tally.client) == ([world.camden.pk], "till")
    assert tally.lag_max_s == 3600
    assert sum(tally.lag_counts) == 2


def test_answers_in_the_order_given_whatever_becomes_of_each(world):
    tell(world.pos, event("known"))

    results = tell(
        world.pos,
        event("bad", quantity=-1),
        event("known"),
        event("new"),
        event("known", quantity=11),
        "no object",
    )

    assert [(r.key, r.status) for r in results] == [
        ("bad", "rejected"),
        ("known", "duplicate"),
        ("new", "posted"),
        ("known", "conflict"),
        ("", "rejected"),
    ]


def test_keeps_a_rejected_event_whole(world):
    raw = '{"key": "a", "sku": "MUG", "quantity": 1.5}'
    tell(world.pos, {**event("a", quantity=1.5), "stream": "t1", "sequence": 7})

    row = WaitingEvent.objects.get()
    assert (row.source, row.key, row.status, row.code) == (world.pos, "a", "open", "bad_quantity")
    assert (row.type, row.sku, row.location) == ("receipt", "MUG", "CAMDEN")
    assert (row.stream, row.sequence, row.repeats) == ("t1", 7, 1)
    assert row.payload["quantity"] == 1.5
    assert row.place == world.camden.place
    assert raw not in row.raw
    assert '"quantity":1.5' in row.raw
    assert not Event.objects.exists()


def test_counts_a_repeat_of_the_same_content_on_its_row(world):
    tell(world.pos, event("a", quantity=0), event("a", quantity=0))
    tell(world.pos, event("a", quantity=0, stream="t1", sequence=9), at=NOON + MINUTE)

    row = WaitingEvent.objects.get()
    assert (row.repeats, row.first_at, row.last_at) == (3, NOON, NOON + MINUTE)
    assert WaitingOccurrence.objects.filter(waiting=row).count() == 2


def test_other_content_of_one_key_is_another_row(world):
    tell(world.pos, event("a", quantity=0))
    tell(world.pos, event("a", quantity=-5))

    assert WaitingEvent.objects.filter(key="a").count() == 2


def test_another_source_may_use_the_same_key(world):
    tell(world.pos, event("a"))
    results = tell(world.wms, event("a"))

    assert results[0].status == "posted"
    assert world.stock() == 20


def test_closes_the_waiting_row_when_its_content_posts(world):
    tell(world.pos, event("a", sku="VASE"))
    world.add_sku("VASE")

    results = tell(world.pos, event("a", sku="VASE"), at=NOON + MINUTE)

    row = WaitingEvent.objects.get()
    assert (row.status, row.event_id) == ("posted", results[0].event_id)
    assert row.closed_at == NOON + MINUTE


def test_supersedes_the_waiting_row_when_the_source_corrects_itself(world):
    tell(world.pos, event("a", quantity=0))

    results = tell(world.pos, event("a", quantity=4), at=NOON + MINUTE)

    assert results[0].status == "posted"
    assert WaitingEvent.objects.get().status == "superseded"


def test_the_malformed_form_of_a_superseded_event_is_only_counted(world):
    tell(world.pos, event("a", quantity=0))
    tell(world.pos, event("a", quantity=4))

    results = tell(world.pos, event("a", quantity=0), at=NOON + MINUTE)

    row = WaitingEvent.objects.get()
    assert results[0].status == "rejected"
    assert (row.status, row.repeats) == ("superseded", 2)


def test_keeps_a_conflict_with_both_contents(world):
    first = tell(world.pos, event("a"))

    tell(world.pos, event("a", quantity=11))
    tell(world.pos, event("a", quantity=11), at=NOON + MINUTE)

    conflict = EventConflict.objects.get()
    assert (conflict.event_id, conflict.repeats) == (first[0].event_id, 2)
    assert conflict.payload["quantity"] == 11
    assert conflict.place == world.camden.place
    assert world.stock() == 10


def test_a_null_byte_and_half_a_character_are_kept_and_not_lost(world):
    results = tell(
        world.pos,
        event("a\x00", sku="M\x00G"),
        event("b", reference="\ud800"),
        {"\x00": float("nan")},
    )

    assert {result.status for result in results} == {"rejected"}
    assert WaitingEvent.objects.count() == 3


def test_an_empty_call_is_heard(world):
    assert tell(world.pos) == []

    assert Tally.objects.get().received == 0


def test_a_reversal_after_its_event_posts(world):
    tell(world.pos, event("a"))

    results = tell(world.pos, reversal("r", "a"))

    assert results[0].status == "posted"
    assert world.stock() == 0
