"""A count of 5,000 lines from a file: checked, counted, judged and posted, as the import does it.

Wall time says as much of the machine's other work as of ours, so the seconds of CPU stand beside it: of
this process, and of the one of PostgreSQL that serves it.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection

from accounts.models import PlaceScope, User
from accounts.roles import STORE_STAFF
from bench.bulk import FIRST_DAY, SOURCE
from bench.results import Figure, Report
from bench.statements import counting
from inventory.catalog.models import Location, Sku
from inventory.counts.models import Count
from inventory.counts.services import Shelf, create_count
from inventory.ledger.models import Source
from inventory.ledger.services import Delivery, Door, post
from kernel.clock import now
from workbench.models import Import
from workbench.services.imports import apply_import, check_import, upload_import
from workbench.services.jobs import run_next_job

LINES = 5_000
# One in so many differs too far to post by itself.
DIFFERS = 20
TARGET_S = 20


@dataclass(frozen=True, slots=True)
class Moment:
    """What was used up to now."""

    wall: float
    python: float
    postgres: float


def measure(report: Report) -> None:
    """From the dry run of the file to the last line posted."""
    store = Location.objects.select_related("place").get(place__code="store-1")
    codes = _stock(store)
    jo = _counter(store)
    at = now()
    count = create_count(
        location=store, code=store.code, title="Everything", shelves=(Shelf("All"),), due_at=at,
        actor=jo, at=at,
    )  # fmt: skip
    began = _moment()
    run = _checked(count, codes, jo)
    checked = _moment()
    with counting() as statements:
        apply_import(number=run.pk, actor=jo, at=now())
        run_next_job(clock=now)
    posted = _moment()
    done = Import.objects.get(pk=run.pk).counts
    if done != {"posted": LINES - LINES // DIFFERS, "review": LINES // DIFFERS}:
        raise SystemExit(f"The count posted something else than it should: {done}")
    name = f"count of {LINES:,} lines"
    report.add(Figure(f"{name}: checked", checked.wall - began.wall, "s"))
    report.add(Figure(f"{name}: posted", posted.wall - checked.wall, "s"))
    report.add(Figure(f"{name}: both", posted.wall - began.wall, "s", TARGET_S, True))
    report.add(Figure(f"{name}: CPU of Python", posted.python - began.python, "s"))
    if posted.postgres:
        report.add(Figure(f"{name}: CPU of PostgreSQL", posted.postgres - began.postgres, "s"))
    report.add(Figure(f"{name}: statements to post", len(statements), ""))


def _stock(store: Location) -> list[str]:
    """SKUs with nine of each on the shelf; answers their codes."""
    codes = [f"counted-{number:05}" for number in range(LINES)]
    Sku.objects.bulk_create(
        Sku(code=code, name=code, network_id=store.place.network_id, lifecycle="active",
            created_at=FIRST_DAY)
        for code in codes
    )  # fmt: skip
    usual = {"type": "receipt", "location": store.code, "quantity": 9}
    at = now()
    facts = [{"key": code, "sku": code, "occurred_at": at.isoformat(), **usual} for code in codes]
    post(
        [Delivery(fact) for fact in facts],
        source=Source.objects.get(code=SOURCE),
        door=Door.FACT,
        received_at=at,
    )
    return codes


def _checked(count: Count, codes: list[str], jo: User) -> Import:
    rows = [f"{code},{9 if number % DIFFERS else 0}" for number, code in enumerate(codes)]
    run = upload_import(
        kind="count-lines",
        name="count.csv",
        content=ContentFile("\n".join(["SKU,Quantity", *rows]).encode()),
        options={"count": count.reference, "complete": "no"},
        actor=jo,
        at=now(),
    )
    check_import(number=run.pk, mapping=run.mapping, actor=jo, at=now())
    run_next_job(clock=now)
    return run


def _counter(store: Location) -> User:
    person, _new = User.objects.get_or_create(
        email="counter@example.com", defaults={"name": "Jo", "password": "!"}
    )
    person.groups.add(Group.objects.get_or_create(name=STORE_STAFF)[0])
    PlaceScope.objects.get_or_create(user=person, place=store.place)
    return person


def _moment() -> Moment:
    return Moment(time.perf_counter(), time.process_time(), _postgres_seconds())


def _postgres_seconds() -> float:
    """User and system time of our server process; 0 where it is not on this machine."""
    connection.ensure_connection()
    facts = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if connection.connection.info.hostaddr not in {"", "127.0.0.1", "::1"} or not facts.exists():
        return 0
    fields = facts.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
