from collections import Counter
from datetime import timedelta

import pytest

from demo.field import arrivals
from demo.forms import Prefix
from demo.loading import own_files, shipped_files
from demo.units import FORMS

GIFTS = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def read(code, path=None):
    form = FORMS[code]
    files = own_files(form, path) if path else shipped_files(form)
    return form.read(files, Prefix(code.upper()))


def own_gifts(tmp_path, *lines):
    path = tmp_path / "mine.csv"
    path.write_text(GIFTS + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def spirits():
    return read("spirits")


def test_spirits_has_its_224_named_stores_and_one_warehouse(spirits):
    kinds = Counter(place.kind for place in spirits.places)

    assert kinds["store"] == 224
    assert kinds["dc"] == 1


def test_spirits_takes_every_delivery_line_once(spirits):
    shipped = [one for one in spirits.told if one.type == "transfer_ship"]

    assert len(shipped) == 9510
    assert sum(one.quantity for one in shipped) == 81_120


@pytest.mark.parametrize("code", ["spirits", "bicycles"])
def test_keys_are_unique_and_what_was_told_is_in_order(code):
    told = read(code).told

    assert len({(one.source, one.key) for one in told}) == len(told)
    assert told == sorted(told, key=lambda one: one.occurred_at)


@pytest.mark.parametrize("code", ["spirits", "bicycles"])
def test_reading_twice_gives_the_same(code):
    assert read(code).told == read(code).told


def test_own_file_of_the_gifts_form_becomes_sales_and_credits(tmp_path):
    path = own_gifts(
        tmp_path,
        "536365,85123A,WHITE HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom",
        "C536379,85123A,WHITE HOLDER,-1,2010-12-02 09:41:00,2.55,17850,United Kingdom",
        "536380,POST,POSTAGE,1,2010-12-02 09:41:00,18,17850,France",
    )

    reading = read("gifts", path)

    real = [(one.type, one.quantity) for one in reading.told if one.source == "gifts-accounts"]
    assert real == [("sale", 6), ("return_receive", 1)]
    assert sum(reading.left_out.values()) == 1


def test_a_file_without_a_column_is_refused_naming_all_that_are_missing(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("InvoiceNo,Description\n1,x\n")

    with pytest.raises(ValueError, match=r"no column StockCode, Quantity, InvoiceDate"):
        read("gifts", path)


def test_a_quantity_that_is_no_number_is_refused_naming_the_row(tmp_path):
    path = own_gifts(tmp_path, "1,85123A,X,six,2010-12-01 08:26:00,2.55,17850,United Kingdom")

    with pytest.raises(ValueError, match=r'Quantity "six" is not a whole number.*InvoiceNo=1'):
        read("gifts", path)


def test_arrivals_repeat_some_delay_some_and_spoil_a_few(spirits):
    arriving = arrivals(spirits.told, spirits.sources, shift=timedelta(days=3), seed=7)

    keys = Counter((one.source, one.payload["key"]) for one in arriving)
    assert arriving == sorted(arriving, key=lambda one: one.at)
    assert sum(1 for n in keys.values() if n > 1) > 100
    assert sum(1 for _, key in keys if key[-2:-1] == "x") == 2
    assert set(keys) >= {(one.source, one.key) for one in spirits.told}


@pytest.fixture(scope="module")
def bicycles():
    return read("bicycles")


def test_bicycles_names_the_supplier_of_every_order(bicycles):
    orders = [one for one in bicycles.told if one.type == "po_create"]

    assert orders
    assert all(one.extra["attributes"]["supplier"] for one in orders)
    bought = {one.sku for one in orders}
    assert all(sku.attributes["suppliers"] for sku in bicycles.skus if sku.code in bought)


def test_bicycles_has_costs_and_prices_by_date(bicycles):
    (shirt,) = [sku for sku in bicycles.skus if len(sku.costs) == 3][:1]

    assert [day for day, _amount in shirt.costs] == sorted(day for day, _amount in shirt.costs)
    assert shirt.costs[0][1] != shirt.costs[1][1]
    assert shirt.prices


def test_fresh_is_delivered_again_where_it_sold_after_it_ran_out(tmp_path):
    sold, status = ["0"] * 24, ["0"] * 24
    sold[8], sold[15], sold[16] = "0.5", "1.2", "0.8"
    status[10] = status[11] = "1"
    path = tmp_path / "mine.csv"
    head = (
        "store_id,product_id,dt,hours_sale,hours_stock_status,management_group_id,third_category_id"
    )
    line = f"18,70,2024-05-31,{';'.join(sold)},{''.join(status)},1,2"
    path.write_text(f"{head}\n{line}\n", encoding="utf-8")

    told = read("fresh", path).told

    order = [(one.type, one.key) for one in told if one.type in {"receipt", "count"}]
    day = "18-70-2024-05-31"
    assert order == [
        ("receipt", f"rc-{day}"),
        ("count", f"out-{day}-10"),
        ("receipt", f"rc-{day}-15"),
    ]
    first, again = (one.quantity for one in told if one.type == "receipt")
    assert 490 <= first <= 625
    assert 1960 <= again <= 2500
