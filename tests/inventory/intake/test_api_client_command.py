"""`manage.py api_client create` makes a client and prints its token as its last word, once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiClient, ApiToken
from inventory.ledger.models import Source
from tests.inventory.intake.calls import post_events
from tests.inventory.intake.world import event


def create(*args):
    out = StringIO()
    call_command("api_client", "create", *args, stdout=out)
    return out.getvalue().split()[-1]


def test_makes_a_client_whose_token_works(world):
    token = create(
        "Camden tills", "--source", "pos", "--place", "CAMDEN", "--scope", "events:write"
    )

    answer = post_events(token, {"events": [event("a"), event("b", location="YORK")]})

    assert [one["status"] for one in answer.json()["results"]] == ["posted", "rejected"]
    client = ApiClient.objects.get()
    assert (client.source_code, client.place, client.scopes) == (
        "pos",
        world.camden.place,
        ["events:write"],
    )


def test_makes_the_source_where_it_is_new(world):
    create("Shop", "--source", "shop", "--scope", "events:write", "--scope", "stock:read")

    assert Source.objects.get(code="shop").name == "Shop"


def test_keeps_only_a_hash_of_the_token(world):
    token = create("Shop", "--source", "shop", "--scope", "events:write")

    assert token[-20:] not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize(
    "args",
    [
        ("Shop", "--source", "shop"),
        ("Shop", "--scope", "events:write"),
        ("Shop", "--source", "shop", "--scope", "events:everything"),
        ("Shop", "--source", "shop", "--scope", "events:write", "--place", "NOWHERE"),
        ("Shop", "--source", "shop", "--scope", "events:write", "--calls-per-minute", "0"),
    ],
)
def test_refuses_in_a_sentence(world, args):
    with pytest.raises(CommandError):
        create(*args)

    assert not ApiClient.objects.exists()


def test_refuses_a_name_that_is_taken(world):
    create("Shop", "--source", "shop", "--scope", "events:write")

    with pytest.raises(CommandError):
        create("Shop", "--source", "shop", "--scope", "events:write")
