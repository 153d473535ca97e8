"""Undo against the sweep: the message is either called back or sent, never both."""

from datetime import timedelta

import pytest
from django.core import mail

from tests.factories import NOON
from tests.inventory.ledger.racing import Holding, together
from workbench.models import Outgoing
from workbench.services import outgoing
from workbench.services.outgoing import call_back, send_later, send_next

pytestmark = pytest.mark.django_db(transaction=True)
ABOUT = ("approvals.approvalrequest", "7")
AFTER = NOON + timedelta(seconds=11)


def leave():
    return send_later(
        channel="email",
        address="wren@example.com",
        subject="Approved",
        payload={"text": "Pick it."},
        about=ABOUT,
        at=NOON,
    )


def test_two_sweeps_send_a_message_once():
    leave()

    together(lambda: send_next(clock=lambda: AFTER), lambda: send_next(clock=lambda: AFTER))

    assert len(mail.outbox) == 1


def test_what_is_being_taken_back_is_not_sent():
    leave()

    with Holding(lambda: call_back(about=ABOUT, at=NOON)):
        assert send_next(clock=lambda: AFTER) is None

    assert send_next(clock=lambda: AFTER) is None
    assert Outgoing.objects.get().status == "called_back"


def test_what_is_being_sent_is_not_taken_back():
    leave()

    outgoing._claim(AFTER)

    assert call_back(about=ABOUT, at=AFTER) == 0
