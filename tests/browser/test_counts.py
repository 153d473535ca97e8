"""Counting in a real browser: what a manager sees, at the desk and on a phone."""

import pytest

from inventory.counts.services import Shelf
from tests.browser.driver import OpenPage, check_axe, sign_in, snap
from tests.inventory.counts.world import Store, counted, make_store, plan, scan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def store() -> Store:
    made = make_store()
    for sku, quantity in (("MUG", 30), ("LAMP", 4), ("VASE", 2)):
        made.happens("receipt", sku, quantity)
    return made


def test_screens_of_a_manager(open_page: OpenPage, store: Store) -> None:
    plan(store, Shelf("Wall B", ["MUG", "LAMP"]), Shelf("Window"), title="Knitwear wall B")
    count = counted(store, scan(quantity=12), scan("999"), scan("VASE", quantity=2))
    store.happens("sale", "MUG", 3, minute=30)
    page = open_page()
    sign_in(page, store.priya)
    base = f"/inventory/counts/{count.reference}"
    for name, path in {
        "counts": "/inventory/counts/",
        "count": f"{base}/",
        "count-review": f"{base}/review/",
        "count-new": "/inventory/counts/new/",
        "count-rules": "/inventory/counts/rules/",
    }.items():
        page.goto(path)
        check_axe(page)
        snap(page, name)
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/inventory/counts/", f"{base}/", f"{base}/review/"):
        page.goto(path)
        check_axe(page)
