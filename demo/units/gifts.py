"""Gifts: invoices, credits and stock notes of a gift retailer, from one warehouse."""

from __future__ import annotations

import re
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
from demo.supply import derive_counts, derive_supply

SEED = 2011
LONDON = ZoneInfo("Europe/London")
NOT_GOODS = {
    "POST",
    "DOT",
    "M",
    "m",
    "C2",
    "D",
    "S",
    "B",
    "PADS",
    "BANK CHARGES",
    "AMAZONFEE",
    "CRUK",
}
MARKET_NOTE = re.compile(r"amazon|ebay", re.IGNORECASE)
INSPECT_FAILS = 0.12
COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
)
Line = dict[str, str]


def read(files: dict[str, Path], prefix: Prefix) -> Reading:
    lines = list(rows(files["transactions"], *COLUMNS))
    web = {line["InvoiceNo"] for line in lines if line["StockCode"] == "DOT"}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    prices: dict[str, str] = {}
    left_out: Counter[str] = Counter()
    told: list[Told] = []
    random = Random(SEED)  # noqa: S311 a seed, not a secret
    for index, line in enumerate(lines):
        code = line["StockCode"].strip()
        if code in NOT_GOODS or code.startswith("gift_"):
            left_out["not goods: postage, fees, vouchers, discounts"] += 1
            continue
        if whole(line, "Quantity") == 0:
            left_out["quantity 0"] += 1
            continue
        names[code][line["Description"].strip()] += 1
        if float(line["UnitPrice"]) > 0:
            prices[code] = line["UnitPrice"]
        told += _tell(index, code, line, web, prefix, random)
    told.sort()
    supply = derive_supply(
        told,
        source=prefix.source("derived"),
        seed=SEED,
        start=told[0].occurred_at - timedelta(hours=1),
    )
    told = sorted(told + supply)
    told = sorted(
        told
        + derive_counts(told, source=prefix.source("counts"), seed=SEED, share=0.02, last_days=45)
    )
    skus = [
        DemoSku(prefix.sku(code), _name(code, seen), cost=None, price=money(prices.get(code, "")))
        for code, seen in sorted(names.items())
    ]
    return Reading(skus, _places(prefix), _sources(prefix), told, dict(left_out))


def _name(code: str, seen: Counter[str]) -> str:
    """The most frequent description in capitals: typed notes are in small letters."""
    for text, _ in seen.most_common():
        if text.isupper():
            return title(text)
    return f"Item {code}"


def _places(prefix: Prefix) -> list[DemoPlace]:
    return [DemoPlace(prefix.place("DC"), "Gift warehouse", kind="dc")]


def _sources(prefix: Prefix) -> list[DemoSource]:
    return [
        DemoSource(
            prefix.source("web"),
            "Gifts web shop (inferred from its postage line)",
            5,
            expected=True,
        ),
        DemoSource(prefix.source("accounts"), "Gifts account customers", 30, expected=True),
        DemoSource(prefix.source("other"), "Gifts, invoices without customer", 30, expected=True),
        DemoSource(prefix.source("market"), "Gifts marketplaces (inferred from typed notes)", 60),
        DemoSource(prefix.source("wms"), "Gift warehouse, stock notes", 30),
        DemoSource(prefix.source("counts"), "Gift warehouse, cycle counts (derived)", 30),
        DemoSource(prefix.source("derived"), "Gifts, opening balances and receipts (derived)", 0),
    ]


def _tell(
    index: int, code: str, line: Line, web: set[str], prefix: Prefix, random: Random
) -> list[Told]:
    at = datetime.fromisoformat(line["InvoiceDate"]).replace(tzinfo=LONDON).astimezone(UTC)
    invoice, quantity = line["InvoiceNo"], whole(line, "Quantity")
    sku, location, key = prefix.sku(code), prefix.place("DC"), f"{invoice}-{index}"
    facts = {"reference": invoice}
    if float(line["UnitPrice"]) == 0 and not line["CustomerID"]:
        note = line["Description"].strip()
        source = "market" if MARKET_NOTE.search(note) else "wms"
        extra = {**facts, "direction": "in" if quantity > 0 else "out", "reason": note or "no note"}
        return [
            Told(at, prefix.source(source), key, "adjustment", sku, location, abs(quantity), extra)
        ]
    if quantity < 0:
        back = Told(
            at, prefix.source("accounts"), key, "return_receive", sku, location, -quantity, facts
        )
        return _credit(back, prefix.source("derived"), random)
    channel = "web" if invoice in web else "accounts" if line["CustomerID"] else "other"
    return [Told(at, prefix.source(channel), key, "sale", sku, location, quantity, facts)]


def _credit(back: Told, derived: str, random: Random) -> list[Told]:
    """A credit brings goods back; when and how they were inspected is derived."""
    verdict = "inspect_fail" if random.random() < INSPECT_FAILS else "inspect_pass"
    inspected = back._replace(
        occurred_at=back.occurred_at + timedelta(hours=random.randint(2, 72)),
        source=derived,
        key=f"{back.key}-i",
        type=verdict,
    )
    return [back, inspected]


FORM = Form(
    code="gifts",
    name="Gifts",
    currency="GBP",
    time_zone="Europe/London",
    attribution=(
        "Chen, D. (2015). Online Retail [data set]. UCI Machine Learning Repository, "
        "https://doi.org/10.24432/C5BW33."
    ),
    licence="CC BY 4.0",
    derived=(
        "opening balances and receipts",
        "the warehouse all of it leaves from",
        "which channel an invoice came through",
        "when and how returned goods were inspected",
        "cycle counts",
    ),
    files=("transactions=transactions_2010-12_2011-08.csv.xz",),
    read=read,
)
