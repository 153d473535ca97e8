"""Numbers that are older than their feed allows say so where somebody decides by them (UX 10.7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from approvals.queries import open_request_of
from inventory.intake.models import FeedHeard
from inventory.ledger.models import Source
from inventory.replenishment.models import Suggestion
from inventory.replenishment.services import suggest_moves
from kernel.clock import now
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.transfers.world import fact

LATE = "Warehouse, Dc-North has sent nothing for 62 minutes."
DAYS_AGO_3 = (NOON - timedelta(days=3)).isoformat()


@pytest.fixture
def silent(world, standing_clock):
    """The warehouse system should be heard every half hour, and was not for an hour and a bit."""
    Source.objects.filter(pk=world.wms.pk).update(interval_minutes=30)
    FeedHeard.objects.update_or_create(
        source=world.wms,
        location=world.dc,
        defaults={"last_heard_at": now() - timedelta(minutes=62, seconds=5)},
    )
    return world


def asked(world):
    request = open_request_of("transfers.transfer", world.submitted().pk)
    return reverse("approvals:request", args=[request.pk])


def test_an_approval_says_that_what_a_place_has_is_old(silent, django_assert_max_num_queries):
    url, priya = asked(silent), sign_in(silent.priya)

    with django_assert_max_num_queries(40):
        page = text_of(priya.get(url))

    assert LATE in page
    assert "What it has may be another number by now." in page


def test_an_approval_of_places_that_are_heard_says_nothing(world):
    assert "has sent nothing" not in text_of(sign_in(world.priya).get(asked(world)))


def test_a_list_of_suggestions_says_which_place_is_late(silent, django_assert_max_num_queries):
    silent.tell(
        fact("c1", "receipt", quantity=31, location="CAMDEN"),
        fact("c2", "sale", quantity=28, location="CAMDEN", occurred_at=DAYS_AGO_3),
        at=NOON,
    )
    FeedHeard.objects.filter(location=silent.dc).update(
        last_heard_at=now() - timedelta(minutes=62, seconds=5)
    )
    suggest_moves(at=NOON)
    assert Suggestion.objects.exists()
    omar = sign_in(silent.omar)

    with django_assert_max_num_queries(15):
        page = text_of(omar.get(reverse("inventory:suggestions")))

    assert LATE in page
