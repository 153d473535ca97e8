"""POST /api/v1/events/{number}/reverse: a named person asks for the reversal of an event."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from rest_framework import serializers

from accounts.api.authentication import ClientPrincipal
from accounts.models.place import scope_q
from approvals.models import ApprovalRequest
from inventory.intake.models import Reversal
from inventory.intake.reversal_policies import LARGEST
from inventory.intake.services import ask_reversal
from inventory.intake.services.reversals import KIND
from inventory.ledger.models import Event
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.people import ForPersonIn, person_of


class ReversalIn(ForPersonIn):
    reason = serializers.CharField(max_length=500)


class ReversalOut(serializers.Serializer[Any]):
    reference = serializers.CharField()
    event = serializers.IntegerField(help_text="The number of the event it is about.")
    status = serializers.ChoiceField(choices=Reversal.Status.values)
    request = serializers.IntegerField(help_text="Of the approval request, under /approvals.")
    posted = serializers.IntegerField(
        allow_null=True, help_text="The number of the event that undid it; null: not yet."
    )


@described_command(
    operation_id="ask_reversal",
    summary="Ask for the reversal of an event, for a named person",
    description="Somebody else decides. Once approved, opposite rows undo the whole event.",
    answer=ReversalOut,
    tags=("Events",),
)
class ReverseEventView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "reversals:write"}
    if_match = etag = False
    serializer = ReversalIn
    success = 201
    refuses = (ask_reversal, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Event:
        here = scope_q(principal, prefix="location__place")
        here |= scope_q(principal, prefix="to_location__place")
        number = names["number"]
        found = Event.objects.filter(here, pk=number).first() if number <= LARGEST else None
        if found is None:
            raise Http404
        return found

    def act(self, call: Call, **names: Any) -> Reversal:
        return ask_reversal(
            event_id=call.about.pk,
            reason=call.content["reason"],
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: Reversal) -> dict[str, Any]:
        request = ApprovalRequest.objects.about(KIND, str(done.pk)).latest("pk")
        return {
            "reference": done.reference,
            "event": done.event_id,
            "status": done.status,
            "request": request.pk,
            "posted": done.posted_id,
        }
