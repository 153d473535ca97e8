"""A SKU of another network is never counted here: not by scan, not by line, not by the API."""

import pytest

from inventory.counts.errors import LinesUnfit
from inventory.counts.models import CountLine, CountScan, KeptCode
from inventory.counts.services import CountedLine, put_lines
from tests.factories import NOON, make_place
from tests.inventory.counts.test_api_counts import api, made, post  # noqa: F401
from tests.inventory.counts.world import count_of, finish, plan, scan
from tests.inventory.intake.world import make_sku


@pytest.fixture
def foreign(store):
    return make_sku("BERET", make_place("FRANCE"))


def test_a_scan_of_it_is_kept_beside_the_count(store, foreign):
    count = plan(store)

    (answer,) = count_of(count, scan("BERET"), by=store.jo)
    finish(count, store.jo)

    assert answer.status != "ok"
    assert KeptCode.objects.get().why == "foreign"
    assert not CountScan.objects.filter(standing="ok").exists()
    assert not CountLine.objects.filter(sku=foreign).exists()


def test_a_line_of_it_is_refused_with_all_that_is_wrong(store, foreign):
    count = plan(store)
    lines = [CountedLine("BERET", 3), CountedLine("MUG", 1), CountedLine("NOPE", 1)]

    with pytest.raises(LinesUnfit) as refused:
        put_lines(reference=count.reference, number=1, lines=lines, actor=store.jo, at=NOON)

    texts = [problem.text for problem in refused.value.facts["problems"]]
    assert texts[0] == "BERET is not of this network. Leave it out."
    assert len(texts) == 2
    assert not CountScan.objects.exists()


def test_the_api_refuses_it_by_its_line(store, foreign, api):  # noqa: F811
    store.happens("receipt", "MUG", 3)
    reference = made(api, shelves=[{"name": "Wall"}]).json()["reference"]

    answer = post(api, f"/{reference}/lines", {"lines": [{"sku": "BERET", "quantity": 3}]})

    assert answer.status_code == 422
    assert "BERET is not of this network" in answer.content.decode()
    assert not CountScan.objects.exists()
