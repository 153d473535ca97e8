"""The state matrix says what the one table of ends says."""

import pytest

from inventory.ledger.hooks import hooks
from inventory.ledger.vocabulary import TABLE, State
from inventory.ledger.words import END_WORDS, STATE_MEANINGS, STATE_WORDS, TYPE_WORDS
from tests.inventory.ledger.screens import jo, seen_by, words

pytestmark = pytest.mark.django_db
PAGE = "/inventory/states/"


def test_names_every_type_and_state_of_the_table(client, floor):
    status, page = seen_by(client, jo(floor), PAGE)

    told = words(page)
    assert status == 200
    assert all(f"{TYPE_WORDS[type_]} {type_.word}" in told for type_ in TABLE)
    assert all(f"{STATE_WORDS[state]} {STATE_MEANINGS[state]}" in told for state in State)


def test_every_end_and_type_has_its_words():
    assert set(TYPE_WORDS) == set(TABLE)
    assert {end for row in TABLE.values() for end in (*row.frm, *row.to)} <= set(END_WORDS)


def test_a_type_shows_its_default_end_first_and_what_it_asks_for(client, floor):
    _status, page = seen_by(client, jo(floor), PAGE)

    told = words(page)
    assert "Transfer shipped transfer_ship Allocated , available In transit" in told
    assert "names a second location" in told
    assert "needs a reason" in told


def test_names_who_alone_may_send_a_type(client, floor, monkeypatch):
    monkeypatch.setattr(hooks, "owners", lambda: {"sale": ["Till"]})

    _status, page = seen_by(client, jo(floor), PAGE)

    assert "a kit explodes into its components Till" in words(page)


def test_says_which_approvals_stand_before_our_own_commands(client, floor):
    _status, page = seen_by(client, jo(floor), PAGE)

    told = words(page)
    assert set(hooks.approved_by) <= {type_.word for type_ in TABLE}
    assert "Transfer shipped transfer_ship" in told
    assert "Loss in transit:" in told
    assert "Count differences:" in told
