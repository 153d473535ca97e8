"""A count of 5,000 lines from a file: checked with everything that is wrong at once, posted as one piece of
work that says how far it is. `make bench` measures its time."""

from collections import Counter

import pytest

from bench.statements import counting
from inventory.catalog.models import Sku
from inventory.counts.models import Count, CountLine, CountScan
from inventory.ledger.models import Event
from inventory.ledger.vocabulary import EventType
from kernel.clock import now
from tests.inventory.counts.test_import_count_lines import folder, imported  # noqa: F401
from tests.inventory.counts.world import again, plan
from tests.inventory.intake.world import tell
from workbench.models import Import, Job
from workbench.services.imports import apply_import
from workbench.services.jobs import run_next_job

pytestmark = pytest.mark.usefixtures("unhurried")
LINES = 5_000
CODES = [f"S{number:05}" for number in range(LINES)]
# However many lines there are: a query for each would be thousands.
MOST_STATEMENTS = 250
LONG_AGO = "2015-03-01T08:00+00:00"


@pytest.fixture
def full_store(store):
    """5,000 SKUs, nine of each on the shelf."""
    Sku.objects.bulk_create(
        Sku(code=code, name=code, network=store.network, created_at=now(), lifecycle="active")
        for code in CODES
    )
    usual = {"type": "receipt", "location": "CAMDEN", "quantity": 9}
    at = now().isoformat()
    facts = [{"key": code, "sku": code, "occurred_at": at, **usual} for code in CODES]
    tell(store.till, *facts, at=now())
    return store


def wrong_in_many_ways():
    """Of ten lines three are wrong, each in its own way; one of them in two ways."""
    for number, code in enumerate(CODES):
        yield {
            0: (f"X{code}", 9),
            3: (code, 9, "Attic"),
            7: (code, -1, "", LONG_AGO),
        }.get(number % 10, (code, 9))


def test_tells_everything_that_is_wrong_at_once(full_store):
    count = plan(full_store, at=now())

    with counting() as statements:
        run = imported(full_store, count, wrong_in_many_ways())

    assert (run.rows, run.error_count) == (LINES, LINES // 10 * 4)
    assert (run.job.status, run.job.progress_done, run.job.progress_total) == (
        Job.Status.DONE, LINES, LINES,
    )  # fmt: skip
    assert run.job.message == "5,000 rows checked, 2,000 errors."
    told = run.error_file.file.open().read().decode("utf-8-sig").splitlines()
    assert sum("names no SKU" in line for line in told) == LINES // 10
    assert sum("names no shelf" in line for line in told) == LINES // 10
    assert sum("before anybody was asked" in line for line in told) == LINES // 10
    assert not CountScan.objects.exists()
    assert len(statements) < MOST_STATEMENTS, Counter(statements).most_common(5)


def test_posts_what_agrees_without_a_query_for_each(full_store):
    count = plan(full_store, at=now())
    rows = [(code, 9 if number % 20 else 4) for number, code in enumerate(CODES)]
    run = imported(full_store, count, rows)

    apply_import(number=run.pk, actor=full_store.jo, at=now())
    with counting() as statements:
        run_next_job(clock=now)

    run = Import.objects.get(pk=run.pk)
    assert run.counts == {"posted": LINES - LINES // 20, "review": LINES // 20}
    assert (run.job.progress_done, run.job.progress_total) == (LINES, LINES)
    assert run.job.message == "5,000 rows applied."
    assert Event.objects.filter(type=EventType.COUNT).count() == LINES - LINES // 20
    assert CountLine.objects.filter(status="review", why="variance").count() == LINES // 20
    assert again(count).status == Count.Status.REVIEW
    assert len(statements) < MOST_STATEMENTS, Counter(statements).most_common(5)
