from datetime import timedelta

import pytest

from accounts.api import authentication
from accounts.models import ApiClient, ApiRefusal, ApiToken
from accounts.services import disable_client, revoke_token
from tests.factories import NOON

pytestmark = pytest.mark.urls("tests.accounts.api_urls")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(authentication, "now", lambda: NOON)


def ask(client, token, method="get"):
    call = getattr(client, method)
    return call("/api/v1/stock", headers={"Authorization": f"Bearer {token}"})


def test_knows_the_client_by_its_token(client, tills, camden):
    answer = ask(client, tills[1])

    assert answer.json() == {"paths": [camden.path], "client": "client:tills"}


def test_notes_the_last_use_without_a_write_per_call(client, tills, django_assert_num_queries):
    ask(client, tills[1])
    token = ApiToken.objects.get()
    assert (token.last_used_at, token.last_used_ip) == (NOON, "127.0.0.1")

    with django_assert_num_queries(1):
        ask(client, tills[1])


def test_notes_a_use_after_five_minutes(client, tills, monkeypatch):
    ask(client, tills[1])
    later = NOON + timedelta(minutes=6)
    monkeypatch.setattr(authentication, "now", lambda: later)

    ask(client, tills[1])

    assert ApiToken.objects.get().last_used_at == later


@pytest.mark.parametrize(
    "token", ["", "nonsense", "plb_0123456789ab_secret", "plb__", "a b c", "é"]
)
def test_refuses_an_unknown_token(client, tills, token):
    answer = ask(client, token)

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
    assert answer["WWW-Authenticate"] == 'Bearer realm="plumbline"'


def test_refuses_the_right_prefix_with_a_wrong_secret(client, tills):
    assert ask(client, tills[1][:-1] + "~").status_code == 401


def test_refuses_another_scheme_and_none(client, tills):
    basic = client.get("/api/v1/stock", headers={"Authorization": "Basic YTpi"})
    none = client.get("/api/v1/stock")

    assert [basic.status_code, none.status_code] == [401, 401]


def test_refuses_a_revoked_token_at_once(client, tills):
    token = ApiToken.objects.get()
    revoke_token(token_id=token.pk, actor=None, at=NOON)

    answer = ask(client, tills[1])

    assert (answer.status_code, answer.json()["detail"]) == (
        401,
        "This token has expired or was revoked. Ask for a new one.",
    )


def test_refuses_an_expired_token(client, tills, monkeypatch):
    monkeypatch.setattr(authentication, "now", lambda: NOON + timedelta(days=365))

    assert ask(client, tills[1]).status_code == 401


def test_refuses_a_client_that_is_off(client, tills):
    disable_client(client_id=tills[0].pk, actor=None, at=NOON)

    assert ask(client, tills[1]).json()["detail"] == "This client is switched off."


def test_refuses_a_method_without_its_scope(client, tills, ada):
    tills[0].scopes = ["stock:read"]
    tills[0].save(update_fields=["scopes"])

    answer = ask(client, tills[1], "post")

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert answer.json()["detail"] == "This client lacks the scope events:write."


def test_refuses_a_method_the_view_names_no_scope_for(client, tills):
    assert ask(client, tills[1], "delete").status_code == 405


def test_tallies_what_a_client_was_refused(client, tills):
    ApiClient.objects.filter(pk=tills[0].pk).update(scopes=["stock:read"])

    for _ in range(3):
        ask(client, tills[1], "post")

    tally = ApiRefusal.objects.get()
    assert (tally.client, tally.times, tally.status, tally.code) == (
        tills[0],
        3,
        403,
        "missing_scope",
    )
    assert tally.route == "api/v1/stock"
