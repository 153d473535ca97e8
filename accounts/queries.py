"""Reads about people and places that cross tables."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Device, Place, SignIn, User
from accounts.roles import SECOND_FACTOR
from kernel.clock import now

SESSION_SCOPE = "scope_place"
# An address somebody signed in from so lately is no stranger.
FAMILIAR_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Scope:
    """A principal narrowed to what was chosen; `place` is None while all of one's places show."""

    scope_paths: tuple[str, ...]
    place: Place | None = None


def person(request: HttpRequest) -> User:
    """The signed-in person of a request that passed `requires`."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("This view needs a signed-in person; guard it with requires().")
    return user


def chosen_scope(request: HttpRequest) -> Scope:
    """The subtree chosen in the top bar, never wider than the person's places; read once."""
    known = getattr(request, "_chosen_scope", None)
    if known is None:
        known = _read_scope(request)
        request._chosen_scope = known  # type: ignore[attr-defined]
    return known


def choose_scope(request: HttpRequest, place: Place | None) -> None:
    """Keep the chosen subtree in the session; None shows all of one's places again."""
    if place is None:
        request.session.pop(SESSION_SCOPE, None)
    else:
        request.session[SESSION_SCOPE] = place.pk
    request._chosen_scope = None  # type: ignore[attr-defined]


def people_of_device(device: Device) -> QuerySet[User]:
    """Who may take over a shared device by PIN: people of its place who have one."""
    steps = [int(step) for step in device.place.path.strip("/").split("/")]
    people = User.objects.filter(is_active=True, place_scopes__place_id__in=steps).exclude(pin="")
    return people.exclude(groups__name__in=SECOND_FACTOR).distinct().order_by("name")


def came_from_here(email: str, ip: str) -> bool:
    """Whether this person signed in from this address lately."""
    since = now() - FAMILIAR_FOR
    known = SignIn.objects.filter(person__email__iexact=email, ip=ip, began_at__gte=since)
    return bool(ip) and known.exists()


def _read_scope(request: HttpRequest) -> Scope:
    user = request.user
    if not isinstance(user, User):
        return Scope(())
    place_id = request.session.get(SESSION_SCOPE)
    place = Place.objects.visible_to(user).filter(pk=place_id).first() if place_id else None
    return Scope((place.path,), place) if place else Scope(user.scope_paths)
