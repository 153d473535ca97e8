import pytest

from accounts import errors
from accounts.models import ApiClient
from accounts.services import change_client, disable_client
from tests.factories import NOON
from tests.trail import audit_actions, audit_entries


def change(client, actor, **changes):
    facts = {"scopes": ["stock:read"], "calls_per_minute": 60, "at": NOON}
    return change_client(client_id=client.pk, actor=actor, **{**facts, **changes})


def test_sets_scopes_and_limit(ada, tills):
    client, _text = tills

    change(client, ada)

    client = ApiClient.objects.get()
    assert (client.scopes, client.calls_per_minute) == (["stock:read"], 60)
    entry = audit_entries(client)[-1]
    assert entry.action == "accounts.client.changed"
    assert entry.before["scopes"] == ["events:write", "stock:read"]
    assert entry.after["scopes"] == ["stock:read"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"scopes": []}, errors.NoScopeChosen),
        ({"scopes": ["adjustments:write", "adjustments:approve"]}, errors.ProposesAndApproves),
        ({"calls_per_minute": 0}, errors.LimitOutOfRange),
        (
            {"scopes": ["stock:read", "events:write"], "calls_per_minute": 600},
            errors.ClientUnchanged,
        ),
    ],
)
def test_refuses_what_does_not_fit(ada, tills, changes, refusal):
    client, _text = tills

    with pytest.raises(refusal):
        change(client, ada, **changes)

    assert ApiClient.objects.get().scopes == ["events:write", "stock:read"]
    assert "accounts.client.changed" not in audit_actions(client)


def test_refuses_a_client_that_is_off(ada, tills):
    client, _text = tills
    disable_client(client_id=client.pk, actor=ada, at=NOON)

    with pytest.raises(errors.ClientDisabled):
        change(client, ada)


def test_refuses_people_without_the_right(priya, tills):
    with pytest.raises(errors.RightMissing):
        change(tills[0], priya)
