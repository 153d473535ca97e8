"""A location is not closed while deliveries to it are open."""

import pytest

from inventory.catalog.errors import LocationNotEmpty
from inventory.catalog.models import Location
from inventory.catalog.services.locations import close_location
from tests.factories import NOON


def close(dock):
    close_location(code=dock.depot.place.code, reason="Lease ended", actor=None, at=NOON)


def test_refuses_while_a_delivery_is_expected(dock):
    dock.expect(kind="advance_notice", document="ASN-1")

    with pytest.raises(LocationNotEmpty) as refused:
        close(dock)

    assert "1 delivery to it is open." in refused.value.sentence
    assert Location.objects.get(pk=dock.depot.pk).lifecycle == Location.Lifecycle.OPEN
