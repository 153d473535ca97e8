"""Jo counts a shelf on her phone without network; Priya looks at what differs; Sam counts again."""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from exceptions.models import Case
from inventory.catalog.models import SkuIdentifier
from inventory.counts.models import Count, CountLine, CountPart, CountScan, CountSession
from inventory.counts.services import Shelf, create_count
from inventory.ledger.models import StockLevel
from kernel.clock import now
from tests.browser.driver import PATIENCE_MS, OpenPage, check_axe, sign_in, snap, wait_until
from tests.browser.journeys.cast import Cast, named, number_from
from tests.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MUG, LAMP = "MG-0101-WHT", "LP-0300-BRS"
BARCODES = {MUG: "4006381333931", LAMP: "4012345678901"}
# What the books say of mugs and lamps: numbers that stand nowhere by chance.
BOOKS = {MUG: 7031, LAMP: 6089}


@pytest.fixture
def count(cast: Cast) -> Count:
    """CT-000931, Wall B at Camden, planned by Priya."""
    for code, name in ((MUG, "Mug, white"), (LAMP, "Lamp, brass")):
        sku = cast.add_sku(code, name)
        SkuIdentifier.objects.create(sku=sku, scheme="ean13", value=BARCODES[code])
        yesterday = now() - timedelta(days=1)
        cast.tell(f"in-{code}", "receipt", yesterday, sku=code, quantity=BOOKS[code])
    number_from(Count, 931)
    return create_count(
        location=cast.camden,
        code="112",
        title="Homeware",
        shelves=(Shelf("Wall B", [MUG, LAMP]),),
        due_at=now() + timedelta(hours=3),
        actor=cast.priya,
        at=now(),
    )


@pytest.fixture
def sam(cast: Cast) -> User:
    """Another one who counts at Camden; the ops agent of this name does not."""
    return named("Samira Cole", "store staff", cast.camden.place)


def seen_by(open_page: OpenPage, person: User, path: str) -> Page:
    page = open_page(phone=True)
    sign_in(page, person)
    page.goto(path)
    check_axe(page)
    return page


