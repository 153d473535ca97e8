"""A story joins the lines of every room in the order they happened."""

from datetime import timedelta

import pytest

from tests.factories import NOON, make_person, make_place
from workbench.story import Stories, StoryAsk, StoryLine, StoryProvider

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def line(text, hours, *, recorded=None):
    known = NOON + recorded * HOUR if recorded is not None else None
    return StoryLine(NOON + hours * HOUR, "case", "Case", text, recorded_at=known)


def ask(**changes):
    facts = {"subjects": (), "references": (), "place_id": None, "since": NOON, "until": NOON}
    return StoryAsk(**(facts | changes))


@pytest.fixture
def omar():
    return make_person("Omar", role="ops agent", scope=make_place("UK"))


def stories_of(*lines, permission="cases.view"):
    told = Stories()
    told.add(StoryProvider(permission, lambda _user, _ask: lines))
    return told


def test_is_told_in_the_order_things_happened(omar):
    told = stories_of(line("second", 2), line("first", 1))
    told.add(StoryProvider("work.view", lambda _user, _ask: [line("between", 1.5)]))

    texts = [each.text for each in told.told(omar, ask())]

    assert texts == ["first", "between", "second"]


def test_leaves_out_what_was_not_known_yet(omar):
    told = stories_of(line("known", 1), line("late", 1, recorded=5))

    texts = [each.text for each in told.told(omar, ask(known_at=NOON + 2 * HOUR))]

    assert texts == ["known"]


def test_leaves_out_rooms_the_person_may_not_see(omar):
    told = stories_of(line("secret", 1), permission="users.manage")

    assert told.told(omar, ask()) == []
