from datetime import timedelta

import pytest

from demo.loading import load_unit, own_files
from demo.models import LaterTold
from demo.replay import Replay
from demo.units import FORMS
from inventory.intake.services.feeds import late_sources
from inventory.intake.services.tallies import roll_up_tallies
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType
from kernel.clock import now
from tests.demo.test_load_unit import HEAD, LINES

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("\n".join([HEAD, *LINES]) + "\n", encoding="utf-8")
    form = FORMS["gifts"]
    files = own_files(form, path)
    return load_unit(code="mine", form=form, files=files, at=now(), progress=lambda unit: None)


def test_tells_sales_of_the_last_days_anew_at_about_the_pace_asked_for(unit):
    at = now()
    replay = Replay(per_minute=60, seed=1, at=at)

    told = replay.tick(at) + replay.tick(at + timedelta(minutes=31))

    anew = Event.objects.filter(key__startswith="replay-")
    assert 10 < told <= 61 * 60 + 60
    assert anew.count() == pytest.approx(told, rel=0.1)


def test_every_source_that_is_missed_when_silent_is_heard_at_once(unit):
    at = now() + timedelta(days=2)
    silent = missed(at)

    Replay(per_minute=60, seed=1, at=at).tick(at)

    assert (silent, missed(at)) == ({"mine-accounts", "mine-other"}, set())


def missed(at):
    roll_up_tallies()
    return {feed.source.code for feed in late_sources(at=at)}


def test_tells_what_was_held_once_its_time_has_come(unit):
    payload = {
        "key": "held-1", "type": "sale", "sku": "MINE-85123A", "location": "MINE-DC",
        "quantity": 1, "occurred_at": now().isoformat(),
    }  # fmt: skip
    due = now() + timedelta(minutes=5)
    LaterTold.objects.create(unit=unit, source="mine-web", due_at=due, payload=payload)
    replay = Replay(per_minute=0, seed=1, at=now())

    replay.tick(due - timedelta(minutes=1))
    early = Event.objects.filter(key="held-1").exists()
    replay.tick(due)

    assert not early
    assert Event.objects.filter(key="held-1").exists()
    assert not LaterTold.objects.filter(payload__key="held-1").exists()


SPIRITS = (
    "date,store_number,store_name,city,zip_code,item_number,item_description,bottles_sold,"
    "category_name,vendor_name,pack,bottle_volume_ml,state_bottle_cost,state_bottle_retail\n"
    "2012-01-31,2506,Hy-Vee,BURLINGTON,52601,75087,Juarez Gold,6,SPIRITS,Luxco,12,1000,4.75,7.13\n"
)


@pytest.fixture
def delivered(tmp_path):
    """Six bottles that a store took in; nobody says what it sells."""
    path = tmp_path / "purchases.csv"
    path.write_text(SPIRITS, encoding="utf-8")
    form = FORMS["spirits"]
    at = now() + timedelta(days=2)
    files = own_files(form, path)
    load_unit(code="drinks", form=form, files=files, at=now(), progress=lambda unit: None)
    Replay(per_minute=0, seed=1, at=at).tick(at)
    return at


def sold():
    return Event.objects.filter(source__code="drinks-pos", type=EventType.SALE)


def test_a_unit_without_sales_sells_half_of_what_its_stores_took_in(delivered):
    replay = Replay(per_minute=6_000, seed=1, at=delivered)
    for hour in range(1, 6):
        replay.tick(delivered + timedelta(hours=hour))

    assert 0 < sold().count() <= 3
    assert set(sold().values_list("quantity", flat=True)) == {1}


def test_a_replay_that_starts_again_sells_no_more_than_that(delivered):
    for start in range(3):
        replay = Replay(per_minute=6_000, seed=start, at=delivered + timedelta(hours=start))
        for hour in range(1, 4):
            replay.tick(delivered + timedelta(hours=start + hour))

    assert 0 < sold().count() <= 3
