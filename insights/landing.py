"""Where a person lands after signing in: the first screen of their role that exists."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from accounts import roles
from accounts.models import User

# The role's own screens, best first; whoever has none of them lands on My work.
SCREENS: dict[str, tuple[str, ...]] = {
    roles.STORE_STAFF: ("floor:floor",),
    roles.WAREHOUSE: ("floor:floor",),
    roles.OPS_AGENT: ("exceptions:cases",),
    roles.OPS_LEAD: ("exceptions:cases?view=team",),
    roles.ADMIN: ("exceptions:rules",),
    roles.FINANCE: ("integrations:reconciliations",),
    roles.AUDITOR: ("audit:entries",),
    roles.INTEGRATION_ENGINEER: ("integrations:channels", "inventory:intake"),
}


def landing_of(user: User) -> str:
    """The address of the person's first screen."""
    held = set(user.groups.values_list("name", flat=True))
    names = [name for role, screens in SCREENS.items() if role in held for name in screens]
    return next((address for address in map(_address, names) if address), reverse("insights:work"))


def _address(name: str) -> str:
    """The page of a name; what stands behind a question mark is the view it opens with."""
    name, mark, view = name.partition("?")
    try:
        return reverse(name) + mark + view
    except NoReverseMatch:
        return ""
