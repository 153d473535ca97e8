from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import errors
from accounts.models import ApiClient, ApiToken
from accounts.services import create_client
from accounts.tokens import matches, taken_apart
from audit.models import Entry
from tests.factories import NOON, make_place
from tests.trail import audit_actions, audit_entries


def create(actor, **changes):
    facts = {
        "name": "web shop",
        "source_code": "shop",
        "place": None,
        "scopes": ["events:write", "stock:read"],
        "at": NOON,
    }
    return create_client(actor=actor, **{**facts, **changes})


def test_lets_a_client_in_with_a_token_shown_once(ada):
    client, text = create(ada)

    token = client.tokens.get()
    prefix, secret = taken_apart(text)
    assert (token.prefix, token.last4) == (prefix, secret[-4:])
    assert matches(secret, token.digest)
    assert token.expires_at == NOON + timedelta(days=365)
    assert audit_actions(client) == ["accounts.client.created", "accounts.client.token_made"]
    assert audit_entries(client)[0].after["scopes"] == ["events:write", "stock:read"]


def test_keeps_the_secret_nowhere(ada):
    _client, text = create(ada)

    secret = taken_apart(text)[1]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{secret}%"]
            )
            assert cursor.fetchone() == (0,), table


def test_sees_the_subtree_of_its_place(ada, north, york, camden):
    client, _text = create(ada, place=north)

    assert client.scope_paths == (north.path,)


def test_sees_everything_without_a_place(ada, camden):
    client, _text = create(ada)

    assert client.scope_paths == ("/",)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, errors.ClientNameMissing),
        ({"source_code": ""}, errors.ClientNameMissing),
        ({"scopes": []}, errors.NoScopeChosen),
        ({"scopes": ["stock:all"]}, errors.UnknownScope),
        ({"scopes": ["transfers:write", "transfers:approve"]}, errors.ProposesAndApproves),
        ({"scopes": ["policies:write", "counts:approve"]}, errors.ProposesAndApproves),
        ({"calls_per_minute": 0}, errors.LimitOutOfRange),
        ({"calls_per_minute": 600_001}, errors.LimitOutOfRange),
        ({"life": timedelta(days=366)}, errors.TokenLifeOutOfRange),
        ({"life": timedelta(0)}, errors.TokenLifeOutOfRange),
    ],
)
def test_refuses_what_does_not_fit(ada, changes, refusal):
    with pytest.raises(refusal):
        create(ada, **changes)

    assert not ApiClient.objects.exists()
    assert not Entry.objects.exists()


def test_refuses_a_name_that_is_taken(ada, tills):
    with pytest.raises(errors.ClientNameTaken):
        create(ada, name="tills")

    assert ApiClient.objects.count() == 1


def test_refuses_people_without_the_right(priya, camden):
    with pytest.raises(errors.RightMissing):
        create(priya, place=camden)

    assert not ApiClient.objects.exists()


def test_refuses_a_place_outside_the_actors(ines, abroad):
    with pytest.raises(errors.PlaceOutsideScope):
        create(ines, place=abroad)

    assert not ApiClient.objects.exists()


def test_refuses_all_places_to_who_does_not_see_all(ines, abroad):
    with pytest.raises(errors.WholeNetworkNeeded):
        create(ines)

    assert not ApiClient.objects.exists()


def test_the_database_refuses_a_token_for_longer_than_a_year(tills):
    client, _text = tills

    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(client=client).update(expires_at=NOON + timedelta(days=400))


def test_takes_no_actor_from_the_shell(db):
    make_place("UK")

    client, _text = create(None)

    assert client.created_by is None
