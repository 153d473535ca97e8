"""A store is not closed while somebody still counts in it."""

import pytest

from inventory.catalog.errors import LocationNotEmpty
from inventory.catalog.models import Location
from inventory.catalog.services.locations import close_location
from inventory.counts.services import cancel_count
from tests.factories import NOON, make_person
from tests.inventory.counts.world import plan


def close(store):
    admin = make_person("Ada", role="admin", scope=store.camden.place.parent)
    close_location(code="CAMDEN", reason="Lease ended", actor=admin, at=NOON)


def test_refuses_while_a_count_is_open(store):
    plan(store)

    with pytest.raises(LocationNotEmpty) as refused:
        close(store)

    assert "1 count is still open here." in refused.value.sentence
    assert Location.objects.get(pk=store.camden.pk).lifecycle == Location.Lifecycle.OPEN


def test_closes_once_it_is_cancelled(store):
    count = plan(store)
    cancel_count(
        reference=count.reference, reason="Closing", version=None, actor=store.priya, at=NOON
    )

    close(store)

    assert Location.objects.get(pk=store.camden.pk).lifecycle == Location.Lifecycle.CLOSED
