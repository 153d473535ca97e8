from datetime import timedelta

import pytest

from exceptions.services import open_case
from inventory.counts.actions import CREATE_COUNT
from inventory.counts.errors import PlanningNotAllowed
from inventory.counts.models import Count, CountPlan, SkuClass
from inventory.counts.services.classes import compute_classes
from inventory.counts.services.rules import create_plan
from inventory.counts.services.scheduling import make_due_counts
from tests.factories import NOON
from tests.inventory.counts.world import again, count_of, counted, finish, scan

DAY = timedelta(days=1)


@pytest.fixture
def planned(store):
    wanted = {
        "is_active": True, "lines": 2, "every_days": 1, "on_below_zero": True,
        "on_snapshot": True, "short_picks": 2,
    }  # fmt: skip
    create_plan(place=store.camden.place, wanted=wanted, actor=store.priya, at=NOON)
    for sku, sold in (("MUG", 40), ("LAMP", 5), ("VASE", 0)):
        store.happens("receipt", sku, 50)
        if sold:
            store.happens("sale", sku, sold, minute=-60)
    return store


def short(store, kind="below_zero", times=1):
    for _ in range(times):
        case = open_case(
            kind=kind, fingerprint=f"{kind}:1", title="MUG is short", subject=store.skus["MUG"],
            at=NOON, place=store.camden.place, evidence={"sku": "MUG", "location": "CAMDEN"},
        )  # fmt: skip
    return case


def test_classes_follow_the_value_of_sales(planned):
    compute_classes(at=NOON)

    rows = SkuClass.objects.order_by("sku__code")
    assert list(rows.values_list("sku__code", "klass", "units")) == [
        ("LAMP", "B", 5),
        ("MUG", "A", 40),
        ("VASE", "C", 0),
    ]


def test_a_plan_makes_a_count_of_what_is_due_the_best_sellers_first(planned):
    compute_classes(at=NOON)

    made = make_due_counts(at=NOON)

    count = Count.objects.get()
    listed = set(count.parts.get().listed.values_list("sku__code", flat=True))
    assert (made, count.origin) == (1, "schedule")
    assert len(listed) == 2
    assert "MUG" in listed


def test_no_second_count_while_the_first_waits(planned):
    make_due_counts(at=NOON)

    assert make_due_counts(at=NOON + 3 * DAY) == 0


def test_what_was_counted_lately_is_not_due(planned):
    make_due_counts(at=NOON)
    count = Count.objects.get()
    codes = list(count.parts.get().listed.values_list("sku__code", flat=True))
    count_of(count, *(scan(code) for code in codes), by=planned.jo)
    finish(count, planned.jo)

    make_due_counts(at=NOON + 2 * DAY)

    later = Count.objects.exclude(pk=count.pk).get()
    assert not set(later.parts.get().listed.values_list("sku__code", flat=True)) & set(codes)


@pytest.mark.parametrize(
    ("kind", "times", "made"),
    [
        ("below_zero", 1, 1),
        ("snapshot_difference", 1, 1),
        ("short_pick", 1, 0),
        ("short_pick", 2, 1),
    ],
)
def test_what_looks_wrong_is_counted_once(planned, kind, times, made):
    CountPlan.objects.update(lines=0)
    short(planned, kind, times)

    first, second = make_due_counts(at=NOON), make_due_counts(at=NOON + DAY)

    assert (first, second) == (made, 0)
    assert Count.objects.filter(origin="trigger", reason="MUG is short").count() == made


def test_without_a_plan_nothing_makes_itself(store):
    store.happens("receipt", "MUG", 5)
    short(store)

    assert make_due_counts(at=NOON) == 0


def test_the_desk_plans_a_count_for_a_case(store):
    case = short(store)

    said = CREATE_COUNT.run(case, store.priya, NOON)

    count = Count.objects.get()
    assert said == f"{count.reference} is planned at Camden."
    assert CREATE_COUNT.applies(case)
    assert count.parts.get().listed.get().sku == store.skus["MUG"]


def test_the_desk_counts_what_a_count_found_different(store):
    store.happens("receipt", "MUG", 3)
    count = counted(store, scan(quantity=9))
    case = open_case(
        kind="count_variance", fingerprint=f"count_variance:{count.pk}", title="x", subject=count,
        at=NOON, place=store.camden.place,
        evidence={"location": "CAMDEN", "widest": {"MUG": {}}},
    )  # fmt: skip

    CREATE_COUNT.run(case, store.priya, NOON)

    assert again(count).status == Count.Status.REVIEW
    assert Count.objects.latest("pk").parts.get().listed.get().sku.code == "MUG"


def test_refuses_who_may_not_plan(store):
    with pytest.raises(PlanningNotAllowed):
        CREATE_COUNT.run(short(store), store.jo, NOON)

    assert not Count.objects.exists()
