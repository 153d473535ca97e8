"""When a case is due, warned about, missed and escalated: the clock is an argument."""

from datetime import timedelta

import pytest

from accounts.models import Holiday
from audit.models import Entry
from exceptions.hooks import hooks
from exceptions.models import Case, Escalation, EscalationStep
from exceptions.services import resolve_case
from exceptions.services.clocks import follow_changed_hours, watch_clocks
from exceptions.services.routing import route_new_cases
from tests.exceptions.desk import make_code
from tests.exceptions.rules_world import (
    make_case,
    make_queue,
    office_hours,
    publish,
    rule,
    utc,
)
from tests.factories import NOON, make_person
from tests.trail import audit_actions
from workbench.models import Notification

pytestmark = pytest.mark.django_db
# Clocks go back on Sunday 25 October 2026: Friday and Monday differ by an hour in UTC.
FRIDAY = utc(2026, 10, 23, 15, 0)  # 16:00 in London
DUE = utc(2026, 10, 26, 11, 0)  # 11:00 in London: an hour of Friday, two of Monday
MINUTE = timedelta(minutes=1)


@pytest.fixture
def queue(db, lena):
    made = make_queue("office", calendar=office_hours())
    EscalationStep.objects.create(queue=made, position=1, after_minutes=0, to="leads")
    EscalationStep.objects.create(queue=made, position=2, after_minutes=30, to="leads")
    follow_changed_hours(at=FRIDAY)
    return made


@pytest.fixture
def case(queue, ada, camden):
    publish(rule(queue, sla_minutes=180, warn_minutes=60), actor=ada, at=FRIDAY)
    made = make_case(camden, at=FRIDAY)
    route_new_cases(at=FRIDAY)
    return Case.objects.get(pk=made.pk)


def fresh(case) -> Case:
    return Case.objects.select_related("queue__calendar", "rule_version").get(pk=case.pk)


def told() -> list[str]:
    return list(Notification.objects.order_by("id").values_list("user__name", flat=True))


def wait(case, at):
    hooks.stop_clock(case, at)
    case.save(update_fields=["paused_at", "clock_minutes_left", "breached_at"])


def run_on(case, at):
    hooks.run_clock(case, at)
    case.save(update_fields=["paused_at", "clock_minutes_left", "due_at", "warn_at"])


def test_is_due_across_the_weekend_and_the_change_of_clocks(case):
    assert (case.due_at, case.warn_at) == (DUE, DUE - timedelta(hours=1))


def test_escalates_once_at_the_right_minute(case):
    watch_clocks(at=DUE - MINUTE)
    warned = told()
    watch_clocks(at=DUE)
    watch_clocks(at=DUE)
    watch_clocks(at=DUE + 29 * MINUTE)

    assert warned == ["Lena"]
    assert told() == ["Lena", "Lena"]
    assert fresh(case).breached_at == DUE
    assert audit_actions(case).count("exceptions.case.breached") == 1


def test_the_trail_says_who_heard(case):
    watch_clocks(at=DUE - MINUTE)
    watch_clocks(at=DUE)

    heard = Entry.objects.filter(action__in=["exceptions.case.warned", "exceptions.case.escalated"])
    said = heard.order_by("pk").values_list("action", "reason")
    assert list(said) == [
        ("exceptions.case.warned", "Lena"),
        ("exceptions.case.escalated", f"{first_step(case).get_to_display()}: Lena"),
    ]


def first_step(case):
    return case.queue.escalation.order_by("position").first()


def test_goes_on_up_the_chain(case):
    watch_clocks(at=DUE)
    watch_clocks(at=DUE + 30 * MINUTE)

    assert told() == ["Lena", "Lena"]
    assert list(case.escalations.exclude(position=0).values_list("position", flat=True)) == [1, 2]


def test_counts_the_chain_in_open_minutes(queue, ada, camden):
    publish(rule(queue, sla_minutes=60), actor=ada, at=FRIDAY)
    make_case(camden, at=FRIDAY)
    route_new_cases(at=FRIDAY)
    closing = utc(2026, 10, 23, 16, 0)

    watch_clocks(at=closing)
    watch_clocks(at=utc(2026, 10, 26, 9, 29))
    before = len(told())
    watch_clocks(at=utc(2026, 10, 26, 9, 30))

    assert (before, len(told())) == (1, 2)


def test_a_late_sweep_notes_the_minute_it_was_due(case):
    watch_clocks(at=DUE + timedelta(days=3))

    assert fresh(case).breached_at == DUE


