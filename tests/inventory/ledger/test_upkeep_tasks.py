"""Beat calls each sweep of the ledger, and each does its one thing."""

import pytest

from config.celery import app
from exceptions.models import Case
from inventory.ledger import tasks
from inventory.ledger.models import DirtySku, StockLevel
from tests.inventory.ledger.damage import spoil_level
from tests.inventory.ledger.shop import Shop, event, minute, post_facts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(db):
    shop = Shop()
    post_facts([event(quantity=2), event("receipt", quantity=1)], source=shop.till)
    return shop


def test_every_task_has_its_time():
    beat = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {task.name for task in (tasks.watch_below_zero, tasks.compact, tasks.check)} <= beat


def test_watch_below_zero_opens_cases(shop):
    StockLevel.objects.update(below_zero_since=minute(0))

    tasks.watch_below_zero()

    assert Case.objects.filter(kind="below_zero").count() == 1


def test_compact_keeps_one_mark_per_sku(shop):
    post_facts([event(quantity=2)], source=shop.till)

    tasks.compact()

    assert DirtySku.objects.count() == 1


def test_check_opens_cases(shop):
    spoil_level(shop.mug, shop.high_street, damaged=3)

    tasks.check()

    assert Case.objects.filter(kind="invariant_breach").exists()
