"""The forms that weigh most, sent twice by one press at the same moment over two connections: one effect,
and the second gets the answer of the first, or is refused.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from audit.models import Entry
from tests.clock import Clock
from tests.forms.collect import rows
from tests.forms.test_forms_of_every_status import forms_about
from tests.inventory.ledger.racing import together
from tests.screens import everybody
from tests.states import walk
from tests.states.walk import WALKS, built

walk.load()
# The row, its status, and the form.
FORMS = [
    ("approvals.ApprovalRequest.status", "waiting", "approvals:request-approve"),
    ("transfers.Transfer.status", "approved", "inventory:transfer-ship"),
    ("receiving.Receipt.status", "expected", "inventory:receipt-finish"),
    ("counts.Count.status", "review: confirmed", "inventory:count-approve"),
    ("adjustments.Adjustment.status", "approved: found again", "inventory:adjustment-post"),
    ("exceptions.RuleSet.status", "draft", "exceptions:rules-publish"),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("machine", "sample", "view"), FORMS, ids=[view for *_, view in FORMS])
def test_acts_once_over_two_connections(settings, tmp_path, monkeypatch, machine, sample, view):
    settings.MEDIA_ROOT = tmp_path
    one = WALKS[machine]
    Clock(monkeypatch, one.at)
    world = one.world()
    one.people(world)
    ada = everybody(world.network, name="Everybody")
    with transaction.atomic():
        walked = forms_about(built(one, world, sample), one, ada)
    form = [form for form in walked.forms.values() if form.view == view][-1]
    data = walked.filled(form) | {"form_key": str(uuid4())}
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    clients = [signed_in(ada) for _each in range(3)]

    answers = together(*(partial(send, client, form.address, data) for client in clients[:2]))

    done = Counter(Entry.objects.filter(pk__gt=last).values_list("action", "subject_id"))
    assert done
    assert set(done.values()) == {1}
    assert len({*answers} - {(409, None)}) == 1
    after = rows()
    send(clients[2], form.address, data)
    assert rows() == after


def signed_in(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def send(client: Client, address: str, data: dict[str, Any]) -> tuple[int, str | None]:
    answer = client.post(address, data)
    assert answer.status_code in {302, 409}, answer.content.decode()
    return answer.status_code, answer.headers.get("Location")
