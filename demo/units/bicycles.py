"""Bicycles: purchase orders with rejects and short deliveries, and the bins they end in."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from demo.forms import DemoPlace, DemoSku, DemoSource, Form, Prefix, Reading, Told, money, rows

RECEIVED = {"4": "complete"}
NEVER_ORDERED = {"3": "rejected orders"}
Line = dict[str, str]


def read(files: dict[str, Path], prefix: Prefix) -> Reading:
    products = {line["ProductID"]: line for line in rows(files["products"])}
    bins: dict[str, list[Line]] = defaultdict(list)
    for line in rows(files["inventory"]):
        bins[line["ProductID"]].append(line)
    orders = {line["PurchaseOrderID"]: line for line in rows(files["orders"])}
    vendors = {line["BusinessEntityID"]: line for line in rows(files["vendors"])}
    lines = list(rows(files["lines"]))
    told, left_out = _orders(lines, orders, vendors, products, bins, prefix)
    end = max(one.occurred_at for one in told)
    told += _bins(bins, products, prefix, end + timedelta(hours=1))
    sellers = _sellers(lines, orders, vendors)
    skus = _skus(files, products, sellers, prefix)
    return Reading(
        skus, _places(files["locations"], prefix), _sources(prefix), sorted(told), left_out
    )


def _sellers(
    lines: list[Line], orders: dict[str, Line], vendors: dict[str, Line]
) -> dict[str, str]:
    """Who was asked for each product, by name."""
    asked: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        vendor = orders[line["PurchaseOrderID"]]["VendorID"]
        asked[line["ProductID"]].add(vendors[vendor]["Name"])
    return {product: ", ".join(sorted(names)) for product, names in asked.items()}


def _history(path: Path, column: str) -> dict[str, tuple[tuple[date, Decimal], ...]]:
    """What held from which day on, by product."""
    found: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for line in rows(path):
        amount = money(line[column])
        if amount is not None:
            found[line["ProductID"]].append((date.fromisoformat(line["StartDate"][:10]), amount))
    return {product: tuple(sorted(amounts)) for product, amounts in found.items()}


def _skus(
    files: dict[str, Path], products: dict[str, Line], sellers: dict[str, str], prefix: Prefix
) -> list[DemoSku]:
    costs = _history(files["costs"], "StandardCost")
    prices = _history(files["prices"], "ListPrice")
    sub = {line["ProductSubcategoryID"]: line for line in rows(files["subcategories"])}
    top = {line["ProductCategoryID"]: line["Name"] for line in rows(files["categories"])}

    def category(line: Line) -> tuple[str, ...]:
        known = sub.get(line["ProductSubcategoryID"])
        return (top[known["ProductCategoryID"]], known["Name"]) if known else ("Parts",)

    return [
        DemoSku(
            code=prefix.sku(line["ProductNumber"]),
            name=line["Name"],
            category=category(line),
            cost=money(line["StandardCost"]),
            price=money(line["ListPrice"]),
            costs=costs.get(product, ()),
            prices=prices.get(product, ()),
            attributes={
                "colour": line["Color"],
                "size": line["Size"],
                "suppliers": sellers.get(product, ""),
            },
        )
        for product, line in products.items()
    ]


def _places(path: Path, prefix: Prefix) -> list[DemoPlace]:
    plant = prefix.place("PLANT")
    areas = [
        DemoPlace(prefix.place(f"L{line['LocationID']}"), line["Name"], plant, "dc")
        for line in rows(path)
    ]
    return [DemoPlace(plant, "Bicycle plant"), *areas]


def _home(product: str, bins: dict[str, list[Line]], prefix: Prefix) -> str:
    """Where a delivery is put: the area that holds most of it, else miscellaneous storage (derived)."""
    held = max(bins.get(product, []), key=lambda line: int(line["Quantity"]), default=None)
    return prefix.place(f"L{held['LocationID']}" if held else "L6")


def _orders(
    lines: list[Line],
    orders: dict[str, Line],
    vendors: dict[str, Line],
    products: dict[str, Line],
    bins: dict[str, list[Line]],
    prefix: Prefix,
) -> tuple[list[Told], dict[str, int]]:
    told: list[Told] = []
    left_out: dict[str, int] = defaultdict(int)
    for line in lines:
        order = orders[line["PurchaseOrderID"]]
        if order["Status"] in NEVER_ORDERED:
            left_out[f"lines of {NEVER_ORDERED[order['Status']]}"] += 1
            continue
        sku = prefix.sku(products[line["ProductID"]]["ProductNumber"])
        home, vendor = _home(line["ProductID"], bins, prefix), vendors[order["VendorID"]]
        told += _order_line(line, order, vendor, sku, home, prefix)
    return told, dict(left_out)


def _moment(text: str, hour: int) -> datetime:
    return datetime.fromisoformat(text[:10]).replace(tzinfo=UTC) + timedelta(hours=hour)


def _order_line(
    line: Line, order: Line, vendor: Line, sku: str, home: str, prefix: Prefix
) -> list[Told]:
    """Ordered, then received good, received and rejected, and what will not come any more."""
    key, reference = line["PurchaseOrderDetailID"], f"PO-{line['PurchaseOrderID']}"
    ordered = int(line["OrderQty"])
    good, rejected = (int(Decimal(line[name])) for name in ("StockedQty", "RejectedQty"))
    supplier = {"supplier": vendor["Name"], "supplier_number": vendor["AccountNumber"]}
    facts = {"reference": reference, "unit_cost": line["UnitPrice"], "attributes": supplier}
    asked, came = _moment(order["OrderDate"], 9), _moment(line["DueDate"], 11)
    told = [Told(asked, prefix.source("erp"), f"po-{key}", "po_create", sku, home, ordered, facts)]
    if order["Status"] not in RECEIVED:
        return told
    wms, from_order = prefix.source("wms"), {**facts, "state": "on_order"}
    if good:
        told.append(Told(came, wms, f"rc-{key}", "receipt", sku, home, good, from_order))
    if rejected:
        told.append(Told(came, wms, f"rj-{key}", "receipt", sku, home, rejected,
                         {**from_order, "to_state": "damaged"}))  # fmt: skip
        told.append(Told(came + timedelta(days=2), prefix.source("derived"), f"vr-{key}", "vendor_return",
                         sku, home, rejected, {**facts, "state": "damaged"}))  # fmt: skip
    missing = ordered - good - rejected
    if missing > 0:
        told.append(Told(came + timedelta(days=1), prefix.source("derived"), f"pc-{key}", "po_cancel",
                         sku, home, missing, facts))  # fmt: skip
    return told


def _bins(
    bins: dict[str, list[Line]], products: dict[str, Line], prefix: Prefix, at: datetime
) -> list[Told]:
    """What stood in each area: a count, with shelf and bin."""
    return [
        Told(
            at,
            prefix.source("bins"),
            f"bin-{line['LocationID']}-{product}",
            "count",
            prefix.sku(products[product]["ProductNumber"]),
            prefix.place(f"L{line['LocationID']}"),
            int(line["Quantity"]),
            {"attributes": {"shelf": line["Shelf"], "bin": line["Bin"]}},
        )
        for product, held in bins.items()
        for line in held
    ]


def _sources(prefix: Prefix) -> list[DemoSource]:
    return [
        DemoSource(prefix.source("erp"), "Bicycle purchase orders", 60),
        DemoSource(prefix.source("wms"), "Bicycle goods in", 30),
        DemoSource(prefix.source("bins"), "Bicycle bins, as counted", 0),
        DemoSource(prefix.source("derived"), "Bicycles, returns to suppliers (derived)", 0),
    ]


FORM = Form(
    code="bicycles",
    name="Bicycles",
    currency="USD",
    time_zone="America/Los_Angeles",
    attribution="Microsoft SQL Server samples, AdventureWorks OLTP: a fictional company.",
    licence="MIT",
    derived=(
        "which area a delivery was put into",
        "when rejected goods went back and what was short was cancelled",
        "use of parts in production is not in the data: the bins are counted once at the end",
    ),
    files=(
        "locations=Location.csv.xz",
        "products=Product.csv.xz",
        "categories=ProductCategory.csv.xz",
        "subcategories=ProductSubcategory.csv.xz",
        "inventory=ProductInventory.csv.xz",
        "orders=PurchaseOrderHeader.csv.xz",
        "lines=PurchaseOrderDetail.csv.xz",
        "vendors=Vendor.csv.xz",
        "costs=ProductCostHistory.csv.xz",
        "prices=ProductListPriceHistory.csv.xz",
    ),
    read=read,
)
