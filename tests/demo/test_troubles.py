"""What goes wrong in a replay shows at the desk, and is cured as it is in life."""

from datetime import timedelta

import pytest

from demo.models import LaterTold, Unit
from demo.replay import Replay
from exceptions.models import Case
from inventory.catalog.services.skus import discontinue_sku
from inventory.intake.models import WaitingEvent
from inventory.intake.services.gaps import find_gaps
from inventory.intake.services.waiting_cases import keep_waiting_cases
from inventory.ledger.models import Source, StockLevel
from inventory.ledger.upkeep.below_zero import sweep_below_zero
from kernel.clock import now
from tests.demo.days import deliver_six_bottles, run, undisturbed
from tests.inventory.ledger.shop import event, make_sku, post_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(tmp_path):
    return deliver_six_bottles(tmp_path)


def watch(at, *, but, hours=6):
    """The kinds of case that this trouble opened at some moment, and those that stand at the end."""
    replay = undisturbed(Replay(per_minute=6, seed=3, at=at))
    at = run(replay, at, hours=1)
    sweep(at)
    before = set(Case.objects.values_list("pk", flat=True))
    undisturbed(replay, but=but)
    seen, end = set(), at + timedelta(hours=hours)
    while at < end:
        at = run(replay, at, hours=0.1)
        sweep(at)
        if replay.troubles.next_at[but] > at:
            undisturbed(replay)
        stand = Case.objects.open().exclude(pk__in=before).values_list("kind", flat=True)
        seen |= set(stand)
    return seen, set(stand)


def sweep(at):
    sweep_below_zero(at=at)
    find_gaps(at=at)
    keep_waiting_cases(at=at)


@pytest.mark.parametrize("trouble", ["late shipment", "late receipt"])
def test_a_cell_is_below_zero_until_what_is_late_is_told(delivered, trouble):
    assert watch(delivered, but=trouble) == ({"below_zero"}, set())
    assert not StockLevel.objects.filter(below_zero_since__isnull=False).exists()


def test_a_lost_number_is_missed_until_it_comes(delivered):
    seen, stand = watch(delivered, but="lost number")

    assert ("sequence_gap" in seen, stand) == (True, set())


def test_what_was_garbled_waits_until_its_sender_corrects_it(delivered):
    seen, stand = watch(delivered, but="malformed")

    assert ("malformed_fact" in seen, stand) == (True, set())
    assert (
        WaitingEvent.objects.get(source__code="drinks-pos").status == WaitingEvent.Status.SUPERSEDED
    )


def test_a_claim_that_differed_agrees_when_somebody_looked_again(delivered):
    seen, stand = watch(delivered, but="wrong claim")

    assert ("snapshot_difference" in seen, stand) == (True, set())


def test_what_comes_of_a_sku_out_of_the_range_is_one_case(delivered):
    discontinue_sku(code="DRINKS-75087", actor=None, at=delivered)
    replay = undisturbed(Replay(per_minute=6, seed=1, at=delivered), but="unwanted")
    run(replay, delivered, hours=12)

    case = Case.objects.get(kind="lifecycle_breach")
    assert case.place.code == "DRINKS-DC"


def test_of_conflicts_which_people_close_a_few_stand_and_no_more(delivered):
    replay = undisturbed(Replay(per_minute=6, seed=1, at=delivered))
    at = delivered
    for _ in range(8):
        replay.troubles.next_at["conflict"] = at
        at = run(replay, at, hours=2)

    assert Case.objects.open().filter(kind="event_conflict").count() == 3


def test_where_many_cells_are_below_zero_somebody_counts_all_but_a_few(delivered):
    unit = Unit.objects.get()
    Source.objects.create(code="drinks-counts", name="Counts")
    oversell(8)
    goods, at = goods_of(delivered, unit), now()
    StockLevel.objects.filter(below_zero_since__isnull=False).update(below_zero_since=at)

    LaterTold.objects.bulk_create(goods.counted(at))
    Replay(per_minute=0, seed=1, at=delivered).tick(delivered)

    assert StockLevel.objects.filter(below_zero_since__isnull=False).count() == 3


def goods_of(at, unit):
    replay = undisturbed(Replay(per_minute=0, seed=1, at=at))
    replay.tick(at)
    return replay.goods[unit.pk]


def oversell(cells):
    network = Unit.objects.get().network
    skus = [make_sku(f"DRINKS-{number}", network=network).code for number in range(cells)]
    sold = [event("sale", sku=sku, location="DRINKS-2506", quantity=2) for sku in skus]
    post_facts(sold, source=Source.objects.get(code="drinks-pos"))
