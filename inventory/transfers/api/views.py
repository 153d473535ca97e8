"""/api/v1/transfers: the list, one, and one POST per command."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal, caller
from accounts.policies.base import covers
from approvals.api.deciding import decide_for_person
from approvals.api.serializers import ApproveIn, RefuseIn
from inventory.receiving.kinds import ReceivedLine
from inventory.transfers import errors, services
from inventory.transfers.api import serializers as s
from inventory.transfers.api.named import draft_fields, quantities, skus_named
from inventory.transfers.api.shown import shown
from inventory.transfers.approving import TRANSFER
from inventory.transfers.filters import TransferFilter
from inventory.transfers.models import Transfer
from inventory.transfers.policies import check_version
from inventory.transfers.services.deciding import complete_transfer
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described

TAGS = ("Transfers",)
READ, WRITE = "transfers:read", "transfers:write"


@described_command(
    operation_id="draft_transfer", summary="Draft a transfer", answer=s.TransferOut, tags=TAGS
)
class TransfersView(CommandEndpoint, ListEndpoint):
    """GET lists; POST drafts."""

    required_scopes: ClassVar[dict[str, str]] = {"GET": READ, "POST": WRITE}
    filterset_class = TransferFilter
    order = "pk"
    if_match = False
    serializer = s.TransferIn
    success = 201
    refuses = (services.create_transfer, draft_fields)

    @extend_schema(
        operation_id="read_transfers",
        summary="Transfers with what became of their lines",
        description="In the order they were drafted, as far as one end is among the client's places.",
        tags=list(TAGS),
        parameters=described(TransferFilter, "The reference of a transfer."),
        responses={200: s.TransfersOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Transfer]:
        return Transfer.objects.visible_to(principal).named()

    def named(self, rows: QuerySet[Any], codes: list[str]) -> QuerySet[Any]:
        ids: set[int] = set()
        for code in codes:
            ids |= set(Transfer.objects.with_reference(code).values_list("pk", flat=True))
        return rows.filter(pk__in=ids)

    def shown(self, done: Any) -> Any:
        return shown(done) if isinstance(done, list) else shown([done])[0]

    def act(self, call: Call, **names: Any) -> Transfer:
        client = call.principal.client.name
        return services.create_transfer(**draft_fields(call), actor=None, at=call.at, client=client)


class TransferView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}
    filterset_class = TransferFilter
    order = "pk"

    @extend_schema(
        operation_id="read_transfer",
        summary="One transfer",
        tags=list(TAGS),
        responses={200: s.TransferOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        principal = caller(request)
        if principal is None:
            raise TypeError("This endpoint is for API clients; guard it with HasScope.")
        transfer = visible(principal, reference)
        return versioned(shown([transfer])[0], transfer.version)


class TransferCommand(CommandEndpoint):
    """A command of one transfer; `origin_only` ones are for clients of the place it leaves."""

    required_scopes: ClassVar[dict[str, str]] = {"POST": WRITE}
    origin_only: ClassVar[bool] = False

    def there(self, principal: ClientPrincipal, **names: Any) -> Transfer:
        return visible(principal, names["reference"])

    def act(self, call: Call, **names: Any) -> Transfer:
        transfer: Transfer = call.about
        origin = transfer.from_location
        if self.origin_only and not covers(call.principal, origin.place.path):
            raise errors.OriginNotYours(reference=transfer.reference, origin=origin.code)
        self.run(transfer, call)
        return visible(call.principal, transfer.reference)

    def run(self, transfer: Transfer, call: Call) -> object:
        raise NotImplementedError

    def shown(self, done: Transfer) -> dict[str, Any]:
        return shown([done])[0]


def usual(transfer: Transfer, call: Call) -> dict[str, Any]:
    return {
        "reference": transfer.reference,
        "actor": None,
        "at": call.at,
        "version": call.version,
    }


@described_command(
    operation_id="submit_transfer", summary="Submit a draft", answer=s.TransferOut, tags=TAGS
)
class SubmitView(TransferCommand):
    refuses = (services.submit_transfer,)

    def run(self, transfer: Transfer, call: Call) -> object:
        return services.submit_transfer(**usual(transfer, call))


@described_command(
    operation_id="ship_transfer", summary="Ship some of it", answer=s.TransferOut, tags=TAGS
)
class ShipView(TransferCommand):
    serializer = s.TransferShipIn
    origin_only = True
    refuses = (quantities, services.ship_transfer, errors.OriginNotYours)

    def run(self, transfer: Transfer, call: Call) -> object:
        data = {name: call.content[name] for name in ("carrier", "tracking", "parcels", "due_at")}
        lines = quantities(call.content["lines"])
        return services.ship_transfer(**usual(transfer, call), **data, lines=lines)


@described_command(
    operation_id="receive_transfer",
    summary="Receive a shipment: accepted, damaged, missing",
    answer=s.TransferOut,
    tags=TAGS,
)
class ReceiveView(TransferCommand):
    serializer = s.TransferReceiveIn
    refuses = (errors.PlacesOutsideScope, skus_named, services.receive_shipment)

    def run(self, transfer: Transfer, call: Call) -> object:
        if not covers(call.principal, transfer.to_location.place.path):
            place = transfer.to_location.code
            raise errors.PlacesOutsideScope(origin=place, destination=place)
        skus = skus_named(line["sku"] for line in call.content["lines"])
        lines = [
            ReceivedLine(
                skus[line["sku"]],
                **{name: line[name] for name in ("accepted", "damaged", "missing", "reason")},
            )
            for line in call.content["lines"]
        ]
        number = call.content["shipment"]
        return services.receive_shipment(**usual(transfer, call), number=number, lines=lines)


@described_command(
    operation_id="cancel_transfer", summary="Call it off", answer=s.TransferOut, tags=TAGS
)
class CancelView(TransferCommand):
    serializer = s.TransferCancelIn
    refuses = (quantities, services.cancel_transfer)

    def run(self, transfer: Transfer, call: Call) -> object:
        back = call.content.get("back")
        home = None if back is None else {k.pk: n for k, n in quantities(back).items()}
        reason = call.content["reason"]
        return services.cancel_transfer(**usual(transfer, call), reason=reason, back=home)


@described_command(
    operation_id="close_transfer_short",
    summary="Ship no more of it",
    answer=s.TransferOut,
    tags=TAGS,
)
class CloseShortView(TransferCommand):
    serializer = s.TransferCloseShortIn
    origin_only = True
    refuses = (services.close_short, errors.OriginNotYours)

    def run(self, transfer: Transfer, call: Call) -> object:
        return services.close_short(**usual(transfer, call), **call.content)


class TransferDecision(TransferCommand):
    """Decides on what waits, for a named person who must be able to decide himself."""

    required_scopes: ClassVar[dict[str, str]] = {"POST": "transfers:approve"}
    verdict: ClassVar[str]
    refuses = (decide_for_person, check_version, complete_transfer)

    def run(self, transfer: Transfer, call: Call) -> object:
        def check(seen: int) -> None:
            check_version(Transfer.objects.get(pk=transfer.pk), seen)

        return decide_for_person(
            call, self.verdict, kind=TRANSFER, subject_id=transfer.pk, check=check
        )


@described_command(
    operation_id="approve_transfer",
    summary="Approve, with lower quantities by SKU where you like",
    description="If-Match is needed. The line keys are SKU codes.",
    answer=s.TransferOut,
    tags=TAGS,
)
class ApproveView(TransferDecision):
    verdict = "approve"
    serializer = ApproveIn


@described_command(
    operation_id="reject_transfer",
    summary="Reject; it ends there",
    description="If-Match is needed.",
    answer=s.TransferOut,
    tags=TAGS,
)
class RejectView(TransferDecision):
    verdict = "reject"
    serializer = RefuseIn


def visible(principal: ClientPrincipal, reference: str) -> Transfer:
    """One transfer among the client's places; anything else is not there."""
    rows = Transfer.objects.visible_to(principal).named().with_reference(reference)
    transfer = rows.first()
    if transfer is None or transfer.reference != reference:
        raise Http404
    return transfer
