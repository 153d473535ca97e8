"""Who may not receive sees it refused; a page that is no longer the newest changes nothing."""

import pytest

from inventory.receiving.kinds import ReceivedLine
from inventory.receiving.models import Receipt
from tests.controls import forms_of, refusals_of
from tests.factories import make_person
from tests.inventory.catalog.screens import browser, post
from tests.inventory.receiving.dock import again
from tests.inventory.receiving.test_receiving_screens import at

Status = Receipt.Status


@pytest.fixture
def received(dock):
    """Four of ten have come."""
    receipt = dock.expect(lines=[(dock.mug, 10)])
    dock.take(receipt, ReceivedLine(dock.mug, accepted=4))
    return again(receipt)


def test_an_auditor_finds_nothing_to_press(dock, received):
    tove = browser(make_person("Tove", role="auditor", scope=dock.network))

    page = tove.get(at("receipt", received)).content.decode()

    assert forms_of(page) == []
    assert set(refusals_of(page)) == {"Close…", "Put away", "Receive"}


@pytest.mark.parametrize("name", ["receipt-close", "receipt-undo"])
def test_a_stale_page_changes_nothing(dock, received, name):
    dock.take(received, ReceivedLine(dock.mug, accepted=1))
    more = {"number": 1} if name == "receipt-undo" else {}

    answer = post(
        browser(dock.wren), at(name, received, **more), version=received.version, reason="Wrong"
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Wren changed this" in page
    assert f'href="{at("receipt", received)}"' in page
    assert again(received).status == Status.PARTLY_RECEIVED
    assert not received.arrivals.filter(undone_at__isnull=False).exists()


def test_what_a_command_refuses_is_told_on_the_page(dock, received):
    answer = post(
        browser(dock.wren), at("receipt-close", received), version=received.version, reason=""
    )

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert again(received).status == Status.PARTLY_RECEIVED
