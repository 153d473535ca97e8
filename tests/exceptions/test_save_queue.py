"""Queues: who works them, in which hours, whom a missed clock is told to."""

from datetime import timedelta

import pytest

from exceptions.models import Escalation, Queue
from exceptions.queue_policies import ChainStep, QueueContent
from exceptions.routing_errors import (
    AddressNotSafe,
    EscalationIncomplete,
    KeyTaken,
    NameMissing,
    QueueInUse,
    QueueNotRetired,
    QueueRetiredBefore,
    QueueUnknown,
    RulesNotAllowed,
    SettingChanged,
    UnknownTimeZone,
)
from exceptions.services.clocks import watch_clocks
from exceptions.services.queues import restore_queue, retire_queue, save_queue
from exceptions.services.routing import route_new_cases
from tests.exceptions.rules_world import (
    make_agents,
    make_case,
    make_queue,
    office_hours,
    publish,
    rule,
    utc,
)
from tests.factories import NOON
from tests.trail import audit_actions, audit_entries

pytestmark = pytest.mark.django_db


def save(actor, queue=None, *, version=None, key="returns", **content):
    content.setdefault("name", "Returns")
    return save_queue(
        queue_id=queue.pk if queue else None,
        key=key,
        content=QueueContent(**content),
        version=version or (queue.version if queue else 0),
        actor=actor,
        at=NOON,
    )


def test_makes_a_queue_with_its_chain(ada, lena):
    hours = office_hours()
    chain = [ChainStep("owner"), ChainStep("person", 30, person_id=lena.pk, by_email=True)]

    made = save(ada, calendar_id=hours.pk, chain=chain)

    steps = list(made.escalation.values_list("position", "to", "after_minutes", "person"))
    assert steps == [(1, "owner", 0, None), (2, "person", 30, lena.pk)]
    assert (made.calendar, made.warn_minutes, made.version) == (hours, 30, 1)
    assert audit_actions(made) == ["exceptions.queue.made"]


def test_changes_one_and_tells_the_trail_what_changed(ada):
    made = save(ada)

    changed = save(ada, made, name="Goods back", warn_minutes=30)

    assert (changed.name, changed.key, changed.version) == ("Goods back", "returns", 2)
    entry = audit_entries(made)[-1]
    assert (entry.before, entry.after) == ({"name": "Returns"}, {"name": "Goods back"})


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ({"name": " "}, NameMissing),
        ({"time_zone": "London"}, UnknownTimeZone),
        ({"chain": [ChainStep("person")]}, EscalationIncomplete),
        ({"chain": [ChainStep("webhook")]}, EscalationIncomplete),
        ({"chain": [ChainStep("webhook", address="http://ops.example.com")]}, AddressNotSafe),
    ],
)
def test_refuses_what_it_cannot_work_with(ada, content, refusal):
    with pytest.raises(refusal):
        save(ada, **content)

    assert not Queue.objects.filter(key="returns").exists()


def test_refuses_a_key_that_is_taken(ada):
    save(ada)

    with pytest.raises(KeyTaken):
        save(ada)


def test_refuses_who_may_only_read(lena, omar):
    for person in (lena, omar):
        with pytest.raises(RulesNotAllowed):
            save(person)


def test_refuses_a_stale_form_and_an_unknown_queue(ada):
    made = save(ada)
    save(ada, made, name="Goods back")

    with pytest.raises(SettingChanged):
        save(ada, made, version=1, name="Mine")
    made.pk = 0
    with pytest.raises(QueueUnknown):
        save(ada, made)
    assert Queue.objects.get(key="returns").name == "Goods back"


def test_a_queue_no_rule_names_is_retired_and_used_again(ada):
    made = save(ada)

    gone = retire_queue(queue_id=made.pk, version=1, actor=ada, at=NOON)
    with pytest.raises(QueueRetiredBefore):
        retire_queue(queue_id=made.pk, version=2, actor=ada, at=NOON)
    back = restore_queue(queue_id=made.pk, version=2, actor=ada, at=NOON)

    assert (gone.retired_at, back.retired_at, back.version) == (NOON, None, 3)
    with pytest.raises(QueueNotRetired):
        restore_queue(queue_id=made.pk, version=3, actor=ada, at=NOON)


@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=48)])
def test_refuses_to_retire_one_that_rules_send_cases_to(ada, later):
    queue = make_queue("wanted")
    publish(rule(queue), actor=ada, at=NOON + later)

    with pytest.raises(QueueInUse):
        retire_queue(queue_id=queue.pk, version=1, actor=ada, at=NOON)


def test_open_clocks_follow_the_new_hours(ada, camden):
    queue = make_queue("office")
    publish(rule(queue, sla_minutes=120), actor=ada)
    friday = utc(2026, 11, 20, 16, 0)
    case = make_case(camden, at=friday)
    route_new_cases(at=friday)
    save(ada, queue, name="Office", calendar_id=office_hours().pk, time_zone="UTC")

    watch_clocks(at=friday)

    case.refresh_from_db(fields=["due_at"])
    assert case.due_at == utc(2026, 11, 23, 10, 0)


def test_a_missed_clock_is_not_told_twice_when_its_step_is_replaced(ada, network, camden):
    queue = make_queue("slow", *make_agents("Omar", scope=network))
    publish(rule(queue, sla_minutes=60), actor=ada)
    make_case(camden)
    route_new_cases(at=NOON)
    queue = save(ada, queue, name="Slow", team_id=queue.team_id, chain=[ChainStep("team")])
    watch_clocks(at=NOON + timedelta(hours=2))

    save(ada, queue, name="Slow", team_id=queue.team_id, chain=[ChainStep("leads")])
    watch_clocks(at=NOON + timedelta(hours=3))

    assert Escalation.objects.filter(position=1).count() == 1


def test_without_a_team_whoever_may_work_there_gets_cases_in_turn(ada, network, camden):
    omar, sam = make_agents("Omar", "Sam", scope=network)
    publish(rule(make_queue("all"), owner_choice="round_robin"), actor=ada)
    cases = [make_case(camden, number) for number in range(2)]

    route_new_cases(at=NOON)

    owners = {case.refresh_from_db(fields=["owner"]) or case.owner for case in cases}
    assert owners == {omar, sam}


def test_kept_to_a_place_nobody_from_elsewhere_gets_them(ada, network, camden, york):
    make_agents("Yve", scope=york)
    (cam,) = make_agents("Cam", scope=camden)
    publish(rule(make_queue("all", place=camden), owner_choice="least_loaded"), actor=ada)
    case = make_case(camden)

    route_new_cases(at=NOON)

    case.refresh_from_db(fields=["owner"])
    assert case.owner == cam
