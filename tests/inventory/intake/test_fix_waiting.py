"""A correction changes what would be posted, and nothing of what was sent."""

import pytest

from inventory.intake import errors
from inventory.intake.models import WaitingEvent
from inventory.intake.services import dismiss_waiting, fix_waiting, replay_waiting
from inventory.ledger.models import Event
from tests.factories import NOON, make_person, make_place
from tests.inventory.intake.world import MINUTE, event, make_sku, tell
from tests.trail import audit_actions, audit_entries

SENT = event("a", quantity=-10)


@pytest.fixture
def omar(world):
    return make_person("Omar", role="ops agent", scope=world.network)


@pytest.fixture
def waiting(world):
    tell(world.pos, SENT)
    return WaitingEvent.objects.get()


def fix(row, actor, payload, at=NOON + MINUTE):
    return fix_waiting(waiting_id=row.pk, payload=payload, actor=actor, at=at)


def test_changes_the_payload_and_keeps_the_rest(waiting, omar):
    fix(waiting, omar, event("a", quantity=10, sku="LAMP"))

    row = WaitingEvent.objects.get()
    assert (row.payload["quantity"], row.sku, row.status) == (10, "LAMP", "open")
    assert (row.corrected_by, row.corrected_at) == (omar, NOON + MINUTE)
    assert (row.raw, bytes(row.digest)) == (waiting.raw, bytes(waiting.digest))
    assert not Event.objects.exists()


def test_is_on_the_trail_with_both_contents(waiting, omar):
    fix(waiting, omar, event("a", quantity=10))

    assert audit_actions(waiting) == ["inventory.waiting_event.fixed"]
    entry = audit_entries(waiting)[0]
    assert entry.before["payload"]["quantity"] == -10
    assert entry.after["payload"]["quantity"] == 10


def test_the_sources_own_repeat_is_a_duplicate_after_the_replay(world, waiting, omar):
    fix(waiting, omar, event("a", quantity=10))
    replay = replay_waiting(waiting_ids=[waiting.pk], actor=omar, at=NOON + MINUTE)

    again = tell(world.pos, SENT, at=NOON + 2 * MINUTE)

    assert (again[0].status, again[0].event_id) == ("duplicate", replay.results[0].event_id)
    assert world.stock() == 10
    assert WaitingEvent.objects.get().repeats == 2


def test_so_it_is_where_the_content_has_become_postable(world, omar):
    sent = event("a", sku="VASE")
    tell(world.pos, sent)
    row = WaitingEvent.objects.get()
    fix(row, omar, event("a"))
    replay_waiting(waiting_ids=[row.pk], actor=omar, at=NOON + MINUTE)
    world.add_sku("VASE")

    assert tell(world.pos, sent)[0].status == "duplicate"
    assert (world.stock("MUG"), world.stock("VASE")) == (10, 0)


def test_so_it_is_where_the_source_gave_no_key(world, omar):
    tell(world.pos, event(None))
    row = WaitingEvent.objects.get()
    fix(row, omar, event("made-by-omar"))
    replay_waiting(waiting_ids=[row.pk], actor=omar, at=NOON + MINUTE)

    again = tell(world.pos, event(None))

    assert again[0].status == "duplicate"
    assert world.stock() == 10


def test_the_corrected_content_from_the_source_is_a_duplicate_too(world, waiting, omar):
    fix(waiting, omar, event("a", quantity=10))
    replay_waiting(waiting_ids=[waiting.pk], actor=omar, at=NOON + MINUTE)

    assert tell(world.pos, event("a", quantity=10))[0].status == "duplicate"


def test_other_content_from_the_source_is_a_conflict(world, waiting, omar):
    fix(waiting, omar, event("a", quantity=10))
    replay_waiting(waiting_ids=[waiting.pk], actor=omar, at=NOON + MINUTE)

    assert tell(world.pos, event("a", quantity=12))[0].status == "conflict"


def test_a_repeat_before_the_replay_leaves_the_correction_alone(world, waiting, omar):
    fix(waiting, omar, event("a", quantity=10))

    tell(world.pos, SENT, at=NOON + 2 * MINUTE)

    row = WaitingEvent.objects.get()
    assert (row.payload["quantity"], row.repeats) == (10, 2)


@pytest.mark.parametrize("payload", [[], "text", None, 7, {"key": "a", "note": "\ud800"}])
def test_refuses_what_is_no_object(waiting, omar, payload):
    with pytest.raises(errors.PayloadNotAnObject):
        fix(waiting, omar, payload)

    assert not audit_actions(waiting)


@pytest.mark.parametrize("payload", [event("b"), event(None)])
def test_refuses_another_key(waiting, omar, payload):
    with pytest.raises(errors.KeyMayNotChange):
        fix(waiting, omar, payload)

    assert WaitingEvent.objects.get().corrected_at is None


def test_refuses_a_sku_of_a_network_that_the_actor_does_not_see(waiting, omar):
    make_sku("HAT", make_place("ELSEWHERE"))

    with pytest.raises(errors.SkuOutOfSight):
        fix(waiting, omar, event("a", sku="HAT"))

    assert WaitingEvent.objects.get().corrected_at is None


def test_refuses_one_that_waits_no_more(waiting, omar):
    dismiss_waiting(waiting_id=waiting.pk, reason="Test data.", actor=omar, at=NOON)

    with pytest.raises(errors.WaitingEventClosed):
        fix(waiting, omar, event("a"))


def test_refuses_a_place_that_is_not_ones_own(world, waiting):
    with pytest.raises(errors.IntakeRowUnknown):
        fix(waiting, make_person("Sam", role="ops agent", scope=world.york.place), event("a"))


def test_refuses_a_role_without_the_right(world, waiting):
    with pytest.raises(errors.FixNotAllowed):
        fix(waiting, make_person("Tove", role="auditor", scope=world.network), event("a"))


def test_the_event_leads_back_to_what_was_corrected(client, world, waiting, omar):
    fix(waiting, omar, event("a", quantity=10))
    posted = replay_waiting(waiting_ids=[waiting.pk], actor=omar, at=NOON + MINUTE).results[0]
    client.force_login(omar)

    page = client.get(f"/inventory/events/{posted.event_id}/").content.decode()

    assert f'href="/inventory/intake/waiting/{waiting.reference}/"' in page
    assert "corrected by Omar" in page


def test_the_story_of_the_number_tells_who_corrected_it(client, world, waiting, omar):
    fix(waiting, omar, event("a", quantity=10))
    replay_waiting(waiting_ids=[waiting.pk], actor=omar, at=NOON + MINUTE)
    client.force_login(make_person("Tove", role="auditor", scope=world.network))

    page = client.get("/insights/explain/?sku=MUG&location=CAMDEN&at=2026-11-20T13:00")

    assert f"Waiting event corrected: {waiting.reference}" in page.content.decode()
