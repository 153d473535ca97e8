"""The sections in order: small books first, then the big ones."""

import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import api, books, bulk, counts, desk, files, posting, routing, screens, start  # noqa: E402
from bench.asked import Asked, asked  # noqa: E402
from bench.results import Report  # noqa: E402
from config.engines import addresses  # noqa: E402
from config.engines.as_owner import connected_as  # noqa: E402
from config.serving import static_files  # noqa: E402
from inventory.ledger.models import StockLevel  # noqa: E402


def main() -> None:
    wanted = asked(sys.argv[1:])
    report, folder = Report(), Path(settings.DATA_DIR)
    size = bulk.QUICK if wanted.quick else bulk.FULL
    report.say("tables and static files")
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    static_files.collect_changed()
    with connected_as(connection, addresses.owner(folder)):
        _empty()
        bulk.make_catalogue(size)
    _measure_small(report, folder, size, wanted)
    if wanted.wants("stock") or wanted.wants("books") or wanted.wants("screens"):
        _measure_big(report, folder, size, wanted)
    if wanted.wants("desk"):
        desk.measure(report, folder, cases=100_000 if wanted.quick else 1_000_000)
    if wanted.wants("start"):
        start.measure(report, folder)
    sys.stdout.write(f"\n{report.table()}\n")


def _measure_small(report: Report, folder: Path, size: bulk.Size, wanted: Asked) -> None:
    if wanted.wants("posting"):
        posting.measure(report, size, quick=wanted.quick)
    if wanted.wants("routing"):
        routing.measure(report)
    if wanted.wants("events"):
        api.measure_events(report, size, folder, quick=wanted.quick)
    if wanted.wants("counts"):
        report.say("a count of one store")
        counts.measure(report)
    if wanted.wants("import"):
        report.say("a file of SKUs")
        files.measure(report)


def _measure_big(report: Report, folder: Path, size: bulk.Size, wanted: Asked) -> None:
    with connected_as(connection, addresses.owner(folder)):
        _empty()
        bulk.make_catalogue(size)
        report.say(f"a book of {size.movements:,} movements")
        bulk.fill_ledger(size, report.say)
    if wanted.wants("stock"):
        api.measure_stock(report, size, folder, quick=wanted.quick)
    if wanted.wants("books"):
        books.measure(report, size)
    if wanted.wants("screens"):
        entries = 100_000 if wanted.quick else 1_000_000
        screens.fill_trail(size, rows=entries)
        rows = {"stock explorer": StockLevel.objects.count(), "audit trail": entries}
        screens.measure(report, rows=rows)


def _empty() -> None:
    """Everything but the migrations, past the triggers that forbid it: these are the bench's books."""
    with (
        connected_as(connection, addresses.owner(settings.DATA_DIR)),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET session_replication_role = replica")
        kept = {"django_migrations", "django_content_type", "auth_permission"}
        tables = [
            connection.ops.quote_name(table)
            for table in connection.introspection.table_names(cursor)
            if table not in kept
        ]
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SET session_replication_role = DEFAULT")


if __name__ == "__main__":
    main()
