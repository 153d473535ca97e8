"""Cases about what did not fit close themselves once it does."""

import pytest

from exceptions.models import Case
from inventory.catalog.models import Sku
from inventory.catalog.services.locations import reopen_location, suspend_location
from inventory.catalog.services.skus import activate_sku
from inventory.intake.services import close_cured
from tests.factories import NOON, make_person, make_place
from tests.inventory.intake.world import MINUTE, event, make_sku, reversal, tell

LATER = NOON + 60 * MINUTE


@pytest.fixture
def ada(world):
    return make_person("Ada", role="admin", scope=world.network)


@pytest.fixture
def closed_store(world, ada):
    """Camden promised a piece while it was suspended."""
    suspend_location(code="CAMDEN", reason="Flood", actor=ada, at=NOON)
    tell(world.pos, event("a", "reserve", quantity=1))
    return world


def test_when_the_store_opens_again(closed_store, ada):
    reopen_location(code="CAMDEN", actor=ada, at=LATER)

    assert close_cured(at=LATER) == 1

    case = Case.objects.get(kind="lifecycle_breach")
    assert case.closed_at == LATER
    assert "is open" in case.closing_note


def test_not_while_it_is_shut(closed_store):
    assert close_cured(at=LATER) == 0

    assert Case.objects.get(kind="lifecycle_breach").closed_at is None


def test_when_the_sku_is_active(world, ada):
    draft = Sku.objects.create(code="JUG", name="Jug", network=world.network, created_at=NOON)
    tell(world.pos, event("a", sku="JUG"))
    activate_sku(code=draft.code, actor=ada, at=LATER)

    assert close_cured(at=LATER) == 1

    assert "JUG is active" in Case.objects.get(kind="lifecycle_breach").closing_note


def test_a_missing_reason_waits_for_somebody(world):
    tell(world.pos, event("a"), event("b", "write_off", state="available", quantity=1))

    assert close_cured(at=LATER) == 0

    assert Case.objects.filter(kind="reason_missing", closed_at=None).exists()


def test_not_because_the_sender_is_open_while_the_destination_is_closed(world):
    world.york.suspend()
    world.york.close()
    world.york.save()
    tell(world.pos, event("a", "transfer_ship", state="available", to_location="YORK"))

    assert close_cured(at=LATER) == 0

    assert Case.objects.get(kind="lifecycle_breach").closed_at is None


@pytest.mark.parametrize("trouble", ["lifecycle_breach", "reason_missing", "other_network"])
def test_when_every_event_it_speaks_of_was_reversed(world, trouble):
    tell_trouble(world, trouble, "a", "b")
    tell(world.pos, reversal("ra", "a"))
    assert close_cured(at=LATER) == 0
    tell(world.pos, reversal("rb", "b"))

    assert close_cured(at=LATER) == 1

    assert Case.objects.get(kind=trouble).closing_note == (
        "Every event that it speaks of was reversed."
    )


def tell_trouble(world, trouble, *keys):
    if trouble == "lifecycle_breach":
        world.camden.suspend()
        world.camden.close()
        world.camden.save()
    if trouble == "other_network":
        make_sku("TOY", make_place("TOYS"))
    fields = {"reason_missing": {"type_": "write_off"}, "other_network": {"sku": "TOY"}}
    for key in keys:
        tell(world.pos, event(key, **fields.get(trouble, {})))