def start(page: Page) -> None:
    """From now on the page opens without network too."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Start").tap()
    page.wait_for_url("**/scan/")
    wait_until(page, "Boolean(navigator.serviceWorker.controller)")
    wait_until(page, "caches.open('scan-pages').then(c => c.keys()).then(k => k.length)")


def scan(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.type(BARCODES[code])
        page.keyboard.press("Enter")


def expects_nothing(page: Page, count: Count) -> None:
    """What the books say is in no source that the device is given, nor in what it has kept."""
    base = f"/inventory/counts/{count.reference}"
    sources = [page.content(), page.evaluate("JSON.stringify({...localStorage})")]
    for path in (f"{base}/", f"{base}/shelves/1/scan/", f"{base}/shelves/1/scan/known/"):
        answer = page.request.get(path)
        assert answer.ok, path
        sources.append(answer.text())
    for source in sources:
        for number in BOOKS.values():
            assert str(number) not in source
            assert f"{number:,}" not in source


def send_twice(page: Page) -> list[list[str]]:
    """The network returns, but the first answer is lost on its way; answers the ids of each sending."""
    sent: list[list[str]] = []

    def lose(route: Route) -> None:
        sent.append([one["id"] for one in json.loads(route.request.post_data or "{}")["scans"]])
        if len(sent) == 1:
            route.fetch(timeout=PATIENCE_MS)
            route.abort()
        else:
            route.continue_()

    page.route("**/scan/send/", lose)
    page.context.set_offline(False)
    wait_until(page, lambda: sent)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-scan-note]")).to_be_hidden()
    return sent


def test_counts_without_network(open_page: OpenPage, cast: Cast, count: Count, sam: User) -> None:
    jos = seen_by(open_page, cast.jo, f"/inventory/counts/{count.reference}/")
    expect(jos.get_by_role("main")).to_contain_text("CT-000931")
    start(jos)
    expects_nothing(jos, count)
    scan(jos, MUG)
    expect(jos.locator("[data-scan-list] .badge").first).to_have_text("Sent")
    check_axe(jos)
    snap(jos, "j6-sent")
    two_offline(jos)
    every_scan_once(jos)
    expects_nothing(jos, count)
    jos.get_by_role("button", name="Finish this shelf").tap()
    jos.wait_for_url(f"**/inventory/counts/{count.reference}/")
    check_axe(jos)
    cast.tell("till-1", "sale", now() + timedelta(seconds=1), sku=MUG, quantity=3)
    priya_asks_for_another_count(open_page, cast, count)
    only_another_counts(open_page, jos, sam, count)


@pytest.mark.parametrize("kept_page", [False, True])
def test_what_is_sold_while_the_phone_is_away_is_no_difference(
    open_page: OpenPage, cast: Cast, count: Count, clock: Clock, kept_page: bool
) -> None:
    jos = seen_by(open_page, cast.jo, f"/inventory/counts/{count.reference}/")
    start(jos)
    has_begun(jos, cast.jo)
    jos.context.set_offline(True)
    if kept_page:
        jos.reload()
    jos.clock.install()
    all_the_lamps(jos)
    minutes_pass(jos, clock)
    sold_at = now()
    cast.tell("till-2", "sale", sold_at, sku=LAMP, quantity=1)
    minutes_pass(jos, clock)

    jos.context.set_offline(False)
    expect(jos.locator("[data-scan-note]")).to_be_hidden()
    jos.get_by_role("button", name="Finish this shelf").tap()
    jos.wait_for_url(f"**/inventory/counts/{count.reference}/")

    line = CountLine.objects.get(count=count, sku__code=LAMP)
    assert line.last_at < sold_at
    assert (line.counted, line.book, line.status) == (BOOKS[LAMP], BOOKS[LAMP], "posted")
    assert StockLevel.objects.get(sku=line.sku).available == BOOKS[LAMP] - 1


def minutes_pass(page: Page, clock: Clock) -> None:
    """Three, for her phone as for everybody: more than any answer takes on its way."""
    clock.set(now() + timedelta(minutes=3))
    page.clock.fast_forward("03:00")


def has_begun(page: Page, person: User) -> None:
    """The server knows of it before anything is scanned."""
    wait_until(page, CountSession.objects.filter(counter=person, ended_at=None).exists)


def all_the_lamps(page: Page) -> None:
    """As many as the books say, without network: one scan, then the number."""
    scan(page, LAMP)
    expect(page.locator(".count-n")).to_have_text("1")
    page.locator("[data-scan-count] input").fill(str(BOOKS[LAMP]))
    page.keyboard.press("Enter")
    expect(page.locator(".count-n")).to_have_text(str(BOOKS[LAMP]))


def two_offline(page: Page) -> None:
    """Two scans, one of them the same item again; both survive a reload."""
    page.context.set_offline(True)
    note = page.locator("[data-scan-note]")
    expect(note).to_contain_text("Offline.")
    scan(page, LAMP, MUG)
    expect(note).to_have_text("Offline. 2 scans are saved on this device.")
    expect(page.locator(".count-n")).to_have_text("2")
    check_axe(page)
    snap(page, "j6-offline")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wall B")
    expect(note).to_have_text("Offline. 2 scans are saved on this device.")


def every_scan_once(page: Page) -> None:
    first, second = send_twice(page)[:2]
    assert len(first) == 2
    assert first == second
    assert sorted(CountScan.objects.values_list("sku__code", flat=True)) == [LAMP, MUG, MUG]
    assert CountScan.objects.count() == 3


def priya_asks_for_another_count(open_page: OpenPage, cast: Cast, count: Count) -> None:
    """She sees what differs and what moved since, and may not approve it yet."""
    assert CountLine.objects.get(count=count, sku__code=MUG).status == CountLine.Status.REVIEW
    assert Case.objects.filter(kind="count_variance").exists()
    priyas = seen_by(open_page, cast.priya, f"/inventory/counts/{count.reference}/")
    priyas.get_by_role("link", name="Review 2 lines").tap()
    for words in ("−7,029", "−6,088", "1 movement since", "Somebody else must first count"):
        expect(priyas.get_by_text(words).first).to_be_visible()
    expect(priyas.get_by_role("button", name="Approve differences")).to_be_disabled()
    check_axe(priyas)
    snap(priyas, "j6-review")
    priyas.get_by_role("button", name="Have it counted again").tap()
    expect(priyas.get_by_text("Somebody else is asked to count again.")).to_be_visible()
    check_axe(priyas)


def only_another_counts(open_page: OpenPage, jos: Page, sam: User, count: Count) -> None:
    """Jo is told why not; her colleague may."""
    number = CountPart.objects.filter(count=count).order_by("-number")[0].number
    jos.goto(f"/inventory/counts/{count.reference}/shelves/{number}/scan/")
    expect(jos.get_by_text("This shelf cannot be counted by you now")).to_be_visible()
    expect(jos.get_by_role("main")).to_contain_text(re.compile("somebody else", re.IGNORECASE))
    check_axe(jos)
    snap(jos, "j6-refused")
    others = seen_by(open_page, sam, f"/inventory/counts/{count.reference}/")
    others.get_by_role("link", name="Start").tap()
    expect(others.locator("[data-scan-box]")).to_be_visible()
    check_axe(others)
