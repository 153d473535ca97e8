from datetime import timedelta

import pytest

from demo.loading import load_unit, own_files
from demo.models import LaterTold
from demo.replay import Replay
from demo.units import FORMS
from inventory.ledger.models import Event
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
    replay.tick(at)

    told = replay.tick(at + timedelta(minutes=31))

    anew = Event.objects.filter(key__startswith="replay-")
    assert 10 < told <= 31 * 60 + 60
    assert anew.count() == pytest.approx(told, rel=0.1)


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
    assert not LaterTold.objects.exists()
