"""A count from a file: which shelves it is for, and everything that is wrong at once."""

import io

import pytest
from django.core.files.base import ContentFile

from inventory.counts import imports_lines
from inventory.counts.models import Count, CountLine, CountPart, CountScan
from inventory.counts.services import Shelf
from kernel.clock import now
from tests.inventory.counts.test_api_counts import api, post  # noqa: F401
from tests.inventory.counts.world import again, plan
from workbench.models import Import
from workbench.services.imports import apply_import, check_import, upload_import
from workbench.services.jobs import run_next_job


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def csv_of(rows) -> ContentFile:
    text = io.StringIO()
    text.write("SKU,Quantity,Shelf,Counted at\n")
    text.writelines(",".join(map(str, (*row, "", "")[:4])) + "\n" for row in rows)
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


def applied(store, count, rows) -> Import:
    run = imported(store, count, rows)
    apply_import(number=run.pk, actor=store.jo, at=now())
    run_next_job(clock=now)
    return Import.objects.get(pk=run.pk)


def problems_of(run) -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["text"]) for one in run.errors]


def test_names_the_shelves_of_a_count_by_name_or_number(store):
    count = plan(
        store, Shelf("Wall", ("MUG",)), Shelf("Window"), Shelf("Till", ("VASE",)), at=now()
    )

    run = applied(store, count, [("MUG", 0, "wall"), ("LAMP", 0, 2), ("MUG", 0, "Window")])

    assert run.counts == {"posted": 2, "review": 0}
    parts = CountPart.objects.order_by("number").values_list("name", "status")
    assert list(parts) == [("Wall", "finished"), ("Window", "finished"), ("Till", "open")]
    scans = CountScan.objects.order_by("part", "sku__code")
    assert list(scans.values_list("part__number", "sku__code")) == [
        (1, "MUG"), (2, "LAMP"), (2, "MUG"),
    ]  # fmt: skip


def test_asks_which_shelf_where_several_are_open(store):
    count = plan(store, Shelf("Wall"), Shelf("Window"), at=now())

    run = imported(store, count, [("MUG", 3), ("LAMP", 1, "Attic"), ("VASE", 1, "1")])

    assert problems_of(run) == [
        (2, "Shelf", "This is empty, and the count has several open shelves."
         " Write one of: 1 Wall, 2 Window."),
        (3, "Shelf", "“Attic” names no shelf of this count, or several."
         " Write one of: 1 Wall, 2 Window."),
    ]  # fmt: skip


def test_needs_no_shelf_where_one_is_open(store):
    count = plan(store, Shelf("Wall"), Shelf("Window"), at=now())
    applied(store, count, [("MUG", 0, "Wall")])

    run = applied(store, count, [("MUG", 0)])

    assert again(count).status == Count.Status.CLOSED
    assert run.counts == {"posted": 1, "review": 0}


def test_says_that_a_shelf_is_finished_already(store):
    count = plan(store, Shelf("Wall"), Shelf("Window"), at=now())
    applied(store, count, [("MUG", 0, "Wall")])

    run = imported(store, count, [("LAMP", 0, "Wall")])

    assert problems_of(run) == [
        (2, "Shelf", "Nothing was changed: Wall is finished already, by Jo.")
    ]


def test_a_file_that_would_be_counted_in_parts_is_to_be_split(store, monkeypatch):
    monkeypatch.setattr(imports_lines, "MOST_LINES", 2)
    count = plan(store, at=now())

    run = imported(store, count, [("MUG", 0), ("LAMP", 0), ("VASE", 0)])

    text = "A file holds at most 2 lines, so that all of it is counted or nothing. Split it."
    assert problems_of(run) == [(4, "SKU", text)]


def test_the_same_sku_twice_is_told_by_its_row_in_the_file(store):
    count = plan(store, at=now())

    run = imported(store, count, [("MUG", 3), ("LAMP", 1), ("MUG", 4)])

    assert problems_of(run) == [(4, "SKU", "MUG stands in line 2 already. Keep one of them.")]


def test_says_which_rows_lie_before_the_count(store):
    count = plan(store, at=now())

    run = imported(store, count, [("MUG", 3, "", "2015-03-01T08:00+00:00"), ("LAMP", 1)])

    ((row, field, text),) = problems_of(run)
    assert (row, field) == (2, "Counted at")
    assert text.startswith("It lies before anybody was asked to count here")


def test_the_api_asks_for_the_shelf_too(store, api):  # noqa: F811
    count = plan(store, Shelf("Wall"), Shelf("Window"))
    lines = [{"sku": "MUG", "quantity": 3}]

    for verb, body in (("lines", {"lines": lines}), ("finish", {})):
        answer = post(api, f"/{count.reference}/{verb}", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "shelf_not_named")
        assert "Name one of them: 1 Wall, 2 Window." in answer.json()["detail"]

    named = post(api, f"/{count.reference}/lines", {"lines": lines, "shelf": 2})
    assert named.status_code == 200
