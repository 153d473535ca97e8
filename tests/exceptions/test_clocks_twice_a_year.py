"""Across a weekend on which the clocks change, a missed clock is told once, at the right minute."""

from datetime import timedelta

import pytest

from exceptions.models import Case, Escalation, EscalationStep
from exceptions.services.clocks import follow_changed_hours, watch_clocks
from exceptions.services.routing import route_new_cases
from tests.exceptions.rules_world import make_case, make_queue, office_hours, publish, rule, utc
from tests.inventory.ledger.racing import together
from tests.trail import audit_actions
from workbench.models import Notification

MINUTE = timedelta(minutes=1)
# Opened on Friday at 16:00 in London with three office hours: due on Monday at 11:00 in London.
AUTUMN = (utc(2026, 10, 23, 15, 0), utc(2026, 10, 26, 11, 0))
SPRING = (utc(2026, 3, 27, 16, 0), utc(2026, 3, 30, 10, 0))
WEEKENDS = pytest.mark.parametrize(("opened", "due"), [AUTUMN, SPRING], ids=["autumn", "spring"])


def opened_case(ada, place, opened) -> Case:
    queue = make_queue("office", calendar=office_hours())
    EscalationStep.objects.create(queue=queue, position=1, after_minutes=0, to="leads")
    follow_changed_hours(at=opened)
    publish(rule(queue, sla_minutes=180, warn_minutes=0), actor=ada, at=opened)
    case = make_case(place, at=opened)
    route_new_cases(at=opened)
    return Case.objects.get(pk=case.pk)


def told_at() -> list[object]:
    return list(Escalation.objects.filter(position=1).values_list("at", flat=True))


@pytest.mark.django_db
@WEEKENDS
def test_is_told_at_that_minute_and_no_other(ada, lena, camden, opened, due):
    case = opened_case(ada, camden, opened)

    for minute in range(-3, 4):
        watch_clocks(at=due + minute * MINUTE)
        assert len(told_at()) == (minute >= 0), minute

    assert case.due_at == due
    assert told_at() == [due]
    assert Notification.objects.filter(user=lena).count() == 1
    assert audit_actions(case).count("exceptions.case.breached") == 1


@pytest.mark.django_db
@WEEKENDS
def test_a_sweep_that_slept_over_the_weekend_says_the_same(ada, lena, camden, opened, due):
    case = opened_case(ada, camden, opened)

    watch_clocks(at=due + timedelta(days=4))

    assert Case.objects.get(pk=case.pk).breached_at == due
    assert len(told_at()) == 1


@pytest.mark.django_db(transaction=True)
@WEEKENDS
def test_sweeps_at_once_tell_it_once(ada, lena, camden, opened, due):
    case = opened_case(ada, camden, opened)

    together(*(lambda: watch_clocks(at=due) for _sweep in range(3)))

    assert told_at() == [due]
    assert Notification.objects.filter(user=lena).count() == 1
    assert audit_actions(case).count("exceptions.case.breached") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "opened", [utc(2026, 3, 29, 0, 30), utc(2026, 10, 25, 0, 30)], ids=["spring", "autumn"]
)
def test_round_the_clock_an_hour_is_an_hour_through_the_change(ada, camden, opened):
    publish(rule(make_queue("always"), sla_minutes=120), actor=ada, at=opened)
    case = make_case(camden, at=opened)

    route_new_cases(at=opened)

    assert Case.objects.get(pk=case.pk).due_at == opened + timedelta(minutes=120)
