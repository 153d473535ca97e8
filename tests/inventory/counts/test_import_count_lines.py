"""A count from a file: a thousand lines, checked and posted, and everything that is wrong at once."""

import io
from collections import Counter

import pytest
from django.core.files.base import ContentFile

from bench.statements import counting
from inventory.catalog.models import Sku
from inventory.counts.models import Count, CountLine
from kernel.clock import now
from tests.inventory.counts.world import again, plan
from tests.inventory.intake.world import tell
from workbench.models import Import
from workbench.services.imports import apply_import, check_import, upload_import
from workbench.services.jobs import run_next_job

CODES = [f"S{number:05}" for number in range(1_000)]
# 5,000 lines take as many: `make bench` measures their time.
MOST_STATEMENTS = 250


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def csv_of(rows) -> ContentFile:
    text = io.StringIO()
    text.write("SKU,Quantity\n")
    text.writelines(f"{code},{quantity}\n" for code, quantity in rows)
    return ContentFile(text.getvalue().encode())


def imported(store, count, rows) -> Import:
    run = upload_import(
        kind="count-lines", name="count.csv", content=csv_of(rows), actor=store.jo, at=now(),
        options={"count": count.reference, "complete": "no"},
    )  # fmt: skip
    check_import(number=run.pk, mapping=run.mapping, actor=store.jo, at=now())
    run_next_job(clock=now)
    return Import.objects.get(pk=run.pk)


def test_says_everything_that_is_wrong_and_counts_nothing(store):
    count = plan(store)

    run = imported(store, count, [("MUG", 3), ("NOPE", 1), ("LAMP", -2), ("MUG", 4), ("VASE", "x")])

    assert run.error_count == 4
    assert not CountLine.objects.exists()


@pytest.fixture
def full_store(store):
    """A thousand SKUs, nine of each on the shelf."""
    Sku.objects.bulk_create(
        Sku(
            code=code, name=code, network=store.network, created_at=now(), lifecycle="active"
        )
        for code in CODES
    )  # fmt: skip
    usual = {"type": "receipt", "location": "CAMDEN", "quantity": 9}
    at = now().isoformat()
    facts = [{"key": code, "sku": code, "occurred_at": at, **usual} for code in CODES]
    tell(store.till, *facts, at=now())
    return store


def test_posts_a_thousand_lines_without_a_query_for_each(full_store):
    count = plan(full_store, at=now())
    rows = [(code, 9 if number % 20 else 4) for number, code in enumerate(CODES)]
    run = imported(full_store, count, rows)

    apply_import(number=run.pk, actor=full_store.jo, at=now())
    with counting() as statements:
        run_next_job(clock=now)

    assert Import.objects.get(pk=run.pk).counts == {"posted": 950, "review": 50}
    assert again(count).status == Count.Status.REVIEW
    assert len(statements) < MOST_STATEMENTS, Counter(statements).most_common(5)
