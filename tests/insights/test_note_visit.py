"""Remembering visits."""

from datetime import timedelta

import pytest

from insights.models import Visit
from insights.services import note_visit
from tests.factories import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def omar():
    return make_person("Omar")


def test_the_first_visit_has_none_before_it(omar):
    assert note_visit(actor=omar, at=NOON).previous_at is None


def test_looking_again_soon_is_the_same_visit(omar):
    note_visit(actor=omar, at=NOON)

    visit = note_visit(actor=omar, at=NOON + timedelta(minutes=20))

    assert (visit.previous_at, visit.seen_at) == (None, NOON + timedelta(minutes=20))


def test_after_half_an_hour_away_a_new_visit_begins(omar):
    note_visit(actor=omar, at=NOON)
    note_visit(actor=omar, at=NOON + timedelta(minutes=20))

    visit = note_visit(actor=omar, at=NOON + timedelta(hours=17))

    assert visit.previous_at == NOON + timedelta(minutes=20)


def test_is_written_once_a_minute_at_most(omar, django_assert_num_queries):
    note_visit(actor=omar, at=NOON)

    note_visit(actor=omar, at=NOON + timedelta(seconds=30))

    assert Visit.objects.get().seen_at == NOON
