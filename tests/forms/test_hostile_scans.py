"""What a broken or hostile device sends to the scan pages: never a failure; what cannot be read is refused
with its sentence and writes nothing, and what is kept can be shown.
"""

from __future__ import annotations

import json
import re

from inventory.receiving.kinds import ReceivedLine
from tests.forms.collect import Walked
from tests.forms.scans import JSON, faults_at, usual
from tests.forms.written import Ledger
from tests.inventory.catalog.screens import browser
from tests.inventory.receiving.dock import make_dock

POST = re.compile(r'data-scan-post="([^"]+)"')
# A count, a delivery, an adjustment.
FEWEST = 3


def addresses(walked: Walked) -> list[str]:
    return sorted({url for _page, html in walked.pages for url in POST.findall(html)})


def test_no_scan_breaks_a_page(walked: Walked) -> None:
    ledger, urls = Ledger(), addresses(walked)

    wrong = [fault for url in urls for fault in faults_at(walked.client, url, ledger, "MK-1")]

    assert not wrong, "\n".join(wrong)
    assert len(urls) >= FEWEST


def test_the_usual_scan_is_taken_on_each(walked: Walked) -> None:
    for url in addresses(walked):
        answer = walked.client.post(url, json.dumps(usual("MK-1")), content_type=JSON)

        assert answer.status_code == 200, url
        assert not answer.json()["results"][0].get("refused"), url


def test_no_scan_breaks_putting_away(db: None) -> None:
    dock = make_dock()
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=10))
    url = f"/inventory/receipts/{receipt.reference}/putaway/send/"
    wren = browser(dock.wren)

    assert not faults_at(wren, url, Ledger(), "MUG")
    taken = wren.post(url, json.dumps(usual("MUG")), content_type=JSON)
    assert taken.json()["results"][0]["title"] == "1 put away"
