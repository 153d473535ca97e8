"""How the demo's people organise themselves: teams, hours, counts by themselves, an absence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from accounts.models import Calendar, Place, Team, User
from accounts.services import save_calendar, save_team, set_calendar, set_manager
from approvals.services.delegations import add_delegation
from exceptions.models import Queue
from exceptions.queue_policies import ChainStep, QueueContent
from exceptions.services.queues import save_queue
from inventory.counts.services.rules import create_plan

HOUR = 60
# Minutes since midnight, Monday first.
OPENS = [7 * HOUR] * 5 + [8 * HOUR] * 2
CLOSES = [20 * HOUR] * 5 + [16 * HOUR, 8 * HOUR]
PLAN = {
    "is_active": True, "lines": 20, "every_days": 7,
    "on_below_zero": True, "on_snapshot": True, "short_picks": 2,
}  # fmt: skip
# Who works what beside the feeds, and whose clocks rest at night.
DESK_QUEUES = ("deliveries", "stock", "desk")
BY_DAY = ("deliveries", "stock")


def organise(
    *, network: Place, store: Place, people: Mapping[str, User], note: str, at: datetime
) -> None:
    """Through the commands of the set-up screens, as the admin."""
    ada = people["ada"]
    hours = _hours(at.date(), ada, at=at)
    set_calendar(place_id=network.pk, calendar=hours, actor=ada, at=at)
    set_manager(place_id=store.pk, manager=people["priya"], actor=ada, at=at)
    desk = save_team(
        code="desk", name="Exception desk",
        members=[people["omar"], people["sam"], people["lena"]], actor=ada, at=at,
    )  # fmt: skip
    feeds = save_team(
        code="feeds", name="Feeds and connections",
        members=[people["omar"], people["sam"], people["ines"]], actor=ada, at=at,
    )  # fmt: skip
    for queue in Queue.objects.filter(retired_at=None):
        team = desk if queue.key in DESK_QUEUES else feeds
        by_day = hours if queue.key in BY_DAY else None
        _give(queue, team, by_day, zone=network.time_zone, actor=ada, at=at)
    create_plan(place=store, wanted=PLAN, actor=ada, at=at)
    add_delegation(
        person=people["priya"],
        deputy=people["lena"],
        starts_at=at + timedelta(days=3),
        ends_at=at + timedelta(days=5),
        note=note,
        actor=ada,
        at=at,
    )


def _hours(today: date, actor: User, *, at: datetime) -> Calendar:
    years = (today.year, today.year + 1)
    feasts = [(date(year, 12, 25), "Christmas Day") for year in years]
    feasts += [(date(year, 1, 1), "New Year's Day") for year in years]
    return save_calendar(
        name="Opening hours", opens=OPENS, closes=CLOSES, holidays=feasts, actor=actor, at=at
    )


def _give(
    queue: Queue, team: Team, hours: Calendar | None, *, zone: str, actor: User, at: datetime
) -> None:
    content = QueueContent(
        name=queue.name,
        team_id=team.pk,
        place_id=queue.place_id,
        calendar_id=hours.pk if hours else None,
        time_zone=zone,
        warn_minutes=queue.warn_minutes,
        chain=[
            ChainStep(step.to, step.after_minutes, step.person_id, step.by_email, step.address)
            for step in queue.escalation.all()
        ],
    )
    save_queue(
        queue_id=queue.pk, key=queue.key, content=content, version=queue.version, actor=actor, at=at
    )
