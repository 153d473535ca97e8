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
    """A morning delivery, the sales of each hour, and a shelf seen empty when the stock-out began."""
    day = datetime.fromisoformat(line["dt"]).replace(tzinfo=UTC) - OFFSET
    sku, location = prefix.sku(line["product_id"]), prefix.place(line["store_id"])
    sold = [round(float(text) * 1000) for text in line["hours_sale"].split(";")]
    cell = f"{line['store_id']}-{line['product_id']}-{line['dt']}"
    start = day + timedelta(hours=4, minutes=random.randint(0, 50))
    if line["dt"] == first:
        yield Told(day, prefix.source("derived"), f"op-{cell}", "opening", sku, location,
                   random.randint(1, 4) * 100, {})  # fmt: skip
    supplied = round(sum(sold) * random.uniform(0.98, 1.25))
    if supplied:
        yield Told(
            start, prefix.source("derived"), f"rc-{cell}", "receipt", sku, location, supplied, {}
        )
    for hour, quantity in enumerate(sold):
        if quantity > 0:
            at = day + timedelta(hours=hour, minutes=random.randint(1, 58))
            yield Told(at, prefix.source("pos"), f"s-{cell}-{hour}", "sale", sku, location, quantity,
                       {"stream": line["store_id"]})  # fmt: skip
    status = line["hours_stock_status"]
    for hour in range(OPENS + 1, CLOSES):
        if status[hour] == "1" and status[hour - 1] == "0":
            at = day + timedelta(hours=hour, minutes=59)
            yield Told(at, prefix.source("shelf"), f"out-{cell}-{hour}", "count", sku, location, 0,
                       {"reason": "out of stock"})  # fmt: skip


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
        "opening balances and morning deliveries",
        "the minute within each hour",
        "grams: the source scales its sales by one secret factor",
        "the count of nothing when an item ran out",
    ),
    files=("days=store_sku_day_2024-03-28_2024-05-31.csv.xz",),
    read=read,
)
