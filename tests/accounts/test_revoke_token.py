import pytest

from accounts import errors
from accounts.models import ApiToken
from accounts.services import revoke_token
from tests.factories import NOON
from tests.trail import audit_actions, audit_entries


def test_ends_the_token(ada, tills):
    client, _text = tills

    revoke_token(token_id=client.tokens.get().pk, actor=ada, at=NOON, reason="Seen in a log")

    assert client.tokens.get().revoked_at == NOON
    entry = audit_entries(client)[-1]
    assert (entry.action, entry.reason) == ("accounts.client.token_revoked", "Seen in a log")


def test_refuses_one_that_is_revoked(ada, tills):
    client, _text = tills
    token = client.tokens.get()
    revoke_token(token_id=token.pk, actor=ada, at=NOON)

    with pytest.raises(errors.TokenAlreadyRevoked, match="2026-11-20 12:00 UTC"):
        revoke_token(token_id=token.pk, actor=ada, at=NOON)

    assert audit_actions(client).count("accounts.client.token_revoked") == 1


def test_refuses_people_without_the_right(priya, tills):
    with pytest.raises(errors.RightMissing):
        revoke_token(token_id=tills[0].tokens.get().pk, actor=priya, at=NOON)

    assert ApiToken.objects.get().revoked_at is None
