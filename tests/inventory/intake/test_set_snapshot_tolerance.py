"""An admin says how far another system's claim may differ before it is a case."""

import pytest

from inventory.intake import errors
from inventory.intake.models import SnapshotTolerance
from inventory.intake.services import set_snapshot_tolerance
from tests.factories import NOON, make_person
from tests.trail import audit_actions, audit_entries


@pytest.fixture
def ada(world):
    return make_person("Ada", role="admin", scope=world.network)


def allow(actor, units=2, *, source="pos", place=None):
    return set_snapshot_tolerance(
        source_code=source, place=place, units=units, actor=actor, at=NOON
    )


def test_sets_and_changes_it(world, ada):
    first = allow(ada, 2, place=world.camden.place)
    second = allow(ada, 5, place=world.camden.place)

    assert first.pk == second.pk
    assert SnapshotTolerance.objects.get().units == 5
    assert audit_actions(first) == ["inventory.snapshot_tolerance.set"] * 2
    assert audit_entries(first)[1].before == {"units": 2}


def test_may_hold_for_every_source(world, ada):
    assert allow(ada, source="").source is None


def test_refuses_an_unknown_source(ada):
    with pytest.raises(errors.UnknownSource):
        allow(ada, source="nobody")


@pytest.mark.parametrize("units", [-1, 1_000_000_001])
def test_refuses_a_tolerance_out_of_range(ada, units):
    with pytest.raises(errors.ToleranceOutOfRange):
        allow(ada, units)


def test_refuses_places_beyond_ones_own(world):
    with pytest.raises(errors.PlaceOutsideScope):
        allow(make_person("Lena", role="admin", scope=world.york.place))


def test_refuses_a_role_without_the_right(world):
    with pytest.raises(errors.OwningNotAllowed):
        allow(make_person("Omar", role="ops agent", scope=world.network))
