from datetime import timedelta

import pytest
from django.db.models import Sum

from demo.loading import load_unit, own_files
from demo.models import LaterTold
from demo.replay import Replay
from demo.units import FORMS
from exceptions.models import Case
from inventory.intake.services.feeds import late_sources
from inventory.intake.services.tallies import roll_up_tallies
from inventory.ledger.models import Event, Source, StockLevel
from inventory.ledger.vocabulary import EventType
from kernel.clock import now
from tests.demo.days import deliver_six_bottles, run, undisturbed
from tests.demo.test_load_unit import HEAD, LINES
from tests.inventory.ledger.shop import event, post_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("\n".join([HEAD, *LINES]) + "\n", encoding="utf-8")
    form = FORMS["gifts"]
    files = own_files(form, path)
    unit = load_unit(code="mine", form=form, files=files, at=now(), progress=lambda unit: None)
    fill("MINE-85123A", "MINE-71053")
    return unit


def fill(*skus):
    """Enough to sell for hours."""
    came = [
        event("receipt", sku=sku, location="MINE-DC", quantity=9_000, occurred_at=now())
        for sku in skus
    ]
    post_facts(came, source=Source.objects.get(code="mine-wms"), received_at=now())


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


@pytest.fixture
def delivered(tmp_path):
    return deliver_six_bottles(tmp_path)


def sold():
    return Event.objects.filter(source__code="drinks-pos", type=EventType.SALE)


def test_a_unit_without_sales_sells_single_pieces_of_what_its_stores_took_in(delivered):
    replay = undisturbed(Replay(per_minute=60, seed=1, at=delivered))
    replay.tick(delivered + timedelta(minutes=30))

    assert set(sold().values_list("quantity", flat=True)) == {1}
    assert sold().count() <= 6


def test_stock_stays_about_what_it_was_however_long_it_sells(delivered):
    before = pieces()
    replay = undisturbed(Replay(per_minute=6, seed=1, at=delivered))

    run(replay, delivered, hours=36)

    assert sold().count() > 100
    assert before - 30 <= pieces() <= before
    assert not StockLevel.objects.filter(below_zero_since__isnull=False).exists()


def test_a_replay_that_starts_again_goes_on_with_what_is_owed(delivered):
    before = pieces()
    for start in (0, 12, 24):
        at = delivered + timedelta(hours=start)
        run(undisturbed(Replay(per_minute=6, seed=start, at=at)), at, hours=12)

    assert sold().count() > 100
    assert before - 30 <= pieces() <= before
    assert not StockLevel.objects.filter(below_zero_since__isnull=False).exists()


def test_what_left_the_warehouse_is_taken_in_by_the_store(delivered):
    run(undisturbed(Replay(per_minute=6, seed=1, at=delivered)), delivered, hours=12)

    told = Event.objects.filter(key__startswith="replay-").order_by()
    moved = dict(told.values_list("type").annotate(pieces=Sum("quantity")))
    assert moved[EventType.TRANSFER_SHIP] > 10
    assert 0 <= moved[EventType.TRANSFER_SHIP] - moved[EventType.TRANSFER_RECEIVE] <= 12
    assert moved[EventType.RECEIPT] > 0
    assert set(told.filter(type=EventType.RECEIPT).values_list("source__code", flat=True)) == {
        "drinks-wms"
    }


def test_a_till_says_what_the_shelf_holds(delivered):
    run(undisturbed(Replay(per_minute=6, seed=1, at=delivered)), delivered, hours=12)

    assert Event.objects.filter(source__code="drinks-pos", type=EventType.SNAPSHOT).exists()
    assert not Case.objects.filter(kind="snapshot_difference").exists()


def pieces():
    """Everywhere, on its way too."""
    within = StockLevel.objects.filter(sku__code__startswith="DRINKS")
    return sum(level.on_hand + level.in_transit for level in within)
