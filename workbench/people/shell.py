"""What the rooms of people tell the shell."""

from collections.abc import Callable, Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiClient, Calendar, Device, Place, Team, User
from accounts.people import visible_people
from workbench.registry import Hit, NavItem, SearchProvider, registry


def register() -> None:
    registry.add_nav(
        NavItem("clients", _("API clients"), "plug", "accounts:clients", "clients.view",
                group="Connections", order=80),
        NavItem("users", _("People"), "user", "accounts:users", "users.view",
                group="Set-up", order=10),
        NavItem("places", _("Places"), "store", "accounts:places", "users.view",
                group="Set-up", order=20),
        NavItem("calendars", _("Calendars"), "clock", "accounts:calendars", "users.view",
                group="Set-up", order=30),
        NavItem("teams", _("Teams"), "inbox", "accounts:teams", "users.view",
                group="Set-up", order=40),
        NavItem("devices", _("Shared devices"), "scan", "accounts:devices", "devices.manage",
                group="Set-up", order=50),
    )  # fmt: skip
    registry.add_search(SearchProvider(_("People"), "users.view", find_people, order=70))
    registry.add_search(SearchProvider(_("Places"), "users.view", find_places, order=75))
    for model, name in (
        (User, "user"),
        (ApiClient, "client"),
        (Device, "device"),
        (Calendar, "calendar"),
    ):
        registry.add_subject(model._meta.label_lower, _by_number(f"accounts:{name}"))
    registry.add_subject(Place._meta.label_lower, _place_url)
    registry.add_subject(Team._meta.label_lower, _team_url)


def find_people(user: User, text: str, limit: int) -> Iterable[Hit]:
    people = visible_people(user).filter(Q(name__icontains=text) | Q(email__istartswith=text))
    for person in people.order_by("name")[:limit]:
        url = reverse("accounts:user", args=[person.pk])
        yield Hit(person.name, url, "user", person.email, exact=person.email == text.lower())


def find_places(user: User, text: str, limit: int) -> Iterable[Hit]:
    places = Place.objects.visible_to(user).filter(
        Q(code__istartswith=text) | Q(name__icontains=text)
    )
    for place in places[:limit]:
        yield Hit(str(place), reverse("accounts:place", args=[place.code]), "store")


def _by_number(url_name: str) -> Callable[[str], str]:
    """The page of a subject whose address carries its number."""
    return lambda subject_id: reverse(url_name, args=[int(subject_id)])


def _place_url(subject_id: str) -> str:
    code = Place.objects.filter(pk=subject_id).values_list("code", flat=True).first()
    return reverse("accounts:place", args=[code]) if code else ""


def _team_url(subject_id: str) -> str:
    code = Team.objects.filter(pk=subject_id).values_list("code", flat=True).first()
    return reverse("accounts:team", args=[code]) if code else ""
