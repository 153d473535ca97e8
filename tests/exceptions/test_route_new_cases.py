from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from exceptions.models import Case, Playbook, Routing, RuleSet
from exceptions.routing_errors import RuleSetUnknown
from exceptions.rule_policies import ConditionContent
from exceptions.services.routing import reroute, route_new_cases
from tests.exceptions.rules_world import (
    kind_is,
    make_agents,
    make_case,
    make_queue,
    office_hours,
    publish,
    rule,
    utc,
)
from tests.factories import NOON, make_person
from tests.trail import audit_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(db):
    return make_queue("urgent")


def fresh(case) -> Case:
    return Case.objects.select_related("rule_version").get(pk=case.pk)


@pytest.fixture
def dear(ada, queue, camden):
    """A case of which everything is known, and a rule that says everything."""
    playbook = Playbook.objects.create(key="test", name="Test")
    content = {"severity": "urgent", "sla_minutes": 60, "warn_minutes": 10}
    publish(rule(queue, playbook_id=playbook.pk, **content), actor=ada)
    return make_case(camden, severity="low", units=3, value=Decimal("9.50"), currency="GBP")


def test_gives_a_case_all_that_the_rule_says(dear, queue):
    assert route_new_cases(at=NOON) == 1

    case = fresh(dear)
    assert (case.queue, case.severity, case.status) == (queue, "urgent", "open")
    assert (case.playbook.key, case.rule_version.name) == ("test", "To Urgent")
    assert (case.due_at, case.warn_at) == (NOON + timedelta(hours=1), NOON + timedelta(minutes=50))
    entry = audit_entries(case)[-1]
    assert (entry.action, entry.agent) == ("exceptions.case.routed", "system:routing")


def test_keeps_the_facts_as_they_were(dear):
    route_new_cases(at=NOON)

    kept = Routing.objects.get(case=dear)
    assert (kept.severity, kept.units) == ("low", 3)
    assert (kept.value, kept.currency) == (Decimal("9.50"), "GBP")


def test_routes_each_case_once(queue, ada, camden):
    publish(rule(queue), actor=ada)
    make_case(camden)
    route_new_cases(at=NOON)

    assert route_new_cases(at=NOON) == 0
    assert Routing.objects.count() == 1


def test_keeps_the_rule_that_took_it_when_others_come(queue, ada, camden):
    old = publish(rule(queue), actor=ada)
    case = make_case(camden)
    route_new_cases(at=NOON)
    publish(rule(make_queue("other")), actor=ada, at=NOON)
    route_new_cases(at=NOON)

    assert (fresh(case).queue, fresh(case).rule_version.rule_set_id) == (queue, old.pk)


def test_counts_the_limit_in_the_hours_of_the_queue(ada, camden):
    queue = make_queue("office", calendar=office_hours())
    publish(rule(queue, sla_minutes=120), actor=ada)
    friday = utc(2026, 11, 20, 16, 0)
    case = make_case(camden, at=friday)

    route_new_cases(at=friday)

    assert fresh(case).due_at == utc(2026, 11, 23, 10, 0)


def test_leaves_the_severity_it_was_opened_with(queue, ada, camden):
    publish(rule(queue), actor=ada)
    case = make_case(camden, severity="high")

    route_new_cases(at=NOON)

    assert (fresh(case).severity, fresh(case).due_at) == ("high", None)


def test_gives_cases_in_turn(ada, network, camden):
    team = make_agents("Omar", "Sam", "Uma", scope=network)
    publish(rule(make_queue("q", *team), owner_choice="round_robin"), actor=ada)
    cases = [make_case(camden, number) for number in range(7)]

    route_new_cases(at=NOON)

    owners = [Case.objects.get(pk=case.pk).owner for case in cases]
    assert owners[:4] == [*team, team[0]]
    assert sorted(Counter(owners).values()) == [2, 2, 3]
    assert fresh(cases[0]).status == "assigned"


def test_gives_cases_to_who_has_least(ada, network, camden):
    omar, sam = make_agents("Omar", "Sam", scope=network)
    publish(rule(make_queue("busy", omar), kind_is("gap"), owner_choice="round_robin"), rule(make_queue("q", omar, sam), owner_choice="least_loaded"), actor=ada)  # fmt: skip
    for number in range(3):
        make_case(camden, number, kind="gap")
    route_new_cases(at=NOON)
    for number in range(5):
        make_case(camden, number)

    route_new_cases(at=NOON)

    held = Counter(Case.objects.values_list("owner__name", flat=True))
    assert held == {"Omar": 4, "Sam": 4}


def test_gives_a_case_to_the_nearest_manager(queue, ada, network, camden, york):
    priya = make_person("Priya", role="store manager", scope=camden)
    camden.manager = priya
    camden.save(update_fields=["manager"])
    publish(rule(queue, owner_choice="manager"), actor=ada)
    hers, nobodys = make_case(camden, 1), make_case(york, 2)

    route_new_cases(at=NOON)

    assert (fresh(hers).owner, fresh(nobodys).owner) == (priya, None)


def test_passes_over_who_may_not_see_the_place(ada, network, camden, york):
    omar = make_person("Omar", role="ops agent", scope=york)
    gone = make_person("Gone", role="ops agent", scope=network)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    reader = make_person("Tove", role="auditor", scope=network)
    publish(rule(make_queue("q", omar, gone, reader), owner_choice="round_robin"), actor=ada)
    case = make_case(camden)

    route_new_cases(at=NOON)

    assert (fresh(case).owner, fresh(case).status) == (None, "open")


def test_refuses_while_there_are_no_rules(camden):
    RuleSet.objects.in_force(NOON) and RuleSet.objects.all().update(effective_from=utc(2030, 1, 1))
    make_case(camden)

    with pytest.raises(RuleSetUnknown):
        route_new_cases(at=NOON)


def test_asks_anew_with_the_severity_of_the_opening(queue, ada, camden):
    publish(rule(queue, severity="urgent"), actor=ada)
    case = make_case(camden, severity="low")
    route_new_cases(at=NOON)
    low = ConditionContent("severity", "is", choices=("low",))
    other = make_queue("low")
    publish(rule(other, low, sla_minutes=30), rule(queue), actor=ada, at=NOON)

    case = fresh(case)
    reroute(case=case, actor=ada, at=NOON)

    assert (case.queue, case.severity) == (other, "low")
    assert case.due_at == NOON + timedelta(minutes=30)
    assert Routing.objects.filter(case=case, actor=ada).count() == 1
