"""What an API client may do: `<resource>:read`, `<resource>:write`, or a verb. One table."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: Final[dict[str, Promise]] = {
    "events:write": _("report inventory events"),
    "intake:read": _("export what waits at the door, its conflicts and its gaps"),
    "sources:read": _("read the sources of events and what is expected of them"),
    "sources:write": _("set for people what is expected of sources"),
    "stock:read": _("read stock and movements"),
    "catalog:read": _("read SKUs and locations"),
    "catalog:write": _("change SKUs and locations"),
    "availability:read": _("read what may be promised (ATP)"),
    "reservations:read": _("read reservations"),
    "reservations:write": _("make, release and commit reservations"),
    "transfers:read": _("read transfers"),
    "transfers:write": _("propose, ship and receive transfers"),
    "transfers:approve": _("approve and reject transfers"),
    "receipts:read": _("read expected deliveries and receipts"),
    "receipts:write": _("announce deliveries and receive them"),
    "counts:read": _("read counts"),
    "counts:write": _("plan counts and send what was counted"),
    "counts:approve": _("review counts and approve their differences"),
    "approvals:read": _("read approval requests and policies"),
    "policies:write": _("draft and publish approval policies for people"),
    "delegations:read": _("read who is away and who decides meanwhile"),
    "delegations:write": _("say for people who is away and who decides meanwhile"),
    "adjustments:read": _("read adjustments"),
    "adjustments:write": _("propose adjustments"),
    "adjustments:approve": _("approve adjustments"),
    "reversals:write": _("ask for people to reverse events"),
    "reversals:approve": _("approve reversals of events"),
    "reasons:write": _("set the reasons of adjustments for people"),
    "cases:read": _("read cases"),
    "cases:write": _("work on cases"),
    "cases:act": _("do playbook steps for people, with their rights"),
    "rules:write": _("set rules, queues, playbooks and codes of the desk for people"),
    "explain:read": _("ask why a number is what it is"),
    "audit:read": _("read the audit trail"),
    "duties:read": _("read who holds conflicting duties"),
    "exports:write": _("export for people the lists it may read"),
    "schema:read": _("read the description of the API"),
}


# Who says when somebody must approve does not approve as well.
POLICIES = "policies:write"


def torn_pairs(scopes: frozenset[str]) -> list[tuple[str, str]]:
    """Pairs no client may hold together: who proposes a thing, or sets the policies, never approves
    it as well."""
    return [
        (proposing, scope)
        for scope in sorted(scopes)
        if scope.endswith(":approve")
        for proposing in (f"{scope.partition(':')[0]}:write", POLICIES)
        if proposing in scopes
    ]
