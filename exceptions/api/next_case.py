"""POST /api/v1/cases/next: the case a person should work on next."""

from __future__ import annotations

from typing import Any

from exceptions.api import serializers as shapes
from exceptions.api.commands import WRITE
from exceptions.api.views import seen
from exceptions.models import Case
from exceptions.services import take_next_case
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.people import ForPersonIn, person_of


@described_command(
    operation_id="take_next_case",
    summary="Give a person the free case with the least time left in their queues",
    description="Of the client's places. Two that ask at once get two cases.",
    answer=shapes.CaseOut,
    tags=("Cases",),
)
class NextCaseView(CommandEndpoint):
    required_scopes = WRITE
    if_match = False
    serializer = ForPersonIn
    refuses = (take_next_case, person_of)

    def act(self, call: Call, **names: Any) -> Case:
        done = take_next_case(actor=person_of(call), at=call.at, through=call.principal)
        return seen(call.principal, done.reference)

    def shown(self, done: Case) -> dict[str, Any]:
        return shapes.case_out(done)
