"""What of the demo's data an address may be opened with, found by the arguments in its path.

`ROWS` knows each way a thing is addressed, not each page: a new page about a transfer is found by
itself, and a new kind of thing fails by its name until it stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.db.models import Model

from accounts.models import ApiClient, ApiToken, Calendar, Device, Place, SignIn, Team, User
from approvals.models import ApprovalRequest, Delegation, Policy, PolicyVersion
from audit.models import Entry
from exceptions.models import (
    Case,
    Playbook,
    PlaybookStep,
    Queue,
    ResolutionCode,
    RoutingRule,
    RuleSet,
)
from inventory.adjustments.models import Adjustment, Reason
from inventory.catalog.models import Category, Location, Sku
from inventory.counts.models import ClassRule, Count, CountPart, CountPlan, KeptCode
from inventory.intake.models import (
    EventConflict,
    SnapshotTolerance,
    StreamRestart,
    TypeOwner,
    WaitingEvent,
)
from inventory.ledger.models import Event, Source
from inventory.receiving.models import Arrival, OverReceiptTolerance, Receipt
from inventory.transfers.models import Shipment, Shortage, Transfer
from tests.screens import walked_endpoints
from tests.security.endpoints import Endpoint
from workbench.imports.kinds import kinds_for
from workbench.models import Attachment, Import, Job, Notification, SavedView

Kwargs = dict[str, Any]
# One row of each of these is opened: a page looks different by them.
KINDS = ("status", "lifecycle", "kind", "klass", "is_active")
MOST = 6


def each(model: type[Model], **arguments: str) -> Callable[[], list[Kwargs]]:
    """Rows of a model, the oldest of every status or kind; arguments as paths of attributes."""

    def rows() -> list[Kwargs]:
        found: dict[object, Kwargs] = {}
        for row in model._default_manager.order_by("pk")[:500]:
            kind = tuple(str(getattr(row, name, "")) for name in KINDS)
            if kind not in found:
                found[kind] = {name: attrgetter(path)(row) for name, path in arguments.items()}
        return list(found.values())[:MOST]

    return rows


def only(**arguments: str) -> Callable[[], list[Kwargs]]:
    return lambda: [dict(arguments)]


def drafts() -> list[Kwargs]:
    return [{"number": one.pk} for one in RuleSet.objects.filter(status="draft")]


def drafted_rules() -> list[Kwargs]:
    rules = RoutingRule.objects.filter(rule_set__status="draft")
    return [{"number": one.rule_set_id, "pk": one.pk} for one in rules[:2]]


def versions() -> list[Kwargs]:
    return [{"number": one.pk} for one in RuleSet.objects.exclude(status="draft")]


def steps() -> list[Kwargs]:
    case = Case.objects.exclude(playbook=None).first()
    step = PlaybookStep.objects.filter(playbook=case.playbook).first() if case else None
    return [{"reference": case.reference, "pk": step.pk}] if case and step else []


def ruled_places() -> list[Kwargs]:
    return [{"pk": one.place_id} for one in ClassRule.objects.exclude(place=None)[:1]]


def import_kinds() -> list[Kwargs]:
    ada = User.objects.get(email="ada@demo.example")
    return [{"kind": kind.key} for kind in kinds_for(ada)]


# The path up to its last argument, and what stands there.
ROWS: dict[str, Callable[[], list[Kwargs]]] = {
    "accounts/calendars/<int:number>": each(Calendar, number="pk"),
    "accounts/clients/<int:number>": each(ApiClient, number="pk"),
    "accounts/clients/<int:number>/tokens/<int:token>": each(
        ApiToken, number="client_id", token="pk"
    ),
    "accounts/devices/<int:number>": each(Device, number="pk"),
    "accounts/places/<itemcode:code>": each(Place, code="code"),
    "accounts/teams/<itemcode:code>": each(Team, code="code"),
    "accounts/users/<int:number>": each(User, number="pk"),
    "accounts/users/<int:number>/sessions/<int:session>": each(
        SignIn, number="person_id", session="pk"
    ),
    "approvals/delegations/<int:number>": each(Delegation, number="pk"),
    "approvals/policies/<int:number>": each(Policy, number="pk"),
    "approvals/policies/<int:number>/versions/<int:version>": each(
        PolicyVersion, number="policy_id", version="number"
    ),
    "approvals/requests/<int:number>": each(ApprovalRequest, number="pk"),
    "attachments/<int:number>": each(Attachment, number="pk"),
    "audit/entries/<str:reference>": each(Entry, reference="pk"),
    "exceptions/cases/<str:reference>": each(Case, reference="reference"),
    "exceptions/cases/<str:reference>/steps/<int:pk>": steps,
    "exceptions/cases/bulk/<slug:verb>": only(verb="assign"),
    "exceptions/codes/<slug:key>": each(ResolutionCode, key="key"),
    "exceptions/playbooks/<slug:key>": each(Playbook, key="key"),
    "exceptions/queues/<slug:key>": each(Queue, key="key"),
    "exceptions/rules/drafts/<int:number>": drafts,
    "exceptions/rules/drafts/<int:number>/rules/<int:pk>": drafted_rules,
    "exceptions/rules/versions/<int:number>": versions,
    "inventory/adjustments/<str:reference>": each(Adjustment, reference="reference"),
    "inventory/adjustments/reasons/<slug:code>": each(Reason, code="code"),
    "inventory/categories/<int:number>": each(Category, number="pk"),
    "inventory/counts/<str:reference>": each(Count, reference="reference"),
    "inventory/counts/<str:reference>/codes/<int:pk>": each(
        KeptCode, reference="count.reference", pk="pk"
    ),
    "inventory/counts/<str:reference>/shelves/<int:number>": each(
        CountPart, reference="count.reference", number="number"
    ),
    "inventory/counts/plans/<int:pk>": each(CountPlan, pk="pk"),
    "inventory/counts/rules/<int:pk>": each(ClassRule, pk="pk"),
    "inventory/counts/rules/places/<int:pk>": ruled_places,
    "inventory/events/<int:number>": each(Event, number="pk"),
    "inventory/imports/<int:number>": each(Import, number="pk"),
    "inventory/imports/new/<slug:kind>": import_kinds,
    "inventory/imports/templates/<slug:kind>": import_kinds,
    "inventory/intake/conflicts/<str:reference>": each(EventConflict, reference="reference"),
    "inventory/intake/owners/<int:pk>": each(TypeOwner, pk="pk"),
    "inventory/intake/sources/<itemcode:code>": each(Source, code="code"),
    "inventory/intake/streams/<str:reference>": each(StreamRestart, reference="reference"),
    "inventory/intake/tolerances/<int:pk>": each(SnapshotTolerance, pk="pk"),
    "inventory/intake/waiting/<str:reference>": each(WaitingEvent, reference="reference"),
    "inventory/locations/<itemcode:code>": each(Location, code="code"),
    "inventory/receipts/<str:reference>": each(Receipt, reference="reference"),
    "inventory/receipts/<str:reference>/arrivals/<int:number>": each(
        Arrival, reference="receipt.reference", number="number"
    ),
    "inventory/receipts/settings/landing/<itemcode:code>": each(Location, code="code"),
    "inventory/receipts/settings/tolerances/<int:pk>": each(OverReceiptTolerance, pk="pk"),
    "inventory/skus/<itemcode:code>": each(Sku, code="code"),
    "inventory/transfers/<str:reference>": each(Transfer, reference="reference"),
    "inventory/transfers/<str:reference>/shipments/<int:number>": each(
        Shipment, reference="transfer.reference", number="number"
    ),
    "inventory/transfers/<str:reference>/shortages/<int:number>": each(
        Shortage, reference="transfer.reference", number="pk"
    ),
    "jobs/<int:number>": each(Job, number="pk"),
    "me/sessions/<int:number>": each(SignIn, number="pk"),
    "notifications/<int:number>": each(Notification, number="pk"),
    "views/<int:number>": each(SavedView, number="pk"),
}
# Opened by a secret that travels by mail or stands in a button, or asked by machines; each has tests of its own.
NOT_OPENED = {
    "account_reset_password_from_key",
    "accounts:invitation",
    "approvals:requests-undo",
    "exceptions:undo",
    "health-ready",
    "workbench:undo",
}


def address_of(endpoint: Endpoint) -> str:
    """Its path up to the last argument."""
    return endpoint.path[: endpoint.path.rindex(">") + 1]


def pages_to_open() -> list[Endpoint]:
    """Every address that has no arguments, or arguments that stand in the table."""
    return [
        one
        for one in walked_endpoints()
        if one.name not in NOT_OPENED and (not one.arguments or address_of(one) in ROWS)
    ]


def rows_of(endpoint: Endpoint) -> list[Kwargs]:
    """The arguments to open an endpoint with; without any it is opened once."""
    return ROWS[address_of(endpoint)]() if endpoint.arguments else [{}]
