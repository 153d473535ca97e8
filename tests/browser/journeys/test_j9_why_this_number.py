"""Tove goes from a number to its cause: one story, the older number, the seal, the file; no button.

By the machine's clock: what the ledger knew when is what the database wrote then.
"""

import re
import time
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from approvals.services import decide
from audit.models import Seal
from audit.services.seals import seal_entries
from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from inventory.receiving.services import receive
from inventory.transfers.services import ship_transfer
from kernel.clock import now
from tests.browser.driver import OpenPage, check_axe, offers, sign_in, snap
from tests.browser.journeys.weekend import NAVY_M, Weekend
from workbench.services.jobs import run_next_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENT, SOLD = 8, 3


class Told:
    """Approved, shipped and received; then the tills sold three, which nobody knew before."""

    def __init__(self, weekend: Weekend) -> None:
        self.reference = weekend.transfer.reference
        request = weekend.request
        decide(
            request_id=request.pk, verdict="approve", lines={}, reason_code="", reason="",
            version=request.version, actor=weekend.cast.priya, at=now(),
        )  # fmt: skip
        lines = {line.sku: line.asked for line in weekend.transfer.lines.select_related("sku")}
        ship_transfer(reference=self.reference, lines=lines, actor=weekend.cast.wren, at=now())
        receive(
            receipt_id=Receipt.objects.get(document=f"{self.reference}/1").pk,
            lines=[ReceivedLine(sku, quantity) for sku, quantity in lines.items()],
            actor=weekend.cast.priya,
            at=now(),
        )
        time.sleep(1.1)
        self.before = now()
        time.sleep(1.1)
        sale = weekend.cast.tell("till-1", "sale", now(), sku=NAVY_M, quantity=SOLD)
        assert sale.status == "posted"
        seal_entries(at=now())


@pytest.fixture
def clock() -> None:
    """The machine's."""


@pytest.fixture
def told(weekend: Weekend, settings, tmp_path):
    settings.AUDIT_ANCHOR = tmp_path / "anchor.jsonl"
    return Told(weekend)


@pytest.fixture
def page(open_page: OpenPage, weekend: Weekend, told: Told) -> Page:
    page = open_page()
    sign_in(page, weekend.cast.tove)
    page.goto("/insights/explain/")
    return page


def look(page: Page) -> None:
    """Nothing axe finds, and no button that would change something."""
    check_axe(page)
    assert offers(page) == []


def ask(page: Page) -> None:
    form = page.get_by_role("form", name="Which number")
    form.get_by_label("SKU or barcode").fill(NAVY_M)
    form.get_by_label("Location").fill("112")
    form.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Why {SENT - SOLD} on hand?")
    page.wait_for_load_state()


def test_reads_one_story_in_order(page: Page, told: Told) -> None:
    look(page)
    ask(page)

    table = page.get_by_role("table", name=re.compile("The story of the number"))
    story = table.inner_text()
    told_in_order = (
        "Transfer created",
        "Asked for approval",
        "Transfer submitted",
        "Approved:",
        "Sale",
    )
    places = [story.index(part) for part in told_in_order]
    assert places == sorted(places)
    assert told.reference in story
    for room in ("Movement", "Approval", "Trail"):
        expect(table.get_by_text(room, exact=True).first).to_be_visible()
    look(page)
    snap(page, "j9-story")


def test_as_known_before_it_shows_the_older_number(page: Page, told: Told) -> None:
    ask(page)

    moment = told.before.astimezone(ZoneInfo("Europe/London"))
    page.get_by_label("As known at").fill(f"{moment:%Y-%m-%dT%H:%M:%S}")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Why {SENT} on hand?")
    expect(page.get_by_role("table", name=re.compile("The story"))).not_to_contain_text("Sale")
    look(page)


def test_follows_every_line_and_is_offered_nothing(page: Page) -> None:
    ask(page)
    table = page.get_by_role("table", name=re.compile("The story of the number"))
    links = table.get_by_role("link").evaluate_all("all => all.map((one) => one.href)")
    assert len(set(links)) >= 4

    for link in dict.fromkeys(links):
        assert page.goto(link).status == 200, link
        look(page)


def test_has_the_seal_verified_and_reads_the_result(page: Page) -> None:
    page.goto("/audit/entries/")
    page.get_by_role("link", name="Seals", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Seals")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Block 1")
    look(page)

    page.get_by_role("button", name="Verify the seal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verify the seal: everything")
    run_next_job(clock=now)

    rows = Seal.objects.get().count
    result = f"{rows} entries verified in 1 block, nothing was changed."
    expect(page.get_by_text(result)).to_be_visible()
    look(page)
    page.get_by_role("link", name="See the result").click()
    last = page.get_by_role("main").locator(".panel", has_text="Last verification")
    expect(last).to_contain_text(result)
    expect(last).to_contain_text("by Tove")
    look(page)
    snap(page, "j9-seals")


def test_opens_a_sealed_entry_and_takes_the_trail_with_her(page: Page, told: Told) -> None:
    page.goto(f"/audit/entries/?subject={told.reference}")
    look(page)
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    panel = page.get_by_role("complementary", name=re.compile("^Entry"))
    expect(panel).to_contain_text("Sealed")
    expect(panel).to_contain_text("Block")
    look(page)
    snap(page, "j9-seal")

    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()

    assert told.reference in waiting.value.path().read_text(encoding="utf-8-sig")
