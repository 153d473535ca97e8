"""A trail to seal and to damage, as a superuser with the triggers off would."""

import time
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max

from audit.models import Entry, Seal
from audit.services import Line, record_many
from audit.services.seals import seal_entries
from audit.xids import horizon
from tests.factories import NOON


def write_entries(place, count, *, block=0):
    """Entries that may be sealed at once."""
    append_entries(place, count, block=block)
    wait_for_others()


def append_entries(place, count, *, block=0):
    lines = (Line("accounts.place.seen", place, after={"n": n}) for n in range(count))
    record_many(lines, actor=None, at=NOON + timedelta(minutes=block))


def wait_for_others():
    """Until nobody else on this server is in a transaction older than the newest entry.

    Transaction ids belong to the whole server: a long test in another database delays the horizon.
    """
    give_up = time.monotonic() + 60
    while True:
        newest = Entry.objects.aggregate(xid=Max("xid"))["xid"] or 0
        if horizon() > newest or time.monotonic() > give_up:
            return
        time.sleep(0.05)


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
