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

# What people at a site do with their hands.
FLOOR: Final = frozenset(
    {
        "floor.view",
        "transfers.view",
        "transfers.ship",
        "transfers.receive",
        "receipts.view",
        "receipts.receive",
        "counts.view",
        "counts.count",
        "adjustments.view",
        "adjustments.create",
    }
)
# What happens around the stock, to read.
READS: Final = frozenset(
    {"transfers.view", "receipts.view", "counts.view", "adjustments.view", "approvals.view"}
)
DESK: Final = frozenset({"cases.view", "cases.work", "intake.view", "intake.fix", "explain.view"})

PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    STORE_STAFF: EVERYBODY | FLOOR,
    STORE_MANAGER: EVERYBODY
    | FLOOR
    | READS
    | {
        "stock.export",
        "value.view",
        "cases.view",
        "cases.work",
        "devices.manage",
        "approvals.decide",
        "delegations.view",
        "delegations.manage",
        "transfers.create",
        "receipts.override",
        "counts.plan",
        "counts.review",
    },
    WAREHOUSE: EVERYBODY | FLOOR | READS | {"cases.view", "cases.work", "transfers.create"},
    OPS_AGENT: EVERYBODY
    | READS
    | DESK
    | {
        "stock.export",
        "value.view",
        "transfers.create",
        "adjustments.create",
        "reversals.create",
    },
    OPS_LEAD: EVERYBODY
    | READS
    | DESK
    | {
        "stock.export",
        "value.view",
        "views.share",
        "cases.lead",
        "rules.view",
        "policies.view",
        "approvals.decide",
        "delegations.view",
        "delegations.manage",
        "transfers.create",
        "receipts.override",
        "receipts.import",
        "counts.plan",
        "counts.review",
        "adjustments.create",
        "reversals.create",
        "reasons.view",
    },
    ADMIN: EVERYBODY
    | READS
    | {
        "stock.export",
        "value.view",
        "cases.view",
        "intake.view",
        "intake.fix",
        "intake.own",
        "sources.manage",
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
        "duties.view",
        "explain.view",
        "rules.view",
        "rules.manage",
        "policies.view",
        "policies.manage",
        "delegations.view",
        "delegations.manage",
        "reasons.view",
        "reasons.manage",
        "receipts.import",
        "counts.plan",
    },
    FINANCE: EVERYBODY
    | READS
    | {
        "stock.export",
        "value.view",
        "audit.view",
        "audit.export",
        "explain.view",
        "approvals.decide",
        "delegations.view",
        "delegations.manage",
        "reasons.view",
    },
    AUDITOR: EVERYBODY
    | READS
    | {
        "stock.export",
        "value.view",
        "cases.view",
        "intake.view",
        "clients.view",
        "users.view",
        "audit.view",
        "audit.export",
        "duties.view",
        "explain.view",
        "rules.view",
        "policies.view",
        "delegations.view",
        "reasons.view",
    },
    INTEGRATION_ENGINEER: EVERYBODY
    | {
        "cases.view",
        "cases.work",
        "intake.view",
        "intake.fix",
        "sources.manage",
        "clients.view",
        "clients.manage",
    },
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
    "floor.view": _("work at the floor"),
    "cases.view": _("see cases"),
    "cases.work": _("work on cases"),
    "cases.lead": _("lead the desk: workload, reassigning, merging"),
    "rules.view": _("see routing rules, queues and their clocks"),
    "rules.manage": _("change routing rules, queues and their clocks"),
    "approvals.view": _("see approvals"),
    "approvals.decide": _("decide on approvals"),
    "policies.view": _("see approval policies"),
    "policies.manage": _("change approval policies"),
    "delegations.view": _("see who decides for whom"),
    "delegations.manage": _("say who decides for you"),
    "transfers.view": _("see transfers"),
    "transfers.create": _("ask for transfers"),
    "transfers.ship": _("pick and ship transfers"),
    "transfers.receive": _("receive transfers"),
    "receipts.view": _("see receipts"),
    "receipts.receive": _("receive deliveries"),
    "receipts.override": _("receive more than was sent or ordered"),
    "receipts.import": _("announce deliveries"),
    "counts.view": _("see counts"),
    "counts.count": _("count"),
    "counts.plan": _("plan counts"),
    "counts.review": _("review counts"),
    "adjustments.view": _("see adjustments"),
    "adjustments.create": _("ask for adjustments"),
    "reversals.create": _("ask for reversals of events"),
    "reasons.view": _("see reason codes and their limits"),
    "reasons.manage": _("change reason codes"),
    "explain.view": _("have a number explained"),
    "duties.view": _("see who holds conflicting duties"),
    "intake.view": _("see the intake of events"),
    "intake.fix": _("fix and replay events"),
    "intake.own": _("decide which source owns which events"),
    "sources.manage": _("set the clock tolerance, interval and grace of sources"),
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


def roles_with_permission(permission: str) -> list[str]:
    """The names of the roles that carry a permission."""
    return [role for role, held in PERMISSIONS.items() if permission in held]


def roles_with(permission: str) -> list[str]:
    """The roles that carry a permission, as shown to somebody who lacks it."""
    return [str(capfirst(role)) for role in roles_with_permission(permission)]
