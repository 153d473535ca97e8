"""Fresh: hourly sales and hourly stock-outs of 10 stores, in scaled grams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from demo.forms import DemoPlace, DemoSku, DemoSource, Form, Prefix, Reading, Told, rows

SEED = 2024
# The last four weeks of the file: enough to live with, quick to load.
LAST_DAYS = 28
OPENS, CLOSES = 6, 22
# Hours of the file are local; the city lies eight hours ahead of UTC.
OFFSET = timedelta(hours=8)


def read(files: dict[str, Path], prefix: Prefix) -> Reading:
    lines = list(
        rows(files["days"], "store_id", "product_id", "dt", "hours_sale", "hours_stock_status")
    )
    last = max(line["dt"] for line in lines)
    first = (datetime.fromisoformat(last) - timedelta(days=LAST_DAYS - 1)).date().isoformat()
    kept = [line for line in lines if line["dt"] >= first]
    random = Random(SEED)  # noqa: S311 a seed, not a secret
    told = sorted(one for line in kept for one in _day(line, prefix, random, first))
    products = {line["product_id"]: line for line in kept}
    skus = [_sku(code, line, prefix) for code, line in sorted(products.items())]
    stores = sorted({line["store_id"] for line in kept})
    left_out = {f"store days before the last {LAST_DAYS} days": len(lines) - len(kept)}
    places = [DemoPlace(prefix.place(s), f"Fresh store {s}", kind="store") for s in stores]
    return Reading(skus, places, _sources(prefix), told, left_out)


def _sku(code: str, line: dict[str, str], prefix: Prefix) -> DemoSku:
    """The source has codes only, no names: they are shown as what they are."""
    group = line["management_group_id"]
    return DemoSku(
        prefix.sku(code),
        f"Fresh item {code}",
        (f"Group {group}", f"Category {line['third_category_id']}"),
        base_unit="gram",
        attributes={"derived": "the name, from the code; grams, scaled by the source"},
    )


def _day(line: dict[str, str], prefix: Prefix, random: Random, first: str) -> Iterator[Told]:
    """Deliveries, the sales of each hour, and a shelf seen empty when a stock-out began.

    One delivery in the morning; another where it sold again after it was seen empty.
    """
    day = datetime.fromisoformat(line["dt"]).replace(tzinfo=UTC) - OFFSET
    sku, location = prefix.sku(line["product_id"]), prefix.place(line["store_id"])
    sold = [round(float(text) * 1000) for text in line["hours_sale"].split(";")]
    cell = f"{line['store_id']}-{line['product_id']}-{line['dt']}"
    derived = prefix.source("derived")
    if line["dt"] == first:
        yield Told(day, derived, f"op-{cell}", "opening", sku, location,
                   random.randint(1, 4) * 100, {})  # fmt: skip
    empty = _seen_empty(line["hours_stock_status"])
    for begins, quantity in _needed(sold, empty):
        supplied = round(quantity * random.uniform(0.98, 1.25))
        start = day + (timedelta(hours=begins) if begins else _morning(random))
        key = f"rc-{cell}-{begins}" if begins else f"rc-{cell}"
        yield Told(start, derived, key, "receipt", sku, location, supplied, {})
    for hour, quantity in enumerate(sold):
        if quantity > 0:
            at = day + timedelta(hours=hour, minutes=random.randint(1, 58))
            yield Told(at, prefix.source("pos"), f"s-{cell}-{hour}", "sale", sku, location, quantity,
                       {"stream": line["store_id"]})  # fmt: skip
    for hour in empty:
        at = day + timedelta(hours=hour, minutes=59)
        yield Told(at, prefix.source("shelf"), f"out-{cell}-{hour}", "count", sku, location, 0,
                   {"reason": "out of stock"})  # fmt: skip


def _morning(random: Random) -> timedelta:
    return timedelta(hours=4, minutes=random.randint(0, 50))


def _seen_empty(status: str) -> list[int]:
    """The hours at whose end a shelf that was filled before is empty."""
    hours = range(OPENS + 1, CLOSES)
    return [hour for hour in hours if status[hour] == "1" and status[hour - 1] == "0"]


def _needed(sold: list[int], empty: list[int]) -> Iterator[tuple[int, int]]:
    """What was sold up to the first empty shelf, with 0; then, from the hour of the next sale, up to
    the one after."""
    ends = [*empty, len(sold) - 1]
    start = 0
    for end in ends:
        hours = range(start, end + 1)
        quantity = sum(sold[hour] for hour in hours)
        if quantity > 0:
            first_sale = next(hour for hour in hours if sold[hour] > 0)
            yield (first_sale if start else 0), quantity
        start = end + 1


def _sources(prefix: Prefix) -> list[DemoSource]:
    return [
        DemoSource(prefix.source("pos"), "Fresh tills, hourly", 60, expected=True),
        DemoSource(prefix.source("shelf"), "Fresh stock-out watch, hourly", 60),
        DemoSource(prefix.source("derived"), "Fresh, opening balances and deliveries (derived)", 0),
    ]


FORM = Form(
    code="fresh",
    name="Fresh",
    currency="CNY",
    time_zone="Asia/Shanghai",
    attribution=(
        "Dingdong-Inc (2025), FreshRetailNet-50K, "
        "huggingface.co/datasets/Dingdong-Inc/FreshRetailNet-50K, arXiv:2505.16319."
    ),
    licence="CC BY 4.0",
    derived=(
        "opening balances and deliveries: in the morning, and where it sold again after it ran out",
        "the minute within each hour",
        "grams: the source scales its sales by one secret factor",
        "the count of nothing when an item ran out",
    ),
    files=("days=store_sku_day_2024-03-28_2024-05-31.csv.xz",),
    read=read,
)
