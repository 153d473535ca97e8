"""Checks every room of this house starts with: the right, and the place."""

from collections.abc import Iterable

from accounts import errors
from accounts.models import Place, User
from accounts.models.place import Principal
from accounts.roles import label_of


def check_right(actor: User | None, permission: str) -> None:
    """No actor is the machine itself (a command on the shell, a sweep). Refuses RightMissing."""
    if actor is not None and not actor.may(permission):
        raise errors.RightMissing(right=label_of(permission))


def covers(principal: Principal, path: str) -> bool:
    """Whether a place at this path lies in one of the subtrees."""
    return any(path.startswith(seen) for seen in principal.scope_paths)


def check_place_in_scope(actor: User | None, place: Place) -> None:
    """Refuses PlaceOutsideScope."""
    if actor is not None and not covers(actor, place.path):
        raise errors.PlaceOutsideScope(place=place.code)


def check_sees_everything(actor: User | None) -> None:
    """Refuses WholeNetworkNeeded to whoever does not see every network."""
    if actor is None:
        return
    roots = Place.objects.filter(parent=None).values_list("path", flat=True)
    if not all(covers(actor, path) for path in roots):
        raise errors.WholeNetworkNeeded()


def check_places_in_scope(actor: User | None, places: Iterable[Place]) -> None:
    """Refuses PlaceOutsideScope for the first place that is not the actor's."""
    for place in places:
        check_place_in_scope(actor, place)
