import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from audit.models import Entry
from kernel.clock import now


@pytest.mark.django_db(transaction=True)
def test_empties_append_only_tables():
    Entry.objects.create(action="config.test", subject_text="one", occurred_at=now())

    call_command("flush", interactive=False, verbosity=0)

    assert not Entry.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.mark.parametrize("turn", [1, 2])
def test_leaves_no_key_of_another_test_in_the_cache(turn):
    assert cache.get("seen") is None

    cache.set("seen", turn)

    assert cache.get("seen") == turn
