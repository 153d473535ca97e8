"""Locations: the list, one location, a new one, its facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import requires
from accounts.hours import calendar_of, is_open
from accounts.queries import chosen_scope, person
from inventory.catalog.files import LOCATION_FILE
from inventory.catalog.filters import LocationFilter
from inventory.catalog.forms import ChangeLocationForm, LocationForm
from inventory.catalog.models import Location
from inventory.catalog.panels import location_panels
from inventory.catalog.queries import pages
from inventory.catalog.services.locations import change_location, create_location
from inventory.catalog.tables import LocationTable, location_url
from inventory.catalog.views.edit import edit_page
from inventory.catalog.views.lifecycle import dialogs_of, location_actions
from inventory.catalog.views.visible import visible_location
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.lists import ListView
from workbench.once import acts_once
from workbench.people.acts import attempt
from workbench.trail.lines import subject_trail


class LocationList(ListView[Location]):
    key = "inventory.locations"
    permission = "catalog.view"
    export_permission = "catalog.view"
    api_scope = "catalog:read"
    title = gettext_lazy("Locations")
    url_name = "inventory:locations"
    template_name = "inventory/locations.html"
    filterset_class = LocationFilter
    table_class = LocationTable
    default_sort = "name"
    file_form = LOCATION_FILE
    pinned: ClassVar = ("q", "kind", "lifecycle")
    empty_icon = "store"
    empty_title = gettext_lazy("No locations yet")
    empty_text = gettext_lazy("Import a file of locations, or make the first one.")
    no_match_title = gettext_lazy("No locations match these filters")

    def rows(self) -> QuerySet[Location]:
        return Location.objects.visible_to(self.principal).select_related("place", "place__parent")


@require_GET
@requires("catalog.view")
def location(request: HttpRequest, code: str) -> HttpResponse:
    shown, user, at = visible_location(request, code), person(request), now()
    steps = location_actions(shown, actor=user)
    context = {
        "location": shown,
        "place": shown.place,
        "state": shown.state,
        "facts": _facts(shown, at),
        "main_panels": location_panels.main(request, shown),
        "side_panels": location_panels.side(request, shown),
        "forbidden": pages.location_rules(shown.lifecycle),
        "may_change": user.may("locations.change"),
        "actions": steps,
        "dialogs": dialogs_of(steps, shown.code),
        "trail": subject_trail(Location._meta.label_lower, str(shown.pk)),
    }
    return render(request, "inventory/location.html", context)


def _facts(shown: Location, at: datetime) -> list[tuple[Any, ...]]:
    place = shown.place
    calendar = calendar_of(place)
    return [
        (_("Kind"), shown.get_kind_display()),
        (_("Lies in"), str(place.parent) if place.parent else None),
        (_("Manager"), place.manager.name if place.manager else None),
        (_("Time zone"), place.time_zone),
        (_("Hours"), calendar.name if calendar else _("Never closes")),
        (_("Now"), _now(shown, at)),
        (_("Grace"), _("%(n)s minutes below zero") % {"n": shown.grace_minutes}),
        *(
            (name.replace("_", " ").capitalize(), str(text))
            for name, text in shown.attributes.items()
        ),
    ]


def _now(shown: Location, at: datetime) -> str:
    """Whether it does business; its hours say nothing of one that is not open at all."""
    if shown.lifecycle != Location.Lifecycle.OPEN:
        return str(shown.state.label)
    return _("Open for business") if is_open(shown.place, at) else _("Outside its hours")


@require_http_methods(["GET", "POST"])
@requires("locations.change")
@answers_refusals
@acts_once
def location_new(request: HttpRequest) -> HttpResponse:
    actor, status = person(request), 200
    form = LocationForm(request.POST or None, principal=chosen_scope(request))
    if request.method == "POST":
        made, status = attempt(form, lambda data: create_location(**data, actor=actor, at=now()))
        if made is not None:
            messages.success(request, _("%(code)s made, as planned.") % {"code": made.code})
            return redirect(location_url(made))
    context = {
        "form": form,
        "title": _("New location"),
        "lead": _("It starts as planned: it can be stocked and counted before it opens."),
        "verb": _("Make the location"),
        "back": reverse("inventory:locations"),
    }
    return render(request, "inventory/command.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("locations.change")
@answers_refusals
@acts_once
def location_change(request: HttpRequest, code: str) -> HttpResponse:
    shown, actor = visible_location(request, code), person(request)
    current = {
        "name": shown.name,
        "kind": shown.kind,
        "time_zone": shown.place.time_zone,
        "grace_minutes": shown.grace_minutes,
        "version": shown.version,
    }
    return edit_page(
        request,
        ChangeLocationForm(request.POST or None, initial=current),
        lambda data: change_location(code=shown.code, actor=actor, at=now(), **data),
        subject=shown,
        current=current,
        title=_("Change %(code)s") % {"code": shown.code},
        verb=_("Save the location"),
        back=location_url(shown),
        done=_("Location saved."),
    )
