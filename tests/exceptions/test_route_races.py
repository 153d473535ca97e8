"""Several workers route at once, on connections of their own."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from exceptions.models import Case, RoutingRule, RuleSet
from exceptions.routing_errors import DraftOutdated
from exceptions.services.routing import route_new_cases
from exceptions.services.rules import draft_rules, publish_rules
from tests.exceptions.rules_world import (
    kind_is,
    make_agents,
    make_case,
    make_draft,
    make_queue,
    publish,
    rule,
)
from tests.factories import NOON, make_person
from tests.inventory.ledger.racing import Holding, together

pytestmark = pytest.mark.django_db(transaction=True)


def route():
    return route_new_cases(at=NOON)


def test_two_workers_route_every_case_once(ada, camden):
    publish(rule(make_queue("q")), actor=ada)
    for number in range(40):
        make_case(camden, number)

    routed = together(route, route, route)

    assert sum(routed) == 40
    assert Case.objects.filter(routed_at__isnull=True).count() == 0


def test_a_worker_leaves_what_another_routes(ada, camden):
    publish(rule(make_queue("q")), actor=ada)
    make_case(camden)

    with Holding(route) as first:
        second = route()

    assert (first.result, second) == (1, 0)


@pytest.mark.parametrize("choice", ["round_robin", "least_loaded"])
def test_turns_stay_fair_between_workers(ada, network, camden, choice, monkeypatch):
    monkeypatch.setattr("exceptions.services.routing.BATCH", 5)
    team = make_agents("Omar", "Sam", "Uma", scope=network)
    publish(rule(make_queue("q", *team), owner_choice=choice), actor=ada)
    for number in range(60):
        make_case(camden, number)

    assert sum(together(route, route, route)) == 60

    held = Counter(Case.objects.values_list("owner", flat=True))
    assert held == {person.pk: 20 for person in team}


def test_rules_published_meanwhile_take_whole_cases(ada, camden, monkeypatch):
    monkeypatch.setattr("exceptions.services.routing.BATCH", 3)
    old, new = make_queue("old"), make_queue("new")
    publish(rule(old, kind_is("below_zero"), severity="low"), rule(old), actor=ada)
    draft = make_draft(rule(new, kind_is("below_zero"), severity="high"), rule(new), actor=ada)
    for number in range(30):
        make_case(camden, number)

    def change():
        return publish_rules(draft_id=draft.pk, note="Now", effective_from=None, version=draft.version, actor=ada, at=NOON)  # fmt: skip

    published, *routed = together(change, route, route)

    assert isinstance(published, RuleSet)
    assert sum(routed) == 30
    rules = {one.pk: one for one in RoutingRule.objects.all()}
    for case in Case.objects.all():
        took = rules[case.rule_version_id]
        assert (case.queue_id, case.severity) == (took.queue_id, took.severity)


def test_of_two_who_publish_at_once_one_is_told_why(ada, network):
    ben = make_person("Ben", role="admin", scope=network)
    publish(rule(make_queue("q")), actor=ada)
    drafts = [(draft_rules(actor=one, at=NOON), one) for one in (ada, ben)]

    def change(draft, actor):
        told = {"note": f"By {actor}", "effective_from": None, "version": 1}
        return publish_rules(draft_id=draft.pk, actor=actor, at=NOON, **told)

    answers = together(*(partial(change, draft, actor) for draft, actor in drafts))

    won = [one for one in answers if isinstance(one, RuleSet)]
    refused = [one for one in answers if isinstance(one, DraftOutdated)]
    assert (len(won), len(refused)) == (1, 1)
    assert f"published rules {won[0].pk}" in refused[0].sentence
    assert RuleSet.objects.in_force(NOON) == won[0]


def test_a_batch_under_way_keeps_its_version(ada, camden):
    old = make_queue("old")
    publish(rule(old), actor=ada)
    first = make_case(camden, 1)

    with Holding(route):
        publish(rule(make_queue("new")), actor=ada, at=NOON - timedelta(minutes=1))
        second = make_case(camden, 2)
        route()

    assert Case.objects.get(pk=first.pk).queue == old
    assert Case.objects.get(pk=second.pk).queue.key == "new"
