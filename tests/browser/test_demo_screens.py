"""The main screens on the demo's data in a real browser, each as the person whose screen it is."""

import pytest

from accounts.models import User
from exceptions.models import Case
from inventory.counts.models import Count
from inventory.receiving.models import Receipt
from inventory.transfers.models import Transfer
from tests.browser.driver import TELL_VIOLATIONS, OpenPage, axe_findings, sign_in, snap
from tests.browser.journeys.cast import seed_desk
from tests.browser.test_every_screen import wrong_with
from tests.demo.small import make_demo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = {
    "priya": ["/", "/approvals/requests/", "/inventory/transfers/", "/inventory/counts/{count}/"],
    "jo": ["/floor/", "/inventory/counts/"],
    "wren": ["/floor/", "/inventory/receipts/", "/inventory/receipts/{receipt}/"],
    "omar": ["/", "/exceptions/cases/", "/exceptions/cases/{case}/", "/inventory/stock/"],
    "lena": ["/exceptions/workload/", "/inventory/transfers/{transfer}/"],
    "ada": ["/exceptions/rules/", "/approvals/policies/", "/inventory/skus/"],
    "finn": ["/inventory/adjustments/", "/insights/explain/"],
    "tove": ["/audit/entries/", "/audit/duties/"],
    "ines": ["/inventory/intake/", "/inventory/intake/waiting/"],
}


@pytest.fixture
def named(transactional_db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False
    seed_desk()
    make_demo()
    return {
        "case": Case.objects.open().first().reference,
        "count": Count.objects.first().reference,
        "receipt": Receipt.objects.first().reference,
        "transfer": Transfer.objects.get(status="submitted").reference,
    }


def test_main_screens_on_the_demo(open_page: OpenPage, named: dict[str, str]) -> None:
    problems = []
    for name, paths in SCREENS.items():
        page = open_page()
        page.add_init_script(TELL_VIOLATIONS)
        sign_in(page, User.objects.get(email=f"{name}@demo.example"))
        for path in paths:
            answer = page.goto(path.format(**named))
            found = [] if answer.status == 200 else [str(answer.status)]
            found += wrong_with(page) + axe_findings(page)
            problems += [f"{name} {path}: {one}" for one in found]
            snap(page, f"demo-{name}-{path.strip('/').replace('/', '-') or 'work'}")

    assert not problems, "\n".join(problems)
