"""Another system counts as itself, or for a person it names; neither counts the same line in two rounds."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.services import create_client
from inventory.counts.models import CountLine, LineCounter
from inventory.counts.services import ask_recount
from kernel.clock import now
from tests.inventory.counts.test_api_counts import api, post  # noqa: F401
from tests.inventory.counts.world import again, line_of, part_of, plan


def sends(api, count, quantity, *, shelf, **who):  # noqa: F811
    """A number of mugs for a shelf, which is finished with it where it was taken."""
    lines = {"lines": [{"sku": "MUG", "quantity": quantity}], "shelf": shelf, **who}
    answer = post(api, f"/{count.reference}/lines", lines)
    if answer.status_code == 200:
        answer = post(api, f"/{count.reference}/finish", {"shelf": shelf, **who})
    return answer


def counted_twice(store, api, *, first, second):  # noqa: F811
    """Nine mugs where the books say three, then asked to be counted again."""
    store.happens("receipt", "MUG", 3)
    count = plan(store, at=now())
    assert sends(api, count, 9, shelf=1, **first).status_code == 200
    ask_recount(reference=count.reference, line_ids=None, version=None, actor=store.priya, at=now())
    return count, sends(api, count, 9, shelf=2, **second)


@pytest.fixture
def robots(store):
    _client, token = create_client(
        name="robots", source_code="till", place=store.camden.place, scopes=["counts:write"],
        actor=None, at=now(),
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_a_client_does_not_count_its_own_lines_again(store, api):  # noqa: F811
    count, answer = counted_twice(store, api, first={}, second={})

    assert (answer.status_code, answer.json()["code"]) == (422, "recount_by_somebody_else")
    assert line_of(count).status == CountLine.Status.RECOUNT
    assert part_of(count, 2).name == "Count again, not by handhelds"


def test_a_client_that_looked_in_vain_does_not_look_again(store, api):  # noqa: F811
    store.happens("receipt", "MUG", 30)
    count = plan(store, at=now())
    count.parts.update(is_listed=True)
    part_of(count).listed.create(sku=store.skus["MUG"])
    post(api, f"/{count.reference}/finish", {"complete": True})
    assert part_of(count).finished_by_client == "handhelds"
    ask_recount(reference=count.reference, line_ids=None, version=None, actor=store.priya, at=now())

    answer = post(api, f"/{count.reference}/finish", {"shelf": 2, "complete": True})

    assert answer.json()["code"] == "recount_by_somebody_else"


def test_another_client_counts_again(store, api, robots):  # noqa: F811
    count, _refused = counted_twice(store, api, first={}, second={})

    answer = sends(robots, count, 9, shelf=2)

    assert answer.status_code == 200
    assert (line_of(count).round, line_of(count).status) == (2, "review")


def test_one_client_brings_in_the_counts_of_two_people(store, api):  # noqa: F811
    jo, sam = ({"on_behalf_of": one.email} for one in (store.jo, store.sam))

    count, answer = counted_twice(store, api, first=jo, second=sam)

    assert answer.status_code == 200
    counters = LineCounter.objects.order_by("round").values_list("counter__name", "client")
    assert list(counters) == [("Jo", ""), ("Sam", "")]
    assert again(count).status == "review"


def test_a_person_does_not_count_again_through_a_client(store, api):  # noqa: F811
    jo = {"on_behalf_of": store.jo.email}

    _count, answer = counted_twice(store, api, first=jo, second=jo)

    assert answer.json()["code"] == "recount_by_somebody_else"


def test_a_person_confirms_what_a_client_counted(store, api):  # noqa: F811
    count, answer = counted_twice(store, api, first={}, second={"on_behalf_of": store.sam.email})

    assert answer.status_code == 200
    assert line_of(count).counted_before == 9


def test_the_database_refuses_a_client_in_two_rounds(store, api):  # noqa: F811
    count, _refused = counted_twice(store, api, first={}, second={})

    with pytest.raises(IntegrityError, match="counts_client_in_one_round"), transaction.atomic():
        LineCounter.objects.create(line=line_of(count), client="handhelds", round=2)
