"""Columns of the lists of people, places and clients."""

from datetime import timedelta
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ApiClient, Calendar, Device, Place, Team, User
from accounts.people import DISABLED, INVITED, STATUS
from kernel.clock import now
from workbench.columns import BadgeColumn, MomentColumn, QuantityColumn, TextColumn, TitleColumn
from workbench.templatetags import ui

SOON = timedelta(days=30)


def user_url(person: User) -> str:
    return reverse("accounts:user", args=[person.pk])


class StatusColumn(BadgeColumn):
    def facts(self, record: Any, value: str) -> dict[str, Any]:
        tone = {INVITED: "info", DISABLED: "warn"}.get(value, "")
        return ui.badge(str(STATUS[value]), tone)


class RolesColumn(TextColumn):
    def facts(self, record: Any, value: str | None) -> dict[str, Any]:
        return {"value": capfirst(value or "")}


class FactorColumn(BadgeColumn):
    def facts(self, record: Any, value: bool) -> dict[str, Any]:
        return ui.badge(_("Set up") if value else "")


class UserTable(tables.Table):
    name = TitleColumn(
        gettext_lazy("Name"), url=user_url, sub="email", sub_name=gettext_lazy("Email")
    )
    role_names = RolesColumn(gettext_lazy("Roles"), hide=1, phone="b")
    codes = TextColumn(gettext_lazy("Places"), hide=2, orderable=False)
    has_factor = FactorColumn(gettext_lazy("Second factor"), hide=3)
    last_seen = MomentColumn(gettext_lazy("Last seen"), phone="u", style="ago", hide=1)
    status = StatusColumn(gettext_lazy("Status"), phone="s")

    class Meta:
        model = User
        fields: list[str] = []


def place_url(place: Place) -> str:
    return reverse("accounts:place", args=[place.code])


class TreeColumn(TitleColumn):
    """A place, moved in by how deep it lies."""

    part = "tree"

    def facts(self, record: Place, value: str) -> dict[str, Any]:
        depth = min(record.path.count("/") - 2, 5)
        return {**super().facts(record, value), "value": str(record), "depth": depth}


class CalendarColumn(TextColumn):
    def facts(self, record: Place, value: object) -> dict[str, Any]:
        return {"value": record.calendar.name if record.calendar else _("As above")}


class PlaceTable(tables.Table):
    code = TreeColumn(gettext_lazy("Place"), url=place_url, order_by=("path",))
    kind = TextColumn(
        gettext_lazy("Kind"),
        accessor="get_kind_display",
        hide=1,
        phone="b",
        order_by=("kind", "path"),
    )
    parent = TextColumn(
        gettext_lazy("Belongs to"), accessor="parent__code", hide=2, order_by=("parent__code",)
    )
    time_zone = TextColumn(gettext_lazy("Time zone"), hide=3)
    calendar = CalendarColumn(gettext_lazy("Calendar"), hide=2, orderable=False)
    manager = TextColumn(
        gettext_lazy("Manager"), accessor="manager__name", phone="s", order_by=("manager__name",)
    )

    class Meta:
        model = Place
        fields: list[str] = []


def client_url(client: ApiClient) -> str:
    return reverse("accounts:client", args=[client.pk])


class ScopesColumn(TextColumn):
    def facts(self, record: ApiClient, value: list[str]) -> dict[str, Any]:
        return {"value": ", ".join(value)}


class SeesColumn(TextColumn):
    def facts(self, record: ApiClient, value: object) -> dict[str, Any]:
        return {"value": record.place.code if record.place else _("Everything")}


class TokenColumn(BadgeColumn):
    """How the client's newest live token stands."""

    def facts(self, record: ApiClient, value: Any) -> dict[str, Any]:
        if not record.is_active:
            return ui.badge(_("Switched off"), "warn")
        if value is None:
            return ui.badge(_("No live token"), "bad")
        if value - now() < SOON:
            return ui.badge(_("Ends soon"), "warn")
        return ui.badge(_("Live"))


class ClientTable(tables.Table):
    name = TitleColumn(
        gettext_lazy("Client"), url=client_url, sub="source_code", sub_name=gettext_lazy("Source")
    )
    place = SeesColumn(gettext_lazy("Sees"), hide=2, order_by=("place__code",))
    scopes = ScopesColumn(gettext_lazy("May"), hide=2, phone="b", orderable=False)
    calls_per_minute = QuantityColumn(gettext_lazy("Calls a minute"), hide=3)
    refused = QuantityColumn(gettext_lazy("Refused, 7 days"), hide=1)
    last_used = MomentColumn(gettext_lazy("Last call"), phone="u", style="ago")
    token = TokenColumn(gettext_lazy("Token"), phone="s")

    class Meta:
        model = ApiClient
        fields: list[str] = []


def device_url(device: Device) -> str:
    return reverse("accounts:device", args=[device.pk])


class InUseColumn(BadgeColumn):
    def facts(self, record: Device, value: object) -> dict[str, Any]:
        return ui.badge(_("Retired")) if value else ui.badge(_("In use"), "ok")


class DeviceTable(tables.Table):
    name = TitleColumn(
        gettext_lazy("Device"), url=device_url, sub="place__name", sub_name=gettext_lazy("Place")
    )
    place = TextColumn(
        gettext_lazy("Place"), accessor="place__code", phone="b", order_by=("place__code",)
    )
    lock_after_minutes = QuantityColumn(gettext_lazy("Locks after minutes"), hide=2)
    registered_by = TextColumn(gettext_lazy("By"), accessor="registered_by__name", hide=2)
    registered_at = MomentColumn(gettext_lazy("Registered"), style="day", hide=1, phone="u")
    retired_at = InUseColumn(gettext_lazy("Status"), phone="s")

    class Meta:
        model = Device
        fields: list[str] = []


def team_url(team: Team) -> str:
    return reverse("accounts:team", args=[team.code])


class TeamTable(tables.Table):
    name = TitleColumn(gettext_lazy("Team"), url=team_url, sub="code")
    size = QuantityColumn(gettext_lazy("Members"), phone="s")

    class Meta:
        model = Team
        fields: list[str] = []


def calendar_url(calendar: Calendar) -> str:
    return reverse("accounts:calendar", args=[calendar.pk])


class CalendarTable(tables.Table):
    name = TitleColumn(gettext_lazy("Calendar"), url=calendar_url)
    week = QuantityColumn(gettext_lazy("Hours a week"), orderable=False, phone="b")
    coming = QuantityColumn(gettext_lazy("Holidays to come"), hide=1)
    places = QuantityColumn(gettext_lazy("Places"), phone="s")

    class Meta:
        model = Calendar
        fields: list[str] = []
