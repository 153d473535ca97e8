"""/api/v1/cases/{reference}/steps: the playbook of a case, and doing its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exceptions.actions import known_actions
from exceptions.api import serializers as shapes
from exceptions.api.commands import OfCase
from exceptions.api.views import seen
from exceptions.models import Case
from exceptions.playbook_page import steps_with_proof
from exceptions.services.playbooks import do_step
from workbench.api.commands import Call, described_command, versioned
from workbench.api.described import problems
from workbench.api.people import client_of, person_of
from workbench.api.refusals import Registered


class StepsView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}

    @extend_schema(
        operation_id="read_case_steps",
        summary="The steps of a case's playbook, with what proves those done",
        tags=["Cases"],
        responses={200: shapes.CaseStepsOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        case = seen(client_of(request), reference)
        return versioned(steps_out(case), case.version)


def _actions() -> list[Callable[..., str]]:
    """The commands that the steps of a playbook may run."""
    return [action.noted or action.run for action in known_actions()]


@described_command(
    operation_id="do_case_step",
    summary="Do a step of the playbook, for a named person",
    description=(
        "Its command runs with the rights of that person, who must be able to run it. A step whose "
        "command did not get to its end, such as a replay that left events waiting, stays to be done: "
        "`said` tells what it did."
    ),
    answer=shapes.StepTriedOut,
    tags=("Cases",),
)
class DoStepView(OfCase):
    required_scopes: ClassVar[dict[str, str]] = {"POST": "cases:act"}
    serializer = shapes.StepDoneIn
    said = ""
    refuses = (do_step, Registered(_actions), person_of)

    def act(self, call: Call, **names: Any) -> Case:
        done = do_step(
            case_id=call.about.pk,
            step_id=names["number"],
            note=call.content["note"],
            number=call.content["number"],
            actor=person_of(call),
            at=call.at,
            version=call.version,
        )
        self.said = done.result
        return Case.objects.get(pk=call.about.pk)

    def shown(self, done: Case) -> dict[str, Any]:
        return {**steps_out(done), "said": self.said}


def steps_out(case: Case) -> dict[str, Any]:
    rows = [shapes.step_out(step, done) for step, done in steps_with_proof(case)]
    return {"results": rows, "next": None}
