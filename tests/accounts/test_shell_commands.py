"""How an empty installation gets its first network and its first admin."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Place, User
from accounts.services import accept_invitation
from accounts.tokens import digest_of
from kernel.clock import now


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_first_network_then_first_admin(db):
    run("place", "UK", "United Kingdom", "--currency", "GBP")
    text = run(
        "invite", "ada@example.com", "Ada", "--role", "admin", "--site", "https://x.example/"
    )

    link = text.split()[-1]
    assert link.startswith("https://x.example/invitation/")
    secret = link.rstrip("/").rsplit("/", 1)[-1]
    person = User.objects.get()
    assert person.invitations.get().digest == digest_of(secret)
    accept_invitation(secret=secret, password="seven quiet lanterns", at=now())
    person = User.objects.get()
    assert person.may("users.manage")
    assert person.scope_paths == (Place.objects.get().path,)


def test_a_place_below_another(network):
    assert "Region NORTH North made." in run(
        "place", "NORTH", "North", "--kind", "region", "--parent", "UK"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("place", "X", "X", "--parent", "NOWHERE", "--kind", "place"),
        ("place", "X", "X"),
        ("invite", "a@example.com", "A", "--role", "admin", "--place", "NOWHERE"),
        ("invite", "nonsense", "A", "--role", "admin"),
    ],
)
def test_say_in_one_sentence_what_is_wrong(network, words):
    with pytest.raises(CommandError, match=r"not made|not saved|was invited"):
        run(*words)

    assert Place.objects.count() == 1
    assert not User.objects.exists()
