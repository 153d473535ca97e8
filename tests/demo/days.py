"""Hours of a replay, told in one go: of one store and one bottle, with no trouble or one kind of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from demo.loading import load_unit, own_files
from demo.replay import Replay
from demo.units import FORMS
from kernel.clock import now

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
SPIRITS = (
    "date,store_number,store_name,city,zip_code,item_number,item_description,bottles_sold,"
    "category_name,vendor_name,pack,bottle_volume_ml,state_bottle_cost,state_bottle_retail\n"
    "2012-01-31,2506,Hy-Vee,BURLINGTON,52601,75087,Juarez Gold,6,SPIRITS,Luxco,12,1000,4.75,7.13\n"
)


def deliver_six_bottles(folder: Path) -> datetime:
    """To a store of which nobody says what it sells; answers a moment when all of it was told."""
    path = folder / "purchases.csv"
    path.write_text(SPIRITS, encoding="utf-8")
    form, at = FORMS["spirits"], now() + timedelta(days=2)
    files = own_files(form, path)
    load_unit(code="drinks", form=form, files=files, at=now(), progress=lambda unit: None)
    Replay(per_minute=0, seed=1, at=at).tick(at)
    return at


def undisturbed(replay: Replay, *, but: str = "") -> Replay:
    """Nothing goes wrong, but the one kind named, when it next can."""
    replay.troubles.next_at = dict.fromkeys(replay.troubles.next_at, NEVER)
    if but:
        replay.troubles.next_at[but] = replay.troubles.at
    return replay


def run(replay: Replay, at: datetime, *, hours: float, every: int = 10) -> datetime:
    """Tick every ten minutes from this moment on; answers when it ended."""
    end = at + timedelta(hours=hours)
    while at < end:
        at += timedelta(minutes=every)
        replay.tick(at)
    return at
