from datetime import timedelta

import pytest

from exceptions.dry_run import dry_run
from exceptions.models import RuleSet
from exceptions.rule_policies import ConditionContent
from exceptions.services.routing import route_new_cases
from tests.exceptions.rules_world import kind_is, make_case, make_draft, make_queue, publish, rule
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(ada):
    old = make_queue("old")
    return publish(rule(old, name="Old", severity="urgent"), actor=ada)


def run(draft, ada, at=NOON):
    return dry_run(draft, live=RuleSet.objects.in_force(at), principal=ada, at=at)


def test_says_exactly_what_would_move(live, ada, camden):
    cases = [make_case(camden, number, kind=kind) for number, kind in enumerate("aabbb")]
    route_new_cases(at=NOON)
    new = make_queue("new")
    same = rule(live.rules.get().queue, severity="urgent", name="Renamed")
    draft = make_draft(rule(new, kind_is("b"), name="B"), same, actor=ada)

    found = run(draft, ada)

    assert (found.looked_at, found.moved, found.untaken) == (5, 3, 0)
    change = found.changes[0]
    assert (change.before.name, change.after.name, change.cases) == ("Old", "B", 3)
    assert {one.reference for one in found.rows} == {case.reference for case in cases[2:]}


def test_asks_for_the_severity_before_the_old_rule_changed_it(live, ada, camden):
    make_case(camden, severity="low")
    route_new_cases(at=NOON)
    low = ConditionContent("severity", "is", choices=("low",))
    draft = make_draft(rule(make_queue("low"), low), rule(make_queue("rest")), actor=ada)

    found = run(draft, ada)

    assert found.changes[0].after.queue.key == "low"


def test_counts_what_no_rule_takes(live, ada, camden):
    make_case(camden)
    route_new_cases(at=NOON)
    draft = make_draft(rule(make_queue("n"), kind_is("other")), actor=ada)

    assert run(draft, ada).untaken == 1


def test_leaves_older_cases_out(live, ada, camden):
    make_case(camden)
    route_new_cases(at=NOON)

    assert run(make_draft(actor=ada), ada, at=NOON + timedelta(days=31)).looked_at == 0


def test_looks_in_one_s_own_places_only(live, ada, camden, york):
    from_york = make_draft(actor=ada)
    make_case(camden, 1)
    make_case(york, 2)
    route_new_cases(at=NOON)
    ada.place_scopes.update(place=york)
    ada.forget_rights()

    assert run(from_york, ada).looked_at == 1


def test_takes_few_questions_for_many_cases(live, ada, camden, django_assert_max_num_queries):
    draft = make_draft(rule(make_queue("n"), kind_is("x")), rule(make_queue("m")), actor=ada)
    for number in range(30):
        make_case(camden, number)
    route_new_cases(at=NOON)

    with django_assert_max_num_queries(8):
        assert run(draft, ada).looked_at == 30