def test_what_was_stopped_after_its_time_was_missed_and_is_told_of_when_it_goes_on(case):
    wait(case, DUE + MINUTE)

    watch_clocks(at=DUE + 2 * MINUTE)
    stopped = (fresh(case).breached_at, told())
    assert audit_actions(case).count("exceptions.case.breached") == 1
    run_on(fresh(case), DUE + 3 * MINUTE)
    watch_clocks(at=DUE + 3 * MINUTE)

    assert stopped == (DUE, [])
    assert (fresh(case).breached_at, told()) == (DUE, ["Lena"])


@pytest.mark.parametrize(("late", "missed"), [(1, DUE), (-1, None)])
def test_what_is_resolved_before_anybody_looked_was_missed_after_its_time(case, ada, late, missed):
    code, at = make_code().key, DUE + late * MINUTE

    resolve_case(case_id=case.pk, code=code, note="Counted", actor=None, at=at)
    watch_clocks(at=DUE + 2 * MINUTE)

    assert (fresh(case).breached_at, told()) == (missed, [])
    assert ("exceptions.case.breached" in audit_actions(case)) is (missed is not None)


def test_warns_the_owner_once(case, network):
    omar = make_person("Omar", role="ops agent", scope=network)
    case.assign(omar)
    case.save(update_fields=["owner", "status"])

    for minutes in (61, 60, 30, 1):
        watch_clocks(at=DUE - minutes * MINUTE)

    assert told() == ["Omar"]
    assert Escalation.objects.get().at == DUE - 60 * MINUTE


def test_paused_time_does_not_count(case):
    monday = utc(2026, 10, 26, 9, 30)
    wait(case, FRIDAY + 30 * MINUTE)
    watch_clocks(at=DUE + timedelta(hours=1))
    paused = told()
    run_on(fresh(case), monday)

    assert paused == []
    assert fresh(case).due_at == utc(2026, 10, 26, 12, 0)
    assert fresh(case).clock_minutes_left is None


def test_says_what_was_left_when_it_stopped(case):
    wait(case, FRIDAY + 30 * MINUTE)

    assert fresh(case).clock_minutes_left == 150


def test_two_pauses_add_up(case):
    for hour in (15, 16):
        wait(fresh(case), utc(2026, 10, 23, hour, 15))
        run_on(fresh(case), utc(2026, 10, 23, hour, 30))

    assert fresh(case).due_at == DUE + 15 * MINUTE


def test_a_new_holiday_moves_what_is_open(case, queue):
    Holiday.objects.create(calendar=queue.calendar, day=DUE.date(), name="Founders' day")

    watch_clocks(at=DUE)

    assert fresh(case).due_at == DUE + timedelta(days=1)
    assert told() == []
    assert "exceptions.case.clock_moved" in audit_actions(case)


def test_longer_hours_move_a_paused_clock_too(case, queue):
    wait(case, FRIDAY + 30 * MINUTE)
    queue.calendar.closes = [18 * 60] * 5 + [0, 0]
    queue.calendar.save(update_fields=["closes"])

    assert follow_changed_hours(at=FRIDAY + 30 * MINUTE) == 1

    run_on(fresh(case), FRIDAY + 60 * MINUTE)
    assert fresh(case).due_at == DUE - 30 * MINUTE


def test_a_holiday_after_the_fact_takes_the_miss_back_but_tells_nobody_again(case, queue):
    watch_clocks(at=DUE)
    Holiday.objects.create(calendar=queue.calendar, day=DUE.date(), name="Founders' day")

    watch_clocks(at=DUE + MINUTE)
    taken_back = fresh(case).breached_at
    watch_clocks(at=DUE + timedelta(days=1))

    assert taken_back is None
    assert fresh(case).breached_at == DUE + timedelta(days=1)
    assert told() == ["Lena"]


def test_nothing_is_told_of_what_is_resolved(case):
    case.cure(note="Counted", by=None, at=FRIDAY)
    case.save(update_fields=["status", "resolved_at", "closed_at", "closing_note"])

    watch_clocks(at=DUE + timedelta(days=2))

    assert told() == []


def test_leads_of_other_regions_hear_nothing(case, york):
    make_person("Mira", role="ops lead", scope=york)

    watch_clocks(at=DUE)

    assert told() == ["Lena"]
    assert Escalation.objects.get(position=1).told == "the leads of the desk: Lena"


def test_without_a_limit_there_is_no_clock(queue, ada, camden):
    publish(rule(queue), actor=ada)
    case = make_case(camden)
    route_new_cases(at=NOON)

    watch_clocks(at=NOON + timedelta(days=30))

    assert (fresh(case).due_at, told()) == (None, [])
