"""The processes of the crash run: `python -m tests.inventory.ledger.crash.work VERB FILE...`.

Each is a program of its own, so that each can be killed.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import django
import psycopg
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

django.setup()

from accounts.models import Place  # noqa: E402
from inventory.intake.services import accept, settle_leftovers  # noqa: E402
from inventory.ledger.models import Source  # noqa: E402
from inventory.ledger.services import Delivery, Result  # noqa: E402
from tests.factories import make_place  # noqa: E402
from tests.inventory.ledger.crash import story  # noqa: E402
from tests.inventory.ledger.shop import (  # noqa: E402
    make_kit,
    make_location,
    make_sku,
    make_source,
    minute,
)

# Everything is received after it all happened; the clock of the run plays no part.
RECEIVED = minute(story.MINUTES + 60)
# A killed server is back within seconds, on a busy machine within minutes; whoever waits longer has met
# something else.
PATIENCE_S = 600
Answer = TypeVar("Answer")
LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def prepare() -> None:
    """Tables, one network with its stores, SKUs, a kit and the sources."""
    call_command("migrate", verbosity=0, skip_checks=True)
    network = make_place("GROUP")
    for code in story.LOCATIONS:
        make_location(code, parent=network)
    skus = {code: make_sku(code, network=network) for code in story.SKUS}
    lines = [(skus[line.component], line.quantity) for line in story.RECIPES[story.KIT]]
    make_kit(story.KIT, *lines, network=Place.objects.get(code="GROUP"))
    for code in story.SOURCES:
        make_source(code)


def client(calls_file: str, journal_file: str) -> None:
    """Send every call until it is answered, and go on where a killed predecessor stopped.

    The journal says "start" before and "done" after each call, written through to the disk's cache.
    """
    calls = story.read_calls(Path(calls_file))
    sources, _ = patiently(known_sources)
    with Path(journal_file).open("a+", buffering=1) as journal:
        journal.seek(0)
        done = sum(line.startswith("done") for line in journal)
        for number in range(done, len(calls)):
            source, events = calls[number]
            journal.write(f"start {number}\n")
            results, lost = send(events, sources[source])
            answers = dict(Counter(result.status for result in results))
            journal.write(f"done {number} {lost} {json.dumps(answers)}\n")


def known_sources() -> dict[str, Source]:
    return {source.code: source for source in Source.objects.all()}


def send(events: list[dict], source: Source) -> tuple[list[Result], int]:
    """The answers, and how often the connection was lost on the way."""
    deliveries = [Delivery(event, raw=json.dumps(event)) for event in events]
    return patiently(lambda: accept(deliveries=deliveries, source=source, received_at=RECEIVED))


def patiently(work: Callable[[], Answer]) -> tuple[Answer, int]:
    """Try again as long as the server may be on its way back; how often that was needed."""
    deadline, lost = time.monotonic() + PATIENCE_S, 0
    while True:
        try:
            return work(), lost
        except LOST:
            if time.monotonic() > deadline:
                raise
            lost += 1
            connection.close()
            time.sleep(0.1)


def settle() -> None:
    """What waits for another event and missed it, as the sweep does."""
    settle_leftovers(at=RECEIVED)


def one_thread(calls_file: str) -> None:
    """The same set in the order of the books."""
    sources = known_sources()
    for source, events in story.read_calls(Path(calls_file)):
        statuses = {result.status for result in send(events, sources[source])[0]}
        if statuses != {"posted"}:
            raise SystemExit(f"Posting in order answered {statuses}.")


def verify() -> None:
    call_command("ledger", "verify", "--quiet")


VERBS = {
    "prepare": prepare,
    "client": client,
    "settle": settle,
    "one_thread": one_thread,
    "verify": verify,
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
