"""Every command about a version, sent behind a change that is not committed yet: it waits for that, and is
refused whatever it read before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import F, Model

from accounts.api.authentication import ClientPrincipal
from accounts.models import ApiClient
from tests.commands.calls import Calling, calling
from tests.commands.ready import every_command, rooms, view_of
from tests.inventory.ledger.racing import behind

pytestmark = pytest.mark.django_db(transaction=True)
ROOMS, COMMANDS = rooms(), every_command()
# What is seen is no column of the row the address names, and where that is tested instead.
OTHERWISE = {
    "api-policy-draft": "the number published last: tests/approvals/test_races.py",
    "api-policy-retire": "likewise",
    "api-case-step-do": "what others told of the case: tests/exceptions/test_case_races.py",
    "api-receiving-landing-set": "its setting: tests/inventory/receiving/test_api_settings.py",
}
VERSIONED = [
    (room, name)
    for room, one in ROOMS.items()
    for name in one.commands
    if view_of(COMMANDS[name]).if_match and name not in OTHERWISE
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def thing_of(call: Calling) -> Model:
    """The row whose version the client saw."""
    client = ApiClient.objects.latest("pk")
    principal = ClientPrincipal(client, client.tokens.get())
    found: Any = view_of(call.endpoint)().there(principal, **call.ready.names)
    return found


def changed(row: Model) -> int:
    return type(row)._base_manager.filter(pk=row.pk).update(version=F("version") + 1)


@pytest.mark.parametrize(("room", "name"), VERSIONED, ids=[name for _room, name in VERSIONED])
def test_what_was_overtaken_is_refused(room, name):
    call = calling(COMMANDS[name], ROOMS[room].commands[name](ROOMS[room].make_world()))
    row = thing_of(call)

    answer = behind(lambda: changed(row), call.send)

    assert not isinstance(answer, Exception), answer
    assert answer.status_code == 409, answer.content
