"""Who may change places, calendars and teams, and when. Checks raise or return nothing."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from zoneinfo import available_timezones

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from accounts import errors
from accounts.models import Calendar, Place, Team, User
from accounts.policies.base import (
    check_place_in_scope,
    check_right,
    check_sees_everything,
    covers,
)

CURRENCY = re.compile(r"[A-Z]{3}")
TEAM_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
A_DAY = 24 * 60


def check_time_zone(name: str) -> None:
    """Refuses TimeZoneUnknown."""
    if name not in available_timezones():
        raise errors.TimeZoneUnknown(name=name)


def check_create_place(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Place | None,
    time_zone: str,
    currency: str,
    actor: User | None,
) -> None:
    """Refuses RightMissing, PlaceOutsideScope, WholeNetworkNeeded, PlaceCodeMissing, WrongParent,
    TimeZoneUnknown, CurrencyMalformed, PlaceCodeTaken."""
    check_right(actor, "places.manage")
    if parent is None:
        check_sees_everything(actor)
    else:
        check_place_in_scope(actor, parent)
    if not code or not name:
        raise errors.PlaceCodeMissing()
    check_parent(kind=kind, parent=parent)
    check_time_zone(time_zone)
    check_currency(kind=kind, currency=currency)
    if Place.objects.filter(code=code).exists():
        raise errors.PlaceCodeTaken(code=code)


def check_parent(*, kind: str, parent: Place | None) -> None:
    """A network is a root, everything else hangs below a network or a region. Refuses WrongParent."""
    if kind == Place.Kind.NETWORK and parent is not None:
        raise errors.WrongParent(reason="a network has no parent.")
    if kind != Place.Kind.NETWORK and parent is None:
        raise errors.WrongParent(reason="choose the network or region it belongs to.")
    if parent is not None and parent.kind == Place.Kind.PLACE:
        raise errors.WrongParent(reason=f"{parent.code} is a place, and nothing lies below one.")


def check_currency(*, kind: str, currency: str) -> None:
    """Only a network has one, and it must. Refuses CurrencyMalformed."""
    wanted = kind == Place.Kind.NETWORK
    if wanted != bool(currency) or (currency and not CURRENCY.fullmatch(currency)):
        raise errors.CurrencyMalformed()


def check_change_place(place: Place, *, actor: User | None) -> None:
    """Refuses RightMissing, PlaceOutsideScope."""
    check_right(actor, "places.manage")
    check_place_in_scope(actor, place)


def check_move_place(place: Place, *, parent: Place, actor: User | None) -> None:
    """Refuses RightMissing, PlaceOutsideScope, WrongParent, MoveIntoItself, MoveAcrossNetworks,
    PlaceUnchanged."""
    check_change_place(place, actor=actor)
    check_place_in_scope(actor, parent)
    check_parent(kind=place.kind, parent=parent)
    if parent.path.startswith(place.path):
        raise errors.MoveIntoItself(place=place.code)
    if parent.network_id != place.network_id:
        raise errors.MoveAcrossNetworks(place=place.code)
    if place.parent_id == parent.pk:
        raise errors.PlaceUnchanged(place=place.code)


def check_set_manager(place: Place, *, manager: User | None, actor: User | None) -> None:
    """Refuses RightMissing, PlaceOutsideScope, ManagerNotOfPlace, PlaceUnchanged."""
    check_change_place(place, actor=actor)
    if manager is not None and not covers(manager, place.path):
        raise errors.ManagerNotOfPlace(person=manager.name, place=place.code)
    if place.manager_id == (manager.pk if manager else None):
        raise errors.PlaceUnchanged(place=place.code)


def check_save_calendar(
    *,
    name: str,
    opens: Sequence[int],
    closes: Sequence[int],
    holidays: Sequence[tuple[date, str]],
    known: Calendar | None,
    actor: User | None,
) -> None:
    """Calendars belong to all places. Refuses RightMissing, WholeNetworkNeeded, CalendarMalformed,
    CalendarNameTaken."""
    check_right(actor, "places.manage")
    check_sees_everything(actor)
    if not name:
        raise errors.CalendarMalformed(reason=_("it needs a name."))
    _check_hours(opens, closes)
    days = [day for day, _name in holidays]
    for day in days:
        if days.count(day) > 1:
            raise errors.CalendarMalformed(reason=_("%(day)s is listed twice.") % {"day": day})
    others = Calendar.objects.exclude(pk=known.pk) if known else Calendar.objects.all()
    if others.filter(name=name).exists():
        raise errors.CalendarNameTaken(name=name)


def _check_hours(opens: Sequence[int], closes: Sequence[int]) -> None:
    """Refuses CalendarMalformed, naming the day."""
    if len(opens) != 7 or len(closes) != 7:
        raise errors.CalendarMalformed(reason=_("it needs hours for seven days."))
    for number, (start, end) in enumerate(zip(opens, closes, strict=True)):
        if not (0 <= start <= end <= A_DAY):
            reason = _("%(day)s must close after it opens.") % {"day": WEEKDAYS[number]}
            raise errors.CalendarMalformed(reason=reason)


def check_save_team(
    *,
    code: str,
    name: str,
    members: Collection[User],
    known: Team | None,
    actor: User | None,
) -> None:
    """Refuses RightMissing, TeamMalformed, PersonOutsideScope, TeamCodeTaken, TeamUnchanged."""
    check_right(actor, "users.manage")
    if not name or not TEAM_CODE.fullmatch(code):
        raise errors.TeamMalformed()
    if actor is not None:
        before = set(known.members.all()) if known else set()
        for member in before ^ set(members):
            paths = member.place_scopes.values_list("place__path", flat=True)
            if not all(covers(actor, path) for path in paths):
                raise errors.PersonOutsideScope(person=member.name)
    others = Team.objects.exclude(pk=known.pk) if known else Team.objects.all()
    if others.filter(code=code).exists():
        raise errors.TeamCodeTaken(code=code)
    if known and known.name == name and set(known.members.all()) == set(members):
        raise errors.TeamUnchanged()


def check_place_fields(place: Place, *, name: str, time_zone: str) -> None:
    """Refuses PlaceCodeMissing, TimeZoneUnknown, PlaceUnchanged."""
    if not name:
        raise errors.PlaceCodeMissing()
    check_time_zone(time_zone)
    if (place.name, place.time_zone) == (name, time_zone):
        raise errors.PlaceUnchanged(place=place.code)


def check_calendar_differs(place: Place, calendar: Calendar | None) -> None:
    """Refuses PlaceUnchanged."""
    if place.calendar_id == (calendar.pk if calendar else None):
        raise errors.PlaceUnchanged(place=place.code)
