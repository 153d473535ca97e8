"""A line says when it was counted: not before anybody was asked to, and not tomorrow."""

from datetime import timedelta

import pytest

from inventory.counts.errors import LinesUnfit
from inventory.counts.models import CountScan
from inventory.counts.services import CountedLine, put_lines
from kernel.clock import now
from tests.factories import NOON
from tests.inventory.counts.test_api_counts import api, post  # noqa: F401
from tests.inventory.counts.world import MINUTE, plan

LATER = NOON + 60 * MINUTE


def put(store, *moments):
    """One line for each moment; the count was made at noon, and it is one o'clock."""
    codes = ("MUG", "LAMP", "VASE")
    lines = [CountedLine(code, 3, at) for code, at in zip(codes, moments, strict=False)]
    reference = plan(store).reference
    return put_lines(reference=reference, number=None, lines=lines, actor=store.jo, at=LATER)


def refused_of(store, *moments):
    with pytest.raises(LinesUnfit) as refused:
        put(store, *moments)
    assert not CountScan.objects.exists()
    return [(one.index, one.code, one.text) for one in refused.value.facts["problems"]]


def test_refuses_each_line_of_before_the_count(store):
    long_ago = NOON.replace(year=2015)

    found = refused_of(store, long_ago, LATER, NOON - 6 * MINUTE)

    text = (
        "It lies before anybody was asked to count here, 2026-11-20T12:00+00:00. Correct the time."
    )
    assert found == [
        (0, "counted_before_the_count", text),
        (2, "counted_before_the_count", text),
    ]


def test_refuses_what_was_not_counted_yet(store):
    ((index, code, _text),) = refused_of(store, LATER, LATER + 6 * MINUTE)

    assert (index, code) == (1, "counted_in_the_future")


@pytest.mark.parametrize(
    ("said", "kept"), [(NOON - 4 * MINUTE, NOON), (LATER + 4 * MINUTE, LATER), (LATER, LATER)]
)
def test_a_clock_that_is_a_little_off_is_put_right(store, said, kept):
    put(store, said)

    assert CountScan.objects.get().at == kept


def test_the_api_names_the_line_and_the_code(store, api):  # noqa: F811
    count = plan(store, at=now())
    line = {"sku": "MUG", "quantity": 3, "counted_at": (now() - timedelta(days=4000)).isoformat()}

    answer = post(api, f"/{count.reference}/lines", {"lines": [line]})

    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (
        "#/lines/0/counted_at",
        "counted_before_the_count",
    )


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_time_are_answered(store, api, moment):  # noqa: F811
    count = plan(store, at=now())
    line = {"sku": "MUG", "quantity": 3, "counted_at": moment}

    answer = post(api, f"/{count.reference}/lines", {"lines": [line]})

    assert answer.status_code == 422
