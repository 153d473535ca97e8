"""Roles are groups; what each may do is this table. Deny by default: what is not here is refused.

A permission says *what*, a place scope says *where*; both are needed.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

STORE_STAFF: Final = "store staff"
STORE_MANAGER: Final = "store manager"
WAREHOUSE: Final = "warehouse"
OPS_AGENT: Final = "ops agent"
OPS_LEAD: Final = "ops lead"
ADMIN: Final = "admin"
FINANCE: Final = "finance"
AUDITOR: Final = "auditor"
INTEGRATION_ENGINEER: Final = "integration engineer"

EVERYBODY: Final = frozenset({"work.view", "stock.view", "catalog.view", "states.view"})

PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    STORE_STAFF: EVERYBODY,
    STORE_MANAGER: EVERYBODY | {"stock.export", "cases.view", "devices.manage"},
    WAREHOUSE: EVERYBODY | {"cases.view"},
    OPS_AGENT: EVERYBODY
    | {"stock.export", "value.view", "cases.view", "intake.view", "intake.fix"},
    OPS_LEAD: EVERYBODY
    | {"stock.export", "value.view", "cases.view", "intake.view", "intake.fix", "views.share"},
    ADMIN: EVERYBODY
    | {
        "stock.export",
        "value.view",
        "cases.view",
        "intake.view",
        "intake.fix",
        "intake.own",
        "views.share",
        "catalog.change",
        "catalog.import",
        "locations.change",
        "users.view",
        "users.manage",
        "places.manage",
        "devices.manage",
        "clients.view",
        "clients.manage",
        "audit.view",
        "audit.export",
    },
    FINANCE: EVERYBODY | {"stock.export", "value.view", "audit.view", "audit.export"},
    AUDITOR: EVERYBODY
    | {
        "stock.export",
        "value.view",
        "cases.view",
        "intake.view",
        "clients.view",
        "users.view",
        "audit.view",
        "audit.export",
    },
    INTEGRATION_ENGINEER: EVERYBODY
    | {"cases.view", "intake.view", "intake.fix", "clients.view", "clients.manage"},
}

# What each permission lets a person do, in the words of "You may not …" and "Needs the right to …".
LABELS: Final[dict[str, Promise]] = {
    "work.view": _("see your work"),
    "stock.view": _("see stock"),
    "stock.export": _("export stock"),
    "value.view": _("see costs and values"),
    "catalog.view": _("see SKUs and locations"),
    "catalog.change": _("change SKUs"),
    "catalog.import": _("import SKUs, locations and opening stock"),
    "locations.change": _("change locations"),
    "states.view": _("see the state matrix"),
    "cases.view": _("see cases"),
    "intake.view": _("see the intake of events"),
    "intake.fix": _("fix and replay events"),
    "intake.own": _("decide which source owns which events"),
    "views.share": _("share views with others"),
    "users.view": _("see people, places and teams"),
    "users.manage": _("manage people and teams"),
    "places.manage": _("manage places and calendars"),
    "devices.manage": _("register and retire shared devices"),
    "clients.view": _("see API clients"),
    "clients.manage": _("manage API clients"),
    "audit.view": _("read the audit trail"),
    "audit.export": _("export the audit trail"),
}

ROLES: Final = tuple(PERMISSIONS)
# These roles sign in with a second factor.
SECOND_FACTOR: Final = frozenset({ADMIN, FINANCE, AUDITOR})


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Everything the roles allow together."""
    return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in roles))


def label_of(permission: str) -> str:
    """What the permission is called on the screen."""
    return str(LABELS.get(permission, permission))


def roles_with(permission: str) -> list[str]:
    """The roles that carry a permission, as shown to somebody who lacks it."""
    return [str(capfirst(role)) for role, held in PERMISSIONS.items() if permission in held]
