import pytest

from accounts import errors
from accounts.models import ApiClient
from accounts.services import disable_client, enable_client
from tests.factories import NOON
from tests.trail import audit_actions


def test_switches_off_and_on(ada, tills):
    client, _text = tills

    off = disable_client(client_id=client.pk, actor=ada, at=NOON, reason="Contract ended")
    on = enable_client(client_id=client.pk, actor=ada, at=NOON)

    assert (off.is_active, on.is_active) == (False, True)
    assert audit_actions(client)[-2:] == ["accounts.client.disabled", "accounts.client.enabled"]


def test_refuses_a_client_that_is_off(ada, tills):
    disable_client(client_id=tills[0].pk, actor=ada, at=NOON)

    with pytest.raises(errors.ClientDisabled):
        disable_client(client_id=tills[0].pk, actor=ada, at=NOON)

    assert audit_actions(tills[0]).count("accounts.client.disabled") == 1


def test_refuses_to_switch_on_what_is_on(ada, tills):
    with pytest.raises(errors.ClientNotDisabled):
        enable_client(client_id=tills[0].pk, actor=ada, at=NOON)


@pytest.mark.parametrize("command", [disable_client, enable_client])
def test_refuses_people_without_the_right(jo, tills, command):
    with pytest.raises(errors.RightMissing):
        command(client_id=tills[0].pk, actor=jo, at=NOON)

    assert ApiClient.objects.get().is_active
