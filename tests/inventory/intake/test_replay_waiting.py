"""A replay tries waiting events again; a dry run says what it would do and changes nothing."""

import pytest

from inventory.intake import errors
from inventory.intake.models import EventConflict, TypeOwner, WaitingEvent
from inventory.intake.services import dry_run_waiting, fix_waiting, replay_waiting
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, event, reversal, tell
from tests.trail import audit_actions, audit_entries


@pytest.fixture
def omar(world):
    return make_person("Omar", role="ops agent", scope=world.network)


def open_ids():
    return list(WaitingEvent.objects.open().order_by("pk").values_list("pk", flat=True))


def replay(actor, ids=None, at=NOON + MINUTE):
    return replay_waiting(waiting_ids=ids or open_ids(), actor=actor, at=at)


def test_posts_what_fits_now_and_says_why_the_rest_waits(world, omar):
    tell(world.pos, event("a", sku="VASE"), event("b", location="BATH"), event("c", quantity=0))
    world.add_sku("VASE")

    done = replay(omar)

    assert dict(done.counts) == {"posted": 1, "rejected": 2}
    rows = {row.key: row for row in WaitingEvent.objects.all()}
    assert (rows["a"].status, rows["a"].closed_by) == ("posted", omar)
    assert rows["a"].event_id == Event.objects.get(key="a").pk
    assert [rows[key].code for key in "bc"] == ["unknown_location", "bad_quantity"]
    assert world.stock("VASE") == 10


def test_is_on_the_trail_with_its_outcome(world, omar):
    tell(world.pos, event("a", sku="VASE"))
    world.add_sku("VASE")

    replay(omar)

    row = WaitingEvent.objects.get()
    assert audit_actions(row) == ["inventory.waiting_event.replayed"]
    assert audit_entries(row)[0].after["result"] == "posted"


def test_of_events_of_several_sources_keeps_their_order(world, omar):
    tell(world.pos, event("a", sku="VASE"), event("b", quantity=0))
    tell(world.wms, event("a", sku="VASE"))
    world.add_sku("VASE")

    done = replay(omar)

    assert [result.status for result in done.results] == ["posted", "rejected", "posted"]
    assert world.stock("VASE") == 20


def test_a_dry_run_changes_nothing(world, omar):
    tell(world.pos, event("a", sku="VASE"), event("b", quantity=0))
    world.add_sku("VASE")

    would = dry_run_waiting(waiting_ids=open_ids(), actor=omar, at=NOON + MINUTE)

    assert dict(would.counts) == {"posted": 1, "rejected": 1}
    assert len(open_ids()) == 2
    assert not Event.objects.exists()
    assert not audit_actions(WaitingEvent.objects.first())


def test_a_replay_after_a_dry_run_does_what_it_said(world, omar):
    tell(world.pos, event("a", sku="VASE"))
    world.add_sku("VASE")

    would = dry_run_waiting(waiting_ids=open_ids(), actor=omar, at=NOON + MINUTE)
    done = replay(omar)

    assert would.counts == done.counts


def test_waits_on_while_another_source_owns_the_type(world, omar):
    TypeOwner.objects.create(type=EventType.RECEIPT, source=world.wms, set_at=NOON)
    tell(world.pos, event("a"))

    assert replay(omar).results[0].code == "not_owner"
    TypeOwner.objects.all().delete()
    assert replay(omar).results[0].status == "posted"


def test_applies_a_reversal_that_waited_for_it(world, omar):
    tell(world.pos, event("a", sku="VASE"), reversal("r", "a"))
    world.add_sku("VASE")

    replay(omar, [WaitingEvent.objects.get(key="a").pk])

    assert open_ids() == []
    assert world.stock("VASE") == 0


def test_closes_other_contents_of_the_same_key(world, omar):
    tell(world.pos, event("a", quantity=0), event("a", sku="VASE"))
    world.add_sku("VASE")

    replay(omar, [WaitingEvent.objects.get(sku="VASE").pk])

    assert WaitingEvent.objects.get(sku="MUG").status == "superseded"


def test_a_key_posted_meanwhile_with_other_content_is_a_conflict(world, omar):
    tell(world.pos, event(None))
    tell(world.pos, event("a"))
    row = WaitingEvent.objects.get()
    fix_waiting(waiting_id=row.pk, payload=event("a", quantity=3), actor=omar, at=NOON)

    done = replay(omar)

    row = WaitingEvent.objects.get()
    assert done.results[0].status == "conflict"
    assert (row.status, row.code) == ("open", "conflict")
    assert EventConflict.objects.get().key == "a"


def test_an_event_ahead_of_its_time_posts_when_its_time_has_come(world, omar):
    ahead = event("a", occurred_at=(NOON + 60 * MINUTE).isoformat())
    assert tell(world.pos, ahead)[0].code == "occurred_in_future"

    assert replay(omar, at=NOON + 60 * MINUTE).results[0].status == "posted"


def test_keeps_to_the_places_of_whoever_asks(world):
    sam = make_person("Sam", role="ops agent", scope=world.york.place)
    tell(world.pos, event("a", location="YORK", quantity=0), event("b", quantity=0))
    row = WaitingEvent.objects.get(key="a")
    fix_waiting(waiting_id=row.pk, payload=event("a"), actor=sam, at=NOON)

    done = replay(sam, [row.pk])

    assert done.results[0].code == "location_out_of_scope"


def test_leaves_out_what_is_elsewhere_or_waits_no_more(world, omar):
    sam = make_person("Sam", role="ops agent", scope=world.york.place)
    tell(world.pos, event("a", quantity=0))

    with pytest.raises(errors.NothingToReplay):
        replay(sam)


def test_refuses_when_nothing_is_chosen(omar):
    with pytest.raises(errors.NothingToReplay):
        replay_waiting(waiting_ids=[], actor=omar, at=NOON)


def test_refuses_too_many_at_once(omar):
    with pytest.raises(errors.TooManyToReplay):
        replay_waiting(waiting_ids=range(1_001), actor=omar, at=NOON)


@pytest.mark.parametrize("command", [replay_waiting, dry_run_waiting])
def test_refuses_a_role_without_the_right(world, command):
    tell(world.pos, event("a", quantity=0))
    tove = make_person("Tove", role="auditor", scope=world.network)

    with pytest.raises(errors.FixNotAllowed):
        command(waiting_ids=open_ids(), actor=tove, at=NOON)
