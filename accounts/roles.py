"""Roles are groups; what each may do is this table. Deny by default: what is not here is refused.

A permission says *what*, a place scope says *where*; both are needed.
"""

from typing import Final

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
    STORE_MANAGER: EVERYBODY | {"stock.export", "cases.view"},
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
        "users.manage",
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

ROLES: Final = tuple(PERMISSIONS)
# These roles sign in with a second factor.
SECOND_FACTOR: Final = frozenset({ADMIN, FINANCE, AUDITOR})


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Everything the roles allow together."""
    return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in roles))
