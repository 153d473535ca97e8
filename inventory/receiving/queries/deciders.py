"""Who of a location may do what others are refused there."""

from __future__ import annotations

from accounts.models import PlaceScope, User
from accounts.roles import PERMISSIONS
from inventory.catalog.models import Location


def holders_at(location: Location, right: str) -> list[User]:
    """Those nearest to it among the people who hold a right, so that a store's manager is asked before
    a whole region."""
    roles = [role for role, held in PERMISSIONS.items() if right in held]
    people = User.objects.filter(is_active=True, groups__name__in=roles)
    for step in reversed(location.place.path.strip("/").split("/")):
        scoped = PlaceScope.objects.filter(place_id=int(step)).values("user_id")
        found = list(people.filter(pk__in=scoped).distinct().order_by("name", "pk"))
        if found:
            return found
    return []
