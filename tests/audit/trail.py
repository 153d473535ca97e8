"""A trail to seal and to damage, as a superuser with the triggers off would."""

from datetime import timedelta

from django.db import connection, transaction

from audit.models import Entry, Seal
from audit.services import Line, record_many
from audit.services.seals import seal_entries
from tests.factories import NOON
from tests.horizon import wait_for_others


def write_entries(place, count, *, block=0):
    """Entries that may be sealed at once."""
    append_entries(place, count, block=block)
    wait_for_others()


def append_entries(place, count, *, block=0):
    lines = (Line("accounts.place.seen", place, after={"n": n}) for n in range(count))
    record_many(lines, actor=None, at=NOON + timedelta(minutes=block))


def sealed_trail(place, *, blocks=3, rows=5):
    """Blocks of so many rows each, sealed a minute apart."""
    for block in range(blocks):
        write_entries(place, rows, block=block)
        seal_entries(at=NOON + timedelta(minutes=block))


def tamper(statement, *values):
    """Run a statement the triggers would refuse."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)


def entry_ids():
    return list(Entry.objects.order_by("id").values_list("id", flat=True))


def block(number):
    return Seal.objects.get(pk=number)
