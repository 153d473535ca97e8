"""A message that could not be sent opens a case; one that arrives there later closes it."""

from datetime import timedelta

import pytest

from exceptions.models import Case
from tests.factories import NOON, make_person, make_place
from workbench.delivery.errors import NotDelivered
from workbench.services import outgoing
from workbench.services.outgoing import send_later, send_next

pytestmark = pytest.mark.django_db
AFTER = NOON + timedelta(seconds=11)


def send(monkeypatch, *, fails, at=NOON, channel="email", address="wren@example.com"):
    def deliver(message, *, at):
        if fails:
            raise NotDelivered("No such mailbox", later=False)

    monkeypatch.setattr(outgoing, "deliver", deliver)
    send_later(
        channel=channel,
        address=address,
        subject="TR-000123 approved",
        payload={"text": "Pick it."},
        about=("approvals.approvalrequest", "7"),
        at=at,
    )
    return send_next(clock=lambda: at + timedelta(seconds=11))


def test_one_address_is_one_case(monkeypatch):
    send(monkeypatch, fails=True)
    send(monkeypatch, fails=True)
    send(monkeypatch, fails=True, address="omar@example.com")

    cases = Case.objects.order_by("pk")
    assert [(case.kind, case.occurrences) for case in cases] == [
        ("message_given_up", 2),
        ("message_given_up", 1),
    ]
    assert cases[0].title == "Could not be sent to wren@example.com"
    assert cases[0].evidence["last_answer"] == "No such mailbox"


def test_closes_when_a_message_arrives_there_again(monkeypatch):
    send(monkeypatch, fails=True)

    send(monkeypatch, fails=False, at=AFTER)

    case = Case.objects.get()
    assert (case.status, case.closing_note) == ("closed", "A message arrived there again.")


def test_keeps_the_secret_of_an_address_out_of_the_case(monkeypatch):
    secret = "https://93.184.216.34/hook?token=zyxfar"

    send(monkeypatch, fails=True, channel="webhook", address=secret)

    case = Case.objects.get()
    assert case.title == "Could not be sent to 93.184.216.34"
    kept = f"{case.title}{case.evidence}{case.subject_text}{case.fingerprint}"
    assert "zyxfar" not in kept


@pytest.mark.parametrize(
    ("role", "sees"),
    [("admin", True), ("integration engineer", True), ("ops agent", False), ("auditor", False)],
)
def test_is_for_those_who_keep_addresses_in_order(monkeypatch, client, role, sees):
    network = make_place("UK", name="UK")
    send(monkeypatch, fails=True)
    case = Case.objects.get()
    client.force_login(make_person("Kim", role=role, scope=network))

    page = client.get(f"/exceptions/cases/{case.reference}/")
    queue = client.get("/exceptions/cases/").content.decode()

    assert page.status_code == (200 if sees else 404)
    assert ("Could not be sent" in queue) == sees
    assert (">1</span>" in queue.split("All open")[1][:60]) == sees
