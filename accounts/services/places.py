"""Places, their calendars, and teams."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from accounts.locks import lock_calendar, lock_place, lock_subtree, lock_team
from accounts.models import Calendar, Holiday, Place, Team, User
from accounts.policies import places as policies
from accounts.services.people import show_network
from audit.services import record
from kernel.plain import clean_text


@transaction.atomic
def create_place(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Place | None,
    actor: User | None,
    at: datetime,
    time_zone: str = "Europe/London",
    currency: str = "",
) -> Place:
    """Add a place to the tree: a network at its root, which its maker sees, or something below one.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WholeNetworkNeeded, PlaceCodeMissing,
    WrongParent, TimeZoneUnknown, CurrencyMalformed, PlaceCodeTaken.
    """
    code, name = (clean_text(text.strip(), longest=160) for text in (code, name))
    parent = lock_place(parent.pk) if parent else None
    policies.check_create_place(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        time_zone=time_zone,
        currency=currency,
        actor=actor,
    )
    place = Place.objects.create(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        path=f"new:{code}",
        time_zone=time_zone,
        currency=currency,
    )
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    record("accounts.place.created", place, actor=actor, at=at, place=place, after=_facts(place))
    if parent is None and actor is not None:
        show_network(network=place, to=actor, at=at)
    return place


@transaction.atomic
def change_place(
    *, place_id: int, name: str, time_zone: str, actor: User | None, at: datetime
) -> Place:
    """Call a place something else, or say in which time zone it lies.

    Refuses, in this order: RightMissing, PlaceOutsideScope, PlaceCodeMissing, TimeZoneUnknown,
    PlaceUnchanged.
    """
    place = lock_place(place_id)
    policies.check_change_place(place, actor=actor)
    name = clean_text(name.strip(), longest=160)
    policies.check_place_fields(place, name=name, time_zone=time_zone)
    before = _facts(place)
    place.name, place.time_zone = name, time_zone
    place.save(update_fields=["name", "time_zone"])
    return _changed(place, "changed", before, actor=actor, at=at)


@transaction.atomic
def move_place(*, place_id: int, parent_id: int, actor: User | None, at: datetime) -> Place:
    """Hang a place, with all below it, under another parent of its network.

    Whoever sees the new parent sees it from then on, whoever saw it by the old one no longer does.

    Refuses, in this order: RightMissing, PlaceOutsideScope, WrongParent, MoveIntoItself,
    MoveAcrossNetworks, PlaceUnchanged.
    """
    place, parent = lock_subtree(place_id, parent_id)
    policies.check_move_place(place, parent=parent, actor=actor)
    before = _facts(place)
    old, new = place.path, f"{parent.path}{place.pk}/"
    tail = Substr(F("path"), len(old) + 1)
    Place.objects.filter(path__startswith=old).update(path=Concat(Value(new), tail))
    place.parent, place.path = parent, new
    place.save(update_fields=["parent"])
    return _changed(place, "moved", before, actor=actor, at=at)


@transaction.atomic
def set_calendar(
    *, place_id: int, calendar: Calendar | None, actor: User | None, at: datetime
) -> Place:
    """Say when a place is open; without a calendar of its own it has that of its parent.

    Refuses, in this order: RightMissing, PlaceOutsideScope, PlaceUnchanged.
    """
    place = lock_place(place_id)
    policies.check_change_place(place, actor=actor)
    policies.check_calendar_differs(place, calendar)
    before = _facts(place)
    place.calendar = calendar
    place.save(update_fields=["calendar"])
    return _changed(place, "calendar_set", before, actor=actor, at=at)


@transaction.atomic
def set_manager(*, place_id: int, manager: User | None, actor: User | None, at: datetime) -> Place:
    """Say who runs a place.

    Refuses, in this order: RightMissing, PlaceOutsideScope, ManagerNotOfPlace, PlaceUnchanged.
    """
    place = lock_place(place_id)
    policies.check_set_manager(place, manager=manager, actor=actor)
    before = _facts(place)
    place.manager = manager
    place.save(update_fields=["manager"])
    return _changed(place, "manager_set", before, actor=actor, at=at)


@transaction.atomic
def save_calendar(
    *,
    name: str,
    opens: Sequence[int],
    closes: Sequence[int],
    holidays: Sequence[tuple[date, str]],
    actor: User | None,
    at: datetime,
    calendar_id: int | None = None,
) -> Calendar:
    """Make a calendar, or set its hours and holidays anew.

    Refuses, in this order: RightMissing, WholeNetworkNeeded, CalendarMalformed, CalendarNameTaken.
    """
    name = clean_text(name.strip(), longest=80)
    known = lock_calendar(calendar_id) if calendar_id else None
    policies.check_save_calendar(
        name=name, opens=opens, closes=closes, holidays=holidays, known=known, actor=actor
    )
    before = _hours(known) if known else None
    calendar = known or Calendar()
    calendar.name, calendar.opens, calendar.closes = name, list(opens), list(closes)
    fields = ["name", "opens", "closes"]
    calendar.save(update_fields=fields) if known else calendar.save(force_insert=True)
    calendar.holidays.all().delete()
    days = [
        Holiday(calendar=calendar, day=day, name=clean_text(title, longest=80))
        for day, title in holidays
    ]
    Holiday.objects.bulk_create(days)
    action = "accounts.calendar.changed" if known else "accounts.calendar.created"
    record(action, calendar, actor=actor, at=at, before=before, after=_hours(calendar))
    return calendar


@transaction.atomic
def save_team(
    *,
    code: str,
    name: str,
    members: Collection[User],
    actor: User | None,
    at: datetime,
    team_id: int | None = None,
) -> Team:
    """Make a team, or set its name and members anew.

    Refuses, in this order: RightMissing, TeamMalformed, PersonOutsideScope, TeamCodeTaken,
    TeamUnchanged.
    """
    code, name = code.strip(), clean_text(name.strip(), longest=80)
    known = lock_team(team_id) if team_id else None
    policies.check_save_team(code=code, name=name, members=members, known=known, actor=actor)
    before = _roster(known) if known else None
    team = known or Team()
    team.code, team.name = code, name
    team.save(update_fields=["code", "name"]) if known else team.save(force_insert=True)
    team.members.set(members)
    action = "accounts.team.changed" if known else "accounts.team.created"
    record(action, team, actor=actor, at=at, before=before, after=_roster(team))
    return team


def _changed(
    place: Place, what: str, before: dict[str, Any], *, actor: User | None, at: datetime
) -> Place:
    record(
        f"accounts.place.{what}",
        place,
        actor=actor,
        at=at,
        place=place,
        before=before,
        after=_facts(place),
    )
    return place


def _facts(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "parent": place.parent.code if place.parent else "",
        "time_zone": place.time_zone,
        "calendar": place.calendar.name if place.calendar else "",
        "manager": place.manager_id,
    }


def _hours(calendar: Calendar) -> dict[str, Any]:
    return {
        "name": calendar.name,
        "opens": list(calendar.opens),
        "closes": list(calendar.closes),
        "holidays": [f"{holiday.day} {holiday.name}" for holiday in calendar.holidays.all()],
    }


def _roster(team: Team) -> dict[str, Any]:
    members = team.members.order_by("pk").values_list("pk", flat=True)
    return {"code": team.code, "name": team.name, "members": list(members)}
