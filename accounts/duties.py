"""Duties that one person should not hold together, and why.

A conflict is not a breach: it says where one person, or two who do both, could do alone what the
house wants two to see. What a rule of the house forbids anyway is said with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import PERMISSIONS

ASKS = frozenset({"transfers.create", "adjustments.create", "reversals.create"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rights of which any of the first together with any of the second is too much for one."""

    key: str
    label: str | Promise
    first: frozenset[str]
    second: frozenset[str]
    reason: str | Promise
    # What keeps it in check, where something does.
    kept_by: str | Promise = ""

    def held_by(self, permissions: frozenset[str]) -> bool:
        return bool(self.first & permissions) and bool(self.second & permissions)

    def holders(self) -> Q:
        """The people whose roles together carry both sides."""
        return Q(_holds(self.first)) & Q(_holds(self.second))


CONFLICTS: tuple[Conflict, ...] = (
    Conflict(
        "asks_and_decides",
        _("Asks and decides"),
        ASKS,
        frozenset({"approvals.decide"}),
        _("Could ask for stock to move or to be written off, and decide on such requests."),
        _(
            "Nobody decides on their own request, nor by delegation; two who do both could for each other."
        ),
    ),
    Conflict(
        "policies_and_decides",
        _("Writes approval policies and decides"),
        frozenset({"policies.manage"}),
        frozenset({"approvals.decide"}),
        _("Could lower the bar and then pass what is under it."),
        _("A policy counts from its publication on and names who published it."),
    ),
    Conflict(
        "policies_and_asks",
        _("Writes approval policies and asks"),
        frozenset({"policies.manage"}),
        ASKS,
        _("Could publish a policy under which their own requests pass without anybody."),
        _("What passes by itself is sampled for review."),
    ),
    Conflict(
        "people_and_decides",
        _("Manages people and decides"),
        frozenset({"users.manage"}),
        frozenset({"approvals.decide"}),
        _("Could give themselves or a made-up person the role that a step asks for."),
        _("Every change of roles is on the trail and ends the sessions of that person."),
    ),
    Conflict(
        "people_and_clients",
        _("Manages people and API clients"),
        frozenset({"users.manage"}),
        frozenset({"clients.manage"}),
        _("Could let a person and a system in that nobody else has looked at."),
    ),
    Conflict(
        "clients_and_fixes",
        _("Lets systems in and corrects what they report"),
        frozenset({"clients.manage"}),
        frozenset({"intake.fix"}),
        _("Could report events under a made-up system and pass them."),
        _("A corrected event keeps the original beside it."),
    ),
    Conflict(
        "counts_and_reviews",
        _("Counts and reviews counts"),
        frozenset({"counts.count"}),
        frozenset({"counts.review"}),
        _("Could count a shelf short and accept the difference."),
        _("Beyond tolerance somebody else counts again."),
    ),
    Conflict(
        "receives_and_overrides",
        _("Receives and overrides what was sent"),
        frozenset({"receipts.receive", "transfers.receive"}),
        frozenset({"receipts.override"}),
        _("Could book in more than arrived."),
        _("More than was sent opens a case."),
    ),
    Conflict(
        "rules_and_works",
        _("Writes routing rules and works cases"),
        frozenset({"rules.manage"}),
        frozenset({"cases.work"}),
        _("Could send the cases about themselves to themselves."),
    ),
    Conflict(
        "reasons_and_asks",
        _("Writes reason codes and asks for adjustments"),
        frozenset({"reasons.manage"}),
        frozenset({"adjustments.create"}),
        _("Could make a reason that needs neither evidence nor approval, and use it."),
    ),
)


def conflicts_of(permissions: frozenset[str]) -> list[Conflict]:
    """The conflicts these rights hold together."""
    return [conflict for conflict in CONFLICTS if conflict.held_by(permissions)]


def in_conflict(
    people: QuerySet[User], conflicts: Iterable[Conflict] = CONFLICTS
) -> QuerySet[User]:
    """Of these people those who hold both sides of at least one conflict and can still sign in."""
    either = Q(pk__in=[])
    for conflict in conflicts:
        either |= conflict.holders()
    return people.filter(either, is_active=True)


def _holds(permissions: frozenset[str]) -> Exists:
    roles = [role for role, held in PERMISSIONS.items() if held & permissions]
    return Exists(Group.objects.filter(user=OuterRef("pk"), name__in=roles))
