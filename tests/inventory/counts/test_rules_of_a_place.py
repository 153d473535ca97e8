"""Rules of counting for one place: they begin as what holds there, and go again."""

from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Entry
from inventory.catalog.models import CostPrice
from inventory.counts.errors import (
    PlaceOutsideScope,
    PlanningNotAllowed,
    RulesAlreadyThere,
    RuleUnknown,
)
from inventory.counts.models import ClassRule, CountLine
from inventory.counts.queries.rules import rules_for
from inventory.counts.services.rules import change_rule, create_rules, drop_rules
from tests.factories import NOON, make_person
from tests.inventory.counts.world import counted, line_of, scan


def own_rules(store):
    return create_rules(place=store.camden.place, actor=store.priya, at=NOON)


def actions():
    rows = Entry.objects.filter(action__startswith="inventory.count.rule").order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_begins_as_what_holds_there(store):
    before = rules_for(store.camden.place)

    rules = own_rules(store)

    assert [rule.klass for rule in rules] == ["A", "B", "C"]
    assert [rule.units for rule in rules] == [before[klass].units for klass in "ABC"]
    assert actions() == ["inventory.count.rule_created"] * 3


def test_holds_at_the_place_alone(store):
    wide = own_rules(store)[2]
    wanted = {
        "until_percent": Decimal(100), "interval_days": 30, "units": 50, "percent": Decimal(0),
        "value": None,
    }  # fmt: skip

    change_rule(rule_id=wide.pk, wanted=wanted, version=1, actor=store.priya, at=NOON)

    assert rules_for(store.camden.place)["C"].units == 50
    assert rules_for(store.york.place)["C"].units == 2
    store.happens("receipt", "MUG", 3)
    assert line_of(counted(store, scan(quantity=40))).status == CountLine.Status.POSTED


def test_taken_away_what_is_above_holds_again(store):
    own_rules(store)

    assert drop_rules(place=store.camden.place, actor=store.priya, at=NOON) == 3

    assert rules_for(store.camden.place)["A"].place is None
    assert actions()[3:] == ["inventory.count.rule_dropped"] * 3


def test_refuses_a_second_set(store):
    own_rules(store)

    with pytest.raises(RulesAlreadyThere, match="CAMDEN"):
        own_rules(store)

    assert ClassRule.objects.filter(place=store.camden.place).count() == 3


@pytest.mark.parametrize("command", [create_rules, drop_rules])
def test_refuses_who_may_not_plan_and_places_of_others(store, command):
    with pytest.raises(PlanningNotAllowed):
        command(place=store.camden.place, actor=store.jo, at=NOON)
    with pytest.raises(PlaceOutsideScope):
        command(place=store.york.place, actor=store.priya, at=NOON)

    assert not ClassRule.objects.filter(place__isnull=False).exists()


def test_refuses_to_take_away_what_is_not_there(store):
    with pytest.raises(RuleUnknown):
        drop_rules(place=store.camden.place, actor=store.priya, at=NOON)


def test_on_the_screen(store, client):
    client.force_login(store.priya)
    page = reverse("inventory:count-rules")

    client.post(reverse("inventory:count-rules-new"), {"place": "CAMDEN"})
    assert "Take the rules of Camden away" in client.get(page).content.decode()
    client.post(reverse("inventory:count-rules-drop", args=[store.camden.place_id]))

    assert "Camden follows the rules above it." in client.get(page).content.decode()


def test_the_screen_says_what_is_refused(store, client):
    client.force_login(make_person("Ada", role="admin", scope=store.network))
    own_rules(store)

    answer = client.post(reverse("inventory:count-rules-new"), {"place": "CAMDEN"})

    assert answer.status_code == 409
    assert "CAMDEN has rules of its own already" in answer.content.decode()


def test_a_limit_of_value_asks_where_nobody_knows_the_cost(store):
    wide = own_rules(store)[2]
    wanted = {
        "until_percent": Decimal(100), "interval_days": 30, "units": 50, "percent": Decimal(0),
        "value": Decimal(500),
    }  # fmt: skip
    change_rule(rule_id=wide.pk, wanted=wanted, version=1, actor=store.priya, at=NOON)
    CostPrice.objects.filter(sku=store.skus["LAMP"]).delete()
    store.happens("receipt", "MUG", 3)
    store.happens("receipt", "LAMP", 3)

    count = counted(store, scan(quantity=4), scan("LAMP", quantity=4))

    assert line_of(count).status == CountLine.Status.POSTED
    lamp = line_of(count, "LAMP")
    assert (lamp.status, lamp.why, lamp.needs_recount) == ("review", "unpriced", False)
