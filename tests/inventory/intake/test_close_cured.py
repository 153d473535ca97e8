"""Cases about what did not fit close themselves once it does."""

import pytest

from exceptions.models import Case
from inventory.catalog.models import Sku
from inventory.catalog.services.locations import reopen_location, suspend_location
from inventory.catalog.services.skus import activate_sku
from inventory.intake.services import close_cured
from tests.factories import NOON, make_person
from tests.inventory.intake.world import MINUTE, event, tell

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
