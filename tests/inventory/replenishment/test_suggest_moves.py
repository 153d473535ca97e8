"""Suggesting moves..."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inventory.intake.models import SequenceGap
from inventory.ledger.models import Event
from inventory.replenishment.formula import enough_for
from inventory.replenishment.models import Suggestion
from inventory.replenishment.services import suggest_moves
from tests.factories import NOON
from tests.inventory.intake.screens import sign_in, text_of
from tests.inventory.transfers.world import fact, make_world


@pytest.fixture
def world(db):
    """Camden sells a mug a day and has three; Soho sells hardly any and has forty."""
    world = make_world()
    world.tell(
        fact("c1", "receipt", quantity=31, location="CAMDEN"),
        fact("s1", "receipt", quantity=41, location="SOHO"),
        fact("c2", "sale", quantity=28, location="CAMDEN", occurred_at=_days_ago(3)),
        fact("s2", "sale", quantity=1, location="SOHO", occurred_at=_days_ago(3)),
        at=NOON,
    )
    return world


def _days_ago(days):
    return (NOON - timedelta(days=days)).isoformat()


def test_moves_from_where_it_lasts_long_to_where_it_runs_out(world):
    suggest_moves(at=NOON)

    (row,) = Suggestion.objects.all()
    assert (row.to_location.code, row.from_location.code) == ("CAMDEN", "DC-NORTH")
    assert (row.to_has, row.to_sold, row.quantity) == (3, 28, enough_for(28, 21) - 3)
    assert row.sells_out_on == (NOON + timedelta(days=3)).date()


def test_leaves_an_origin_what_it_sells_itself(world):
    world.tell(fact("d1", "sale", quantity=48, occurred_at=_days_ago(2)), at=NOON)

    suggest_moves(at=NOON)

    (row,) = Suggestion.objects.all()
    assert row.from_location.code == "SOHO"
    assert row.quantity <= 40 - enough_for(1, 21)


def test_posts_nothing_and_is_written_anew(world):
    before = Event.objects.count()
    suggest_moves(at=NOON)

    suggest_moves(at=NOON)

    assert Suggestion.objects.count() == 1
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("sold", "days", "pieces"), [(0, 9, 0), (28, 9, 14), (28, 10, 16), (4, 9, 3)]
)
def test_uses_the_shown_formula(sold, days, pieces):
    assert enough_for(sold, days) == pieces


def test_is_shown_with_its_numbers_and_leads_to_a_draft(world):
    suggest_moves(at=NOON)

    text = text_of(sign_in(world.priya).get(reverse("inventory:suggestions")))

    assert "CAMDEN sells out on" in text or "Camden sells out on" in text
    assert "destination=CAMDEN" in text


def test_says_of_a_place_that_has_none_that_it_is_sold_out(world):
    world.tell(fact("c3", "sale", quantity=3, location="CAMDEN", occurred_at=_days_ago(1)), at=NOON)
    suggest_moves(at=NOON)

    text = text_of(sign_in(world.priya).get(reverse("inventory:suggestions")))

    assert "is sold out; " in text
    assert "sells out on" not in text


def test_is_not_called_as_a_gap_in_a_sequence_is(world):
    suggest_moves(at=NOON)

    assert Suggestion.objects.get().reference.split("-")[0] != SequenceGap(pk=1).reference[:2]
