"""Screens of places: the tree, one place, what may be changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import requires
from accounts.hours import calendar_of, is_open
from accounts.models import Place, User
from accounts.people import ancestors, visible_devices
from accounts.policies.base import covers
from accounts.queries import chosen_scope, person
from accounts.services import (
    change_place,
    create_place,
    move_place,
    set_calendar,
    set_manager,
)
from kernel.clock import now
from kernel.decorators import answers_refusals
from kernel.lists import ListView
from workbench.once import acts_once
from workbench.people.acts import attempt, command_page
from workbench.people.filters import PlaceFilter
from workbench.people.forms import (
    ChangePlaceForm,
    MovePlaceForm,
    PlaceCalendarForm,
    PlaceForm,
    PlaceManagerForm,
)
from workbench.people.tables import PlaceTable
from workbench.trail.lines import subject_trail

SHOWN = 50


class PlaceList(ListView[Place]):
    key = "accounts.places"
    permission = "users.view"
    title = gettext_lazy("Places")
    url_name = "accounts:places"
    template_name = "accounts/places.html"
    filterset_class = PlaceFilter
    table_class = PlaceTable
    default_sort = "code"
    pinned: ClassVar = ("kind", "within")
    empty_icon = "store"
    empty_title = gettext_lazy("No places yet")
    empty_text = gettext_lazy("Make a network first, then regions and places below it.")
    no_match_title = gettext_lazy("No places match these filters")

    def rows(self) -> QuerySet[Place]:
        return Place.objects.visible_to(self.principal).select_related(
            "parent", "calendar", "manager"
        )


def _one(request: HttpRequest, code: str) -> Place:
    places = Place.objects.visible_to(person(request))
    return get_object_or_404(places.select_related("calendar", "manager"), code=code)


@require_GET
@requires("users.view")
def place(request: HttpRequest, code: str) -> HttpResponse:
    shown, viewer = _one(request, code), person(request)
    below = Place.objects.filter(parent=shown)
    above = [node for node in ancestors(shown) if covers(viewer, node.path)]
    context = {
        "place": shown,
        "above": above,
        "facts": _facts(shown),
        "below": below[:SHOWN],
        "below_count": below.count(),
        "people": _people(shown)[:SHOWN],
        "devices": visible_devices(viewer).filter(place=shown, retired_at=None),
        "may_manage": viewer.may("places.manage"),
        "trail": subject_trail(Place._meta.label_lower, str(shown.pk)),
    }
    return render(request, "accounts/place.html", context)


def _facts(shown: Place) -> list[tuple[Any, ...]]:
    calendar = calendar_of(shown)
    own = shown.calendar_id is not None
    hours = calendar.name if calendar else _("Never closes")
    if calendar and not own:
        hours = _("%(name)s, from above") % {"name": calendar.name}
    facts: list[tuple[Any, ...]] = [
        (_("Kind"), shown.get_kind_display()),
        (_("Time zone"), shown.time_zone),
        (_("Hours"), hours),
        (_("Now"), _("Open") if is_open(shown, now()) else _("Closed")),
        (_("Manager"), shown.manager.name if shown.manager else None),
    ]
    return [*facts, (_("Currency"), shown.currency)] if shown.currency else facts


def _people(shown: Place) -> QuerySet[User]:
    """Who has exactly this place, not everybody who sees it from above."""
    return User.objects.filter(place_scopes__place=shown).order_by("name")


@require_http_methods(["GET", "POST"])
@requires("places.manage")
@answers_refusals
@acts_once
def place_new(request: HttpRequest) -> HttpResponse:
    actor, scope = person(request), chosen_scope(request).place
    given = request.GET.get("parent", "") or (scope.code if scope else "")
    initial = {"parent": given[:40], "kind": Place.Kind.PLACE, "time_zone": actor.time_zone}
    form = PlaceForm(request.POST or None, principal=actor, initial=initial)
    status = 200
    if request.method == "POST":
        made, status = attempt(form, lambda data: create_place(**data, actor=actor, at=now()))
        if made is not None:
            messages.success(request, _("Place made."))
            return redirect("accounts:place", made.code)
    context = {
        "form": form,
        "title": _("New place"),
        "verb": _("Make the place"),
        "back": reverse("accounts:places"),
    }
    return render(request, "accounts/command.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("places.manage")
@answers_refusals
@acts_once
def place_change(request: HttpRequest, code: str) -> HttpResponse:
    shown, actor = _one(request, code), person(request)
    initial = {"name": shown.name, "time_zone": shown.time_zone}
    return command_page(
        request,
        ChangePlaceForm(request.POST or None, initial=initial),
        lambda data: change_place(place_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Change %(code)s") % {"code": shown.code},
        verb=_("Save the place"),
        back=reverse("accounts:place", args=[shown.code]),
        done=_("Place saved."),
        whole=True,
    )


@require_http_methods(["GET", "POST"])
@requires("places.manage")
@answers_refusals
@acts_once
def place_move(request: HttpRequest, code: str) -> HttpResponse:
    shown, actor = _one(request, code), person(request)
    return command_page(
        request,
        MovePlaceForm(request.POST or None, principal=actor),
        lambda data: move_place(
            place_id=shown.pk, parent_id=data["parent"].pk, actor=actor, at=now()
        ),
        title=_("Move %(code)s") % {"code": shown.code},
        lead=_(
            "Everything below it moves along. Who sees the new parent sees it from then on; who saw "
            "it only through the old one no longer does."
        ),
        verb=_("Move the place"),
        back=reverse("accounts:place", args=[shown.code]),
        done=_("Place moved."),
    )


@require_http_methods(["GET", "POST"])
@requires("places.manage")
@answers_refusals
@acts_once
def place_calendar(request: HttpRequest, code: str) -> HttpResponse:
    shown, actor = _one(request, code), person(request)
    return command_page(
        request,
        PlaceCalendarForm(request.POST or None, initial={"calendar": shown.calendar_id}),
        lambda data: set_calendar(place_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Calendar of %(code)s") % {"code": shown.code},
        lead=_("Clocks of approvals and cases count the minutes in which a place is open."),
        verb=_("Set the calendar"),
        back=reverse("accounts:place", args=[shown.code]),
        done=_("Calendar set."),
        whole=True,
    )


@require_http_methods(["GET", "POST"])
@requires("places.manage")
@answers_refusals
@acts_once
def place_manager(request: HttpRequest, code: str) -> HttpResponse:
    shown, actor = _one(request, code), person(request)
    initial = {"manager": shown.manager.email if shown.manager else ""}
    return command_page(
        request,
        PlaceManagerForm(request.POST or None, principal=actor, initial=initial),
        lambda data: set_manager(place_id=shown.pk, actor=actor, at=now(), **data),
        title=_("Manager of %(code)s") % {"code": shown.code},
        verb=_("Set the manager"),
        back=reverse("accounts:place", args=[shown.code]),
        done=_("Manager set."),
        whole=True,
    )
