"""Posting within its time..."""

import pytest
from django.db import connection, transaction

from inventory.ledger import posting
from inventory.ledger.errors import PostingTooSlow
from tests.inventory.ledger.shop import event, nothing_written, post_facts

pytestmark = pytest.mark.django_db


def test_undoes_what_took_too_long(shop, monkeypatch):
    monkeypatch.setattr(posting, "TIME_LIMIT_S", -1)

    with pytest.raises(PostingTooSlow):
        post_facts([event()], source=shop.till)

    assert nothing_written()


def test_undoes_what_its_own_follow_up_refuses(shop):
    def settle(results):
        raise PostingTooSlow

    with pytest.raises(PostingTooSlow):
        post_facts([event()], source=shop.till, settle=settle)

    assert nothing_written()


def test_limits_every_statement_and_pause_of_its_transaction(shop):
    with transaction.atomic():
        post_facts([event()], source=shop.till)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'),"
                " current_setting('idle_in_transaction_session_timeout')"
            )
            limits = cursor.fetchone()

    assert limits == ("30s", "30s")
