"""Spirits: one day of deliveries from a state warehouse to 224 named stores."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from demo.forms import DemoPlace, DemoSku, DemoSource, Form, Prefix, Reading, Told, money, rows, title

SEED = 2012
TRANSIT_LOST = 0.004
TRANSIT_DAMAGED = 0.006


def read(files: dict[str, Path], prefix: Prefix) -> Reading:
    lines = list(rows(files["purchases"]))
    warehouse = prefix.place("DC")
    skus = {line["item_number"]: _sku(line, prefix) for line in lines}
    told, left_out = _deliveries(lines, prefix, warehouse)
    return Reading(
        skus=list(skus.values()),
        places=[DemoPlace(warehouse, "State warehouse", kind="dc"), *_places(lines, prefix)],
        sources=[
            DemoSource(prefix.source("wms"), "Spirits warehouse", batch_minutes=15),
            DemoSource(prefix.source("stores"), "Spirits stores, deliveries taken in (derived)"),
            DemoSource(prefix.source("derived"), "Spirits, opening balances (derived)", batch_minutes=0),
        ],
        told=told,
        left_out=left_out,
    )


def _sku(line: dict[str, str], prefix: Prefix) -> DemoSku:
    volume = line["bottle_volume_ml"]
    return DemoSku(
        code=prefix.sku(line["item_number"]),
        name=f"{title(line['item_description'])}, {volume} ml",
        category=(title(line["category_name"]) or "No category",),
        cost=money(line["state_bottle_cost"]),
        price=money(line["state_bottle_retail"]),
        case_of=int(line["pack"] or 0),
        attributes={"supplier": line["vendor_name"], "bottle_volume_ml": int(volume or 0)},
    )


def _places(lines: list[dict[str, str]], prefix: Prefix) -> list[DemoPlace]:
    """Regions by the first three digits of the postcode, named after their busiest city (derived)."""
    cities: dict[str, Counter[str]] = defaultdict(Counter)
    stores: dict[str, DemoPlace] = {}
    for line in lines:
        area = line["zip_code"][:3]
        cities[area][line["city"].title()] += 1
        number = line["store_number"]
        stores[number] = DemoPlace(
            code=prefix.place(number),
            name=f"{number} {line['store_name']}",
            parent=prefix.place(f"R{area}"),
            kind="store",
            attributes={"city": line["city"].title(), "postcode": line["zip_code"]},
        )
    regions = [
        DemoPlace(prefix.place(f"R{area}"), f"{names.most_common(1)[0][0]} area")
        for area, names in sorted(cities.items())
    ]
    return regions + list(stores.values())


def _deliveries(
    lines: list[dict[str, str]], prefix: Prefix, warehouse: str
) -> tuple[list[Told], dict[str, int]]:
    random = Random(SEED)  # noqa: S311 a seed, not a secret
    day = datetime.fromisoformat(lines[0]["date"]).replace(tzinfo=UTC)
    route = {number: random.randint(0, 420) for number in sorted({li["store_number"] for li in lines})}
    need: Counter[str] = Counter()
    told: list[Told] = []
    for index, line in enumerate(lines):
        sku, quantity = prefix.sku(line["item_number"]), int(line["bottles_sold"])
        need[sku] += quantity
        told += _delivery(index, line, sku, quantity, day, route, random, prefix, warehouse)
    opening = day - timedelta(days=1)
    told += [
        Told(opening, prefix.source("derived"), f"op-{sku}", "opening", sku, warehouse,
             int(total * random.uniform(1.05, 2.4)) + 6, {})
        for sku, total in sorted(need.items())
    ]  # fmt: skip
    return sorted(told), {}


def _delivery(
    index: int,
    line: dict[str, str],
    sku: str,
    quantity: int,
    day: datetime,
    route: dict[str, int],
    random: Random,
    prefix: Prefix,
    warehouse: str,
) -> list[Told]:
    number = line["store_number"]
    store, reference = prefix.place(number), f"DL-{number}"
    left = day + timedelta(hours=1, minutes=route[number])
    arrived = left + timedelta(minutes=random.randint(80, 460))
    ship = Told(left, prefix.source("wms"), f"dl-{index}", "transfer_ship", sku, warehouse, quantity,
                {"to_location": store, "state": "available", "reference": reference})  # fmt: skip
    lost = quantity > 1 and random.random() < TRANSIT_LOST
    damaged = quantity > 1 and random.random() < TRANSIT_DAMAGED
    facts = {"reference": reference, "stream": number}
    told = [ship, Told(arrived, prefix.source("stores"), f"in-{index}", "transfer_receive", sku, store,
                       quantity - lost - damaged, facts)]  # fmt: skip
    if damaged:
        told.append(Told(arrived, prefix.source("stores"), f"in-{index}-d", "transfer_receive", sku, store,
                         1, {**facts, "to_state": "damaged"}))  # fmt: skip
    return told


FORM = Form(
    code="spirits",
    name="Spirits",
    currency="USD",
    time_zone="America/Chicago",
    attribution=(
        "State of Iowa, Iowa Liquor Sales, data.iowa.gov (dataset m3tr-qhgy). Credit: Iowa Department of "
        "Revenue, Alcohol & Tax Operations."
    ),
    licence="US state public record",
    derived=(
        "opening balances of the warehouse",
        "the hour of each delivery and when a store took it in",
        "bottles missing or broken on the way",
        "regions, from the first three digits of the postcode",
    ),
    files=("purchases=store_purchases_2012-01-31.csv.xz",),
    read=read,
)
