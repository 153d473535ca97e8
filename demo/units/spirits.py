"""Spirits: one day of deliveries from a state warehouse to 224 named stores."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from demo.forms import (
    DemoPlace,
    DemoSku,
    DemoSource,
    Form,
    Prefix,
    Reading,
    Told,
    money,
    rows,
    title,
    whole,
)

SEED = 2012
IOWA = ZoneInfo("America/Chicago")
TRANSIT_LOST = 0.004
TRANSIT_DAMAGED = 0.006
COLUMNS = (
    "date",
    "store_number",
    "store_name",
    "city",
    "zip_code",
    "item_number",
    "item_description",
    "bottles_sold",
)


def read(files: dict[str, Path], prefix: Prefix) -> Reading:
    lines = list(rows(files["purchases"], *COLUMNS))
    warehouse = prefix.place("DC")
    skus = {line["item_number"]: _sku(line, prefix) for line in lines}
    told, left_out = _deliveries(lines, prefix, warehouse)
    return Reading(
        skus=list(skus.values()),
        places=[DemoPlace(warehouse, "State warehouse", kind="dc"), *_places(lines, prefix)],
        sources=[
            DemoSource(prefix.source("wms"), "Spirits warehouse", batch_minutes=15),
            DemoSource(prefix.source("stores"), "Spirits stores, deliveries taken in (derived)"),
            DemoSource(prefix.source("pos"), "Spirits tills (derived)", expected=True),
            DemoSource(
                prefix.source("derived"), "Spirits, opening balances (derived)", batch_minutes=0
            ),
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
        DemoPlace(prefix.place(f"R{area}"), f"{names.most_common(1)[0][0]} area (derived)")
        for area, names in sorted(cities.items())
    ]
    return regions + list(stores.values())


def _deliveries(
    lines: list[dict[str, str]], prefix: Prefix, warehouse: str
) -> tuple[list[Told], dict[str, int]]:
    random = Random(SEED)  # noqa: S311 a seed, not a secret
    day = datetime.fromisoformat(lines[0]["date"]).replace(tzinfo=IOWA).astimezone(UTC)
    stores = sorted({line["store_number"] for line in lines})
    route = {number: day + timedelta(minutes=60 + random.randint(0, 420)) for number in stores}
    need: Counter[str] = Counter()
    told: list[Told] = []
    for index, line in enumerate(lines):
        sku, quantity = prefix.sku(line["item_number"]), whole(line, "bottles_sold")
        need[sku] += quantity
        number = line["store_number"]
        extra = {
            "to_location": prefix.place(number),
            "state": "available",
            "reference": f"DL-{number}",
            "stream": number,
        }
        left = Told(
            route[number],
            prefix.source("wms"),
            f"dl-{index}",
            "transfer_ship",
            sku,
            warehouse,
            quantity,
            extra,
        )
        told += _delivery(left, prefix.source("stores"), random)
    told += _openings(need, prefix.source("derived"), warehouse, day - timedelta(days=1), random)
    return sorted(told), {}


def _delivery(left: Told, stores: str, random: Random) -> list[Told]:
    """What left the warehouse for a store, and what the store took in some hours later."""
    arrived = left.occurred_at + timedelta(minutes=random.randint(80, 460))
    lost = left.quantity > 1 and random.random() < TRANSIT_LOST
    damaged = left.quantity > 1 and random.random() < TRANSIT_DAMAGED
    facts = {"reference": left.extra["reference"], "stream": left.extra["stream"]}
    taken = left._replace(
        occurred_at=arrived,
        source=stores,
        key=left.key.replace("dl-", "in-"),
        type="transfer_receive",
        location=left.extra["to_location"],
        quantity=left.quantity - lost - damaged,
        extra=facts,
    )
    told = [left._replace(extra={k: v for k, v in left.extra.items() if k != "stream"}), taken]
    if damaged:
        broken = {**facts, "to_state": "damaged"}
        told.append(taken._replace(key=f"{taken.key}-d", quantity=1, extra=broken))
    return told


def _openings(
    need: Counter[str], source: str, warehouse: str, at: datetime, random: Random
) -> list[Told]:
    return [
        Told(
            at,
            source,
            f"op-{sku}",
            "opening",
            sku,
            warehouse,
            int(total * random.uniform(1.05, 2.4)) + 6,
            {},
        )
        for sku, total in sorted(need.items())
    ]


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
        "what the stores sell of it, told by the replay",
        "regions, from the first three digits of the postcode",
    ),
    files=("purchases=store_purchases_2012-01-31.csv.xz",),
    read=read,
)
