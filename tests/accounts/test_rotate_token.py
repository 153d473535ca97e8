from datetime import timedelta

import pytest

from accounts import errors
from accounts.services import disable_client, revoke_token, rotate_token
from tests.factories import NOON
from tests.trail import audit_actions


def test_gives_a_second_token_beside_the_first(ada, tills):
    client, _text = tills

    token, text = rotate_token(client_id=client.pk, actor=ada, at=NOON)

    assert text.endswith(token.last4)
    assert client.tokens.live(NOON).count() == 2
    assert audit_actions(client)[-1] == "accounts.client.token_made"


def test_refuses_a_third_live_token(ada, tills):
    client, _text = tills
    rotate_token(client_id=client.pk, actor=ada, at=NOON)

    with pytest.raises(errors.TwoTokensLive):
        rotate_token(client_id=client.pk, actor=ada, at=NOON)

    assert client.tokens.count() == 2
    assert audit_actions(client).count("accounts.client.token_made") == 2


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_counts_only_live_tokens(ada, tills, ended):
    client, _text = tills
    token, _text = rotate_token(client_id=client.pk, actor=ada, at=NOON, life=timedelta(days=1))
    later = NOON + timedelta(days=2)
    if ended == "revoked":
        revoke_token(token_id=token.pk, actor=ada, at=NOON)

    rotate_token(client_id=client.pk, actor=ada, at=later)

    assert client.tokens.live(later).count() == 2


def test_refuses_a_client_that_is_off(ada, tills):
    client, _text = tills
    disable_client(client_id=client.pk, actor=ada, at=NOON)

    with pytest.raises(errors.ClientDisabled):
        rotate_token(client_id=client.pk, actor=ada, at=NOON)


def test_refuses_a_life_over_a_year(ada, tills):
    with pytest.raises(errors.TokenLifeOutOfRange):
        rotate_token(client_id=tills[0].pk, actor=ada, at=NOON, life=timedelta(days=366))

    assert tills[0].tokens.count() == 1


def test_refuses_people_without_the_right(jo, tills):
    with pytest.raises(errors.RightMissing):
        rotate_token(client_id=tills[0].pk, actor=jo, at=NOON)
