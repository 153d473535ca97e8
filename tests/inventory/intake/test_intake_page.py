"""The intake page says per source what came, how late, what waits and who is silent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from inventory.intake.lags import percentile, spoken
from inventory.intake.models import LAG_BOUNDS
from inventory.intake.periods import period_of
from inventory.intake.queries.overview import source_states
from inventory.intake.services import find_gaps, roll_up_tallies
from kernel.clock import now
from tests.factories import make_person, make_place
from tests.inventory.intake.screens import browser, text_of
from tests.inventory.intake.world import event, tell

PAGE = "/inventory/intake/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(world):
    at = now() - 5 * MINUTE
    moment = (at - 10 * MINUTE).isoformat()
    events = [event(f"k{n}", occurred_at=moment, stream="t1", sequence=n * 2) for n in (1, 2)]
    bad = [event("bad", quantity=0), event("far", location="YORK", quantity=0)]
    tell(world.pos, *events, events[0], *bad, event("k1", quantity=99), at=at)
    find_gaps(at=at - 60 * MINUTE)
    return world


def state_of(world, principal=None, code="pos"):
    at = now()
    states = source_states(principal=principal or All(), period=period_of("24h"), at=at)
    return {state.source.code: state for state in states}.get(code)


class All:
    scope_paths = ("/",)


def test_counts_what_is_rolled_up_and_what_is_not_yet(told):
    before = state_of(told).total
    while roll_up_tallies():
        pass
    after = state_of(told).total

    assert before == after
    assert (after.received, after.posted, after.duplicate) == (6, 2, 1)
    assert (after.conflict, after.rejected) == (1, 2)


def test_says_what_stands_open(told):
    roll_up_tallies()

    state = state_of(told)

    assert (state.waiting, state.conflicts, state.missing) == (2, 1, 1)
    assert (state.places, state.late_places, state.late) == (1, 0, False)
    assert 300 < state.p50 <= state.p95 <= 601


def test_a_silent_source_is_late(told):
    roll_up_tallies()
    told.pos.interval_minutes = 1
    told.pos.save(update_fields=["interval_minutes"])

    assert state_of(told).late


def test_the_page_shows_it(told):
    roll_up_tallies()

    page = text_of(browser("Ines", "integration engineer", told.network).get(PAGE))

    assert "Tills" in page
    assert "Needs you" in page
    assert 'href="/inventory/intake/waiting/?source=pos"' in page


def test_without_a_source_it_says_what_would_be_here(db):
    page = text_of(browser("Ines", "integration engineer", make_place("UK")).get(PAGE))

    assert "No system reports here yet" in page


def test_a_person_sees_only_sources_that_speak_of_their_places(told):
    tell(told.wms, event("w", location="YORK"), at=now())
    roll_up_tallies()

    page = text_of(browser("Sam", "ops agent", told.york.place).get(PAGE))

    assert "Warehouse" in page
    assert "Tills" not in page


def test_what_a_source_sent_of_all_places_is_not_summed_for_who_sees_one(told):
    tell(told.pos, event("york", location="YORK"), at=now())
    roll_up_tallies()

    part = state_of(told, make_person("Sam", role="ops agent", scope=told.york.place))
    whole = state_of(told, make_person("Ines", role="ops agent", scope=told.network))

    assert (part.whole, part.total.received, part.p95, part.places) == (False, 0, None, 1)
    assert (whole.whole, whole.total.received, whole.places) == (True, 7, 2)


def test_says_that_a_source_is_not_summed(told):
    tell(told.pos, event("york", location="YORK"), at=now())
    roll_up_tallies()

    page = text_of(browser("Sam", "ops agent", told.york.place).get(PAGE))

    assert "1 source also speaks of places outside yours" in page


def test_the_poll_is_answered_only_when_something_changed(told):
    roll_up_tallies()
    client = browser("Ines", "integration engineer", told.network)
    token = client.get(PAGE).context["token"]
    part = {"HX-Request": "true"}

    same = client.get(PAGE, {"known": token}, headers=part)
    tell(told.pos, event("new"), at=now())
    changed = client.get(PAGE, {"known": token}, headers=part)

    assert (same.status_code, changed.status_code) == (204, 200)
    assert "<html" not in changed.content.decode()


def test_stays_within_its_query_budget(told, django_assert_max_num_queries):
    roll_up_tallies()
    client = browser("Ines", "integration engineer", told.network)

    with django_assert_max_num_queries(28):
        client.get(PAGE)


def test_needs_the_right(told):
    assert browser("Jo", "store staff", told.network).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def counts(**buckets):
    found = [0] * (len(LAG_BOUNDS) + 1)
    for name, number in buckets.items():
        found[int(name[1:])] = number
    return found


@pytest.mark.parametrize(
    ("found", "share", "longest", "answer"),
    [
        (counts(), 0.5, 0, None),
        (counts(b0=10), 0.5, 0.8, 0.4),
        (counts(b0=50, b4=50), 0.95, 30, 28),
        (counts(b15=10), 0.5, 1_209_600, 907_200),
        (counts(b2=1), 0.95, 4, 3.9),
    ],
)
def test_percentiles_of_a_histogram(found, share, longest, answer):
    result = percentile(found, share, longest=longest)

    assert result == (answer if answer is None else pytest.approx(answer, rel=0.02))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "–"), (0.4, "0.4 s"), (12, "12 s"), (120, "2 min"), (7_200, "2 h"), (200_000, "2 d")],
)
def test_lags_read_like_lags(seconds, text):
    assert spoken(seconds) == text


def test_what_waits_is_counted_as_on_its_list_also_where_no_source_is_seen(world):
    tell(world.pos, event("a"), event("lost", location="NOWHERE"))
    client = browser("Eve", "ops lead", make_place("NEWCO"))

    page, listed = (
        " ".join(strip_tags(text_of(client.get(path))).split())
        for path in (PAGE, f"{PAGE}waiting/")
    )

    assert "1 event" in listed
    assert "Waiting1 oldest" in page


def test_the_list_of_locations_offers_the_import_it_speaks_of(world):
    ada = browser("Ada", "admin", world.network)

    page = ada.get("/inventory/locations/").content.decode()

    assert 'href="/inventory/imports/"' in page.split("<main")[1]
