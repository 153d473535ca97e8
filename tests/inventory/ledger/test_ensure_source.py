"""Knowing a source by its code..."""

import pytest

from inventory.ledger.models import Source
from inventory.ledger.services import ensure_source
from tests.factories import NOON, make_person
from tests.trail import audit_actions

pytestmark = pytest.mark.django_db


def test_makes_it_where_it_is_new():
    omar = make_person("Omar")

    source = ensure_source(code="pos", name="Tills", actor=omar, at=NOON, clock_tolerance_s=60)

    assert (source.code, source.name, source.clock_tolerance_s) == ("pos", "Tills", 60)
    assert audit_actions(source) == ["inventory.source.created"]


def test_leaves_it_as_it_is_where_it_is_known():
    omar = make_person("Omar")
    first = ensure_source(code="pos", name="Tills", actor=omar, at=NOON)

    again = ensure_source(code="pos", name="Other", actor=omar, at=NOON)

    assert again == first
    assert Source.objects.get().name == "Tills"
    assert audit_actions(first) == ["inventory.source.created"]
