"""What routing rules may ask about the place of a case."""

import pytest

from exceptions.facts import Asked, fact_of
from inventory.catalog.case_facts import LOCATION_KIND
from tests.factories import make_place
from tests.inventory.intake.world import make_location

pytestmark = pytest.mark.django_db


def test_knows_the_kind_of_location_of_many_cases_at_once(django_assert_num_queries):
    network = make_place("UK")
    store = make_location("112", network)
    asked = [Asked("x", place_id=one) for one in (store.place_id, network.pk, None)]

    with django_assert_num_queries(1):
        kinds = fact_of(LOCATION_KIND).read(asked)

    assert kinds == ["store", None, None]
