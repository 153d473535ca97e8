"""Messages to other people and systems: held, sent, tried again, given up, called back."""

import json
from datetime import timedelta

import pytest
from django.core import mail

from tests.factories import NOON
from tests.receiver import receiving
from tests.trail import audit_actions
from workbench.delivery import addresses, webhook
from workbench.delivery.errors import NotDelivered
from workbench.errors import AddressNotAllowed
from workbench.models import Outgoing
from workbench.services import outgoing
from workbench.services.outgoing import WAITS, call_back, send_later, send_next

pytestmark = pytest.mark.django_db
ABOUT = ("approvals.approvalrequest", "7")
AFTER = NOON + timedelta(seconds=11)


def leave(*, channel="email", address="wren@example.com", **more):
    facts = {"subject": "TR-000123 approved", "payload": {"text": "Pick it."}, "about": ABOUT}
    return send_later(channel=channel, address=address, at=NOON, **{**facts, **more})


def sweep(at):
    return send_next(clock=lambda: at)


def again(message):
    return Outgoing.objects.get(pk=message.pk)


@pytest.fixture
def receiver(settings):
    with receiving(settings) as one:
        yield one


def test_holds_a_message_for_ten_seconds():
    leave()

    assert sweep(NOON + timedelta(seconds=9)) is None
    assert mail.outbox == []


def test_sends_mail_after_the_hold():
    message = leave()

    sweep(AFTER)

    letter = mail.outbox[0]
    assert (letter.to, letter.subject, letter.body) == (
        ["wren@example.com"],
        "TR-000123 approved",
        "Pick it.",
    )
    assert (again(message).status, again(message).sent_at) == ("sent", AFTER)
    assert audit_actions(message) == ["workbench.outgoing.sent"]
    assert sweep(AFTER) is None


def test_calls_back_what_has_not_left():
    message, other = leave(), leave(about=("x", "1"))

    assert call_back(about=ABOUT, at=NOON) == 1

    sweep(AFTER)
    assert (again(message).status, again(other).status) == ("called_back", "sent")
    assert call_back(about=ABOUT, at=AFTER) == 0
    assert audit_actions(message) == ["workbench.outgoing.called_back"]


def test_signs_a_call_with_the_receivers_secret(receiver):
    message = leave(channel="webhook", address=receiver.address, payload={"reference": "TR-1"})

    sweep(AFTER)

    headers, body = receiver.got[0]
    secret = webhook.secret_of(addresses.target_of(receiver.address).origin)
    stamp = headers["webhook-timestamp"]
    assert json.loads(body) == {"reference": "TR-1"}
    assert headers["webhook-signature"] == webhook.signature(str(message.key), stamp, body, secret)
    assert headers["webhook-id"] == str(message.key)


def test_tries_again_later_and_keeps_the_id(receiver):
    receiver.status = 500
    message = leave(channel="webhook", address=receiver.address)

    sweep(AFTER)

    waiting = again(message)
    assert (waiting.status, waiting.attempts, waiting.last_error) == (
        "waiting",
        1,
        "It answered 500",
    )
    assert AFTER + WAITS[0] <= waiting.due_at <= AFTER + WAITS[0] * 1.2
    receiver.status = 204
    sweep(waiting.due_at)
    assert again(message).status == "sent"
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def test_waits_as_long_as_the_receiver_asks(receiver):
    receiver.status, receiver.headers_out = 429, {"Retry-After": "900"}
    message = leave(channel="webhook", address=receiver.address)

    sweep(AFTER)

    assert again(message).due_at == AFTER + timedelta(seconds=900)


@pytest.mark.parametrize(("status", "state"), [(301, "waiting"), (410, "given_up")])
def test_follows_no_redirect_and_takes_gone_for_an_answer(receiver, status, state):
    receiver.status, receiver.headers_out = status, {"Location": receiver.address}
    message = leave(channel="webhook", address=receiver.address)

    sweep(AFTER)

    assert again(message).status == state
    assert len(receiver.got) == 1


def test_gives_up_after_the_last_try(monkeypatch):
    def refuse(message, *, at):
        raise NotDelivered("It answered 500")

    monkeypatch.setattr(outgoing, "deliver", refuse)
    message, at = leave(), AFTER

    for _try in range(len(WAITS) + 1):
        sweep(at)
        at = again(message).due_at

    assert (again(message).status, again(message).attempts) == ("given_up", len(WAITS) + 1)
    assert audit_actions(message) == ["workbench.outgoing.given_up"]


def test_a_fault_of_ours_is_one_failed_try(monkeypatch):
    monkeypatch.setattr(outgoing, "deliver", lambda message, at: 1 / 0)
    message = leave()

    sweep(AFTER)

    assert (again(message).status, again(message).last_error) == (
        "waiting",
        "A fault of the system",
    )


def test_a_silent_run_leaves_the_message_to_the_next():
    message = leave()
    outgoing._claim(AFTER)

    assert sweep(AFTER + timedelta(seconds=59)) is None
    sweep(AFTER + timedelta(seconds=61))

    assert (again(message).status, again(message).attempts) == ("sent", 2)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://",
        "https://name:secret@example.com/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://example.com:99999/",
        "https://exa mple.com/",
        "nonsense",
    ],
)
def test_refuses_an_address_it_must_not_call(address):
    with pytest.raises(AddressNotAllowed):
        leave(channel="webhook", address=address)

    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("address", ["", "wren", "a@b", "a@example.com\nBcc: b@example.com"])
def test_refuses_what_is_no_mail_address(address):
    with pytest.raises(AddressNotAllowed):
        leave(address=address)


@pytest.mark.parametrize("answer", ["10.1.2.3", "127.0.0.1", "fd00::1", "0.0.0.0"])
def test_a_name_that_leads_into_our_network_is_never_called(monkeypatch, answer):
    rows = [(None, None, None, "", ("93.184.216.34", 443)), (None, None, None, "", (answer, 443))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *a, **k: rows)
    message = leave(channel="webhook", address="https://hooks.example.com/")

    sweep(AFTER)

    assert again(message).status == "given_up"
    assert "private network" in again(message).last_error
