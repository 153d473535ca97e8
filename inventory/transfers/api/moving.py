"""/api/v1/transfers/{reference}/…: changing a draft, taking it back, picking, parcels, losses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.policies.base import covers
from inventory.transfers import errors, services
from inventory.transfers.api import serializers as s
from inventory.transfers.api.named import draft_fields, location_at, quantities
from inventory.transfers.api.shown import shortages_shown
from inventory.transfers.api.views import (
    READ,
    TAGS,
    TransferCommand,
    usual,
    visible,
)
from inventory.transfers.models import Shortage, Transfer
from workbench.api.commands import Call, described_command, versioned
from workbench.api.described import problems
from workbench.api.people import client_of, version_said


@described_command(
    operation_id="change_transfer",
    summary="Write a draft anew",
    description="If-Match is needed.",
    answer=s.TransferOut,
    tags=TAGS,
)
class ChangeView(TransferCommand):
    serializer = s.TransferIn
    refuses = (services.change_transfer, draft_fields, version_said)

    def run(self, transfer: Transfer, call: Call) -> object:
        return services.change_transfer(
            reference=transfer.reference,
            version=version_said(call),
            actor=None,
            at=call.at,
            **draft_fields(call),
        )


@described_command(
    operation_id="copy_transfer",
    summary="Draft it anew as it was asked, such as after it was rejected",
    answer=s.TransferOut,
    tags=TAGS,
)
class CopyView(TransferCommand):
    success = 201
    refuses = (services.copy_transfer,)

    def act(self, call: Call, **names: Any) -> Transfer:
        made = services.copy_transfer(
            **usual(call.about, call),
            client=call.principal.client.name,
        )
        return visible(call.principal, made.reference)


@described_command(
    operation_id="recall_transfer",
    summary="Take a submitted transfer back to change it",
    description="For the client that asked for it, and for clients of the place it leaves.",
    answer=s.TransferOut,
    tags=TAGS,
)
class RecallView(TransferCommand):
    refuses = (errors.NotYoursToRecall, services.recall_transfer)

    def run(self, transfer: Transfer, call: Call) -> object:
        asked = transfer.asked_by_client == call.principal.client.name
        if not asked and not covers(call.principal, transfer.from_location.place.path):
            raise errors.NotYoursToRecall(reference=transfer.reference, asker=transfer.asker)
        return services.recall_transfer(**usual(transfer, call))


@described_command(
    operation_id="start_picking_transfer",
    summary="Say that picking has begun: from now on the approval stands",
    answer=s.TransferOut,
    tags=TAGS,
)
class StartPickingView(TransferCommand):
    origin_only = True
    refuses = (services.start_picking, errors.OriginNotYours)

    def run(self, transfer: Transfer, call: Call) -> object:
        return services.start_picking(**usual(transfer, call))


@described_command(
    operation_id="pack_transfer",
    summary="Pack what leaves together; nothing moves in the books yet",
    answer=s.TransferOut,
    tags=TAGS,
)
class PackView(TransferCommand):
    serializer = s.TransferPackIn
    origin_only = True
    refuses = (quantities, services.pack_shipment, errors.OriginNotYours)

    def run(self, transfer: Transfer, call: Call) -> object:
        data = {name: call.content[name] for name in ("carrier", "tracking", "parcels", "due_at")}
        lines = quantities(call.content["lines"])
        return services.pack_shipment(**usual(transfer, call), **data, lines=lines)


class ShipmentCommand(TransferCommand):
    """A command of one packed shipment."""

    origin_only = True

    def there(self, principal: ClientPrincipal, **names: Any) -> Transfer:
        transfer = visible(principal, names["reference"])
        if not transfer.shipments.filter(number=names["number"]).exists():
            raise Http404
        return transfer

    def act(self, call: Call, **names: Any) -> Transfer:
        self.number: int = names["number"]
        return super().act(call, **names)

    def shipment(self, transfer: Transfer, call: Call) -> dict[str, Any]:
        return {**usual(transfer, call), "number": self.number}


@described_command(
    operation_id="ship_packed_shipment",
    summary="A packed shipment leaves",
    answer=s.TransferOut,
    tags=TAGS,
)
class ShipShipmentView(ShipmentCommand):
    serializer = s.ShipmentShipIn
    refuses = (services.ship_shipment, errors.OriginNotYours)

    def run(self, transfer: Transfer, call: Call) -> object:
        told: dict[str, Any] = {
            name: call.content.get(name) for name in ("due_at", "carrier", "tracking")
        }
        return services.ship_shipment(**self.shipment(transfer, call), **told)


@described_command(
    operation_id="unpack_shipment",
    summary="Take a packed shipment apart; its pieces stay allocated",
    answer=s.TransferOut,
    tags=TAGS,
)
class UnpackShipmentView(ShipmentCommand):
    refuses = (services.unpack_shipment, errors.OriginNotYours)

    def run(self, transfer: Transfer, call: Call) -> object:
        return services.unpack_shipment(**self.shipment(transfer, call))


class ShortagesView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ}

    @extend_schema(
        operation_id="read_transfer_shortages",
        summary="What of a transfer is said to be missing, and what became of it",
        tags=list(TAGS),
        responses={200: s.TransferShortagesOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        transfer = visible(client_of(request), reference)
        return versioned({"results": shortages_shown(transfer), "next": None}, transfer.version)


class ShortageCommand(TransferCommand):
    """A command of one shortage of a transfer."""

    def there(self, principal: ClientPrincipal, **names: Any) -> Transfer:
        transfer = visible(principal, names["reference"])
        if names["shortage"] not in {one.reference for one in transfer.shortages.all()}:
            raise Http404
        return transfer

    def shown(self, done: Transfer) -> dict[str, Any]:
        return {"results": shortages_shown(done), "next": None}


@described_command(
    operation_id="record_transfer_found",
    summary="Book in missing pieces that turned up; of a loss that much is taken back",
    answer=s.TransferShortagesOut,
    tags=TAGS,
)
class FoundView(ShortageCommand):
    serializer = s.TransferFoundIn
    refuses = (location_at, errors.FoundElsewhere, services.record_found, quantities)

    def act(self, call: Call, **names: Any) -> Transfer:
        transfer: Transfer = call.about
        place = location_at(call.content["place"], call.principal)
        if not covers(call.principal, place.place.path):
            raise errors.FoundElsewhere(place=place.code)
        services.record_found(
            reference=names["shortage"],
            lines=quantities(call.content["lines"]),
            place=place,
            reason=call.content["reason"],
            actor=None,
            at=call.at,
            version=call.version,
        )
        return visible(call.principal, transfer.reference)


@described_command(
    operation_id="ask_transfer_loss",
    summary="Ask to write missing pieces off; once approved they go to shrinkage",
    answer=s.TransferShortagesOut,
    tags=TAGS,
)
class AskLossView(ShortageCommand):
    serializer = s.TransferReasonIn
    refuses = (services.ask_loss,)

    def act(self, call: Call, **names: Any) -> Transfer:
        shortage: Shortage = services.ask_loss(
            reference=names["shortage"],
            reason=call.content["reason"],
            actor=None,
            at=call.at,
            version=call.version,
        )
        return visible(call.principal, shortage.transfer.reference)
