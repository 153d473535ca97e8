"""A reversal that arrives before its event waits for it and is applied with it."""

from accounts.models import Place
from inventory.intake.models import WaitingEvent
from inventory.ledger.models import Event
from tests.factories import NOON
from tests.inventory.intake.world import MINUTE, event, reversal, tell


def test_waits(world):
    results = tell(world.pos, reversal("r", "a"))

    assert results[0].code == "reverses_unknown"
    assert WaitingEvent.objects.get().reverses == "a"


def test_is_applied_with_its_event(world):
    tell(world.pos, reversal("r", "a"))

    tell(world.pos, event("a"), at=NOON + MINUTE)

    row = WaitingEvent.objects.get()
    assert world.stock() == 0
    assert (row.status, row.event_id) == ("posted", Event.objects.get(key="r").pk)


def test_may_stand_before_its_event_in_one_call(world):
    results = tell(world.pos, reversal("r", "a"), event("a"))

    assert [result.status for result in results] == ["posted", "posted"]
    assert world.stock() == 0


def test_waits_for_its_own_source_only(world):
    tell(world.pos, reversal("r", "a"))

    tell(world.wms, event("a"))

    assert world.stock() == 10
    assert WaitingEvent.objects.get().status == "open"


def test_one_that_does_not_fit_its_event_keeps_waiting_and_says_why(world):
    tell(world.pos, reversal("r", "a", quantity=3, sku="MUG", location="CAMDEN"))

    tell(world.pos, event("a"), at=NOON + MINUTE)

    row = WaitingEvent.objects.get()
    assert (row.status, row.code) == ("open", "reversal_mismatch")
    assert world.stock() == 10


def test_two_that_reverse_the_same_event_post_once(world):
    tell(world.pos, reversal("r1", "a"), reversal("r2", "a"))

    tell(world.pos, event("a"), at=NOON + MINUTE)

    assert sorted(WaitingEvent.objects.values_list("status", flat=True)) == ["open", "posted"]
    assert WaitingEvent.objects.open().get().code == "already_reversed"
    assert world.stock() == 0


def test_keeps_to_the_places_of_the_client_that_sent_it(world):
    york = (Place.objects.get(code="YORK").path,)
    tell(world.pos, reversal("r", "a"), scope_paths=york)

    tell(world.pos, event("a"), at=NOON + MINUTE)

    row = WaitingEvent.objects.get()
    assert (row.status, row.code) == ("open", "location_out_of_scope")
    assert world.stock() == 10


def test_waits_while_its_event_is_malformed(world):
    tell(world.pos, reversal("r", "a"), event("a", quantity=0))

    assert WaitingEvent.objects.open().count() == 2
