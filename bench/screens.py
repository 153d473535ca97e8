"""First pages of the big lists: server time and number of queries."""

import time
from statistics import median

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Place, PlaceScope, User
from accounts.roles import AUDITOR
from bench.bulk import Size
from bench.results import Figure, Report
from bench.statements import counting

TARGET_MS = 150
TARGET_QUERIES = 14
ASKED = 15
PAGES = [("stock explorer", "inventory:stock"), ("audit trail", "audit:entries")]

_ENTRIES = """
    INSERT INTO audit_entry (occurred_at, agent, on_behalf_of, ip, action, subject_type, subject_id,
        subject_text, place_id, place_path, reason, request_id, correlation_id)
    SELECT now() - make_interval(secs => %(rows)s - n), 'system:bench', '', '', (ARRAY[
               'inventory.sku.changed', 'inventory.location.opened', 'accounts.user.signed_in',
               'exceptions.case.opened'])[1 + n %% 4],
           'catalog.sku', n %% %(skus)s + 1, 'Article ' || n %% %(skus)s + 1,
           2 + n %% %(locations)s, '/1/' || 2 + n %% %(locations)s || '/', '', '', ''
    FROM generate_series(1, %(rows)s) n
"""


def fill_trail(size: Size, *, rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, {"rows": rows, "skus": size.skus, "locations": size.locations})
        cursor.execute("ANALYZE audit_entry")


def measure(report: Report, *, rows: dict[str, int]) -> None:
    """As an auditor of the whole network, through every layer but the socket."""
    with override_settings(SECOND_FACTOR_REQUIRED=False, ALLOWED_HOSTS=["testserver"]):
        client = _auditor()
        for name, address in PAGES:
            _measure_page(report, client, f"{name}, {rows[name]:,} rows", reverse(address))


def _measure_page(report: Report, client: Client, name: str, path: str) -> None:
    get(client, path)
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        get(client, path)
        times.append((time.perf_counter() - began) * 1_000)
    with counting() as statements:
        get(client, path)
    report.add(Figure(f"{name}: first page", median(times), "ms", TARGET_MS, True, path))
    report.add(Figure(f"{name}: queries", len(statements), "", TARGET_QUERIES, True))


def get(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code} {answer.get('Location', '')}.")


def _auditor() -> Client:
    person, _ = User.objects.get_or_create(
        email="bench@example.com", defaults={"name": "Bench", "password": "!"}
    )
    person.groups.add(Group.objects.get_or_create(name=AUDITOR)[0])
    PlaceScope.objects.get_or_create(user=person, place=Place.objects.get(code="bench"))
    client = Client()
    client.force_login(person)
    return client
