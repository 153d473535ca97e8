"""GET /api/v1/cases, GET /api/v1/cases/{reference}, and a POST for each command."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal, caller
from accounts.models import User
from accounts.models.place import Principal
from exceptions import services
from exceptions.api import serializers as shapes
from exceptions.errors import CannotWorkHere
from exceptions.filters import CaseFilter
from exceptions.models import Case
from exceptions.queries import cases_in
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described

NO_BODY = None


class CasesView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}
    filterset_class = CaseFilter
    order = "id"

    @extend_schema(
        operation_id="read_cases",
        summary="Cases with status, owner and clock",
        description="In the order they were opened; open ones unless `status` says otherwise.",
        tags=["Cases"],
        parameters=described(CaseFilter, "The reference of a case."),
        responses={200: shapes.CasesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Case]:
        return cases_in(principal).defer("evidence")

    def named(self, rows: QuerySet[Case], codes: list[str]) -> QuerySet[Case]:
        numbers = [code.upper().removeprefix("CS-") for code in codes]
        return rows.filter(
            pk__in=[int(one) for one in numbers if one.isdecimal() and len(one) < 19]
        )

    def shown(self, rows: list[Case]) -> Iterable[dict[str, Any]]:
        return map(shapes.case_out, rows)


class CaseView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}

    @extend_schema(
        operation_id="read_case",
        summary="One case with its evidence",
        tags=["Cases"],
        responses={200: shapes.CaseWholeOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, reference: str) -> Response:
        principal = caller(request)
        if principal is None:
            raise TypeError("This endpoint is for API clients; guard it with HasScope.")
        case = seen(principal, reference)
        body = shapes.case_out(case) | {"evidence": case.evidence}
        return versioned(body, case.version)


def seen(principal: Principal, reference: str) -> Case:
    """The case of a reference in the client's places, or 404."""
    case = cases_in(principal).with_reference(reference).first()
    if case is None:
        raise Http404
    return case


class CaseCommand(CommandEndpoint):
    """One verb on one case. Subclasses name the service and what of the body it takes."""

    required_scopes: ClassVar[dict[str, str]] = {"POST": "cases:write"}
    run: ClassVar[Callable[..., Case]]

    def act(self, call: Call, **names: Any) -> Case:
        case = seen(call.principal, names["reference"])
        about = {"case_id": case.pk, "actor": None, "at": call.at, "version": call.version}
        done = type(self).run(**about, **self.given(call))
        return seen(call.principal, done.reference)

    def given(self, call: Call) -> dict[str, Any]:
        return dict(call.content)

    def shown(self, done: Case) -> dict[str, Any]:
        return shapes.case_out(done)


def command(
    verb: str,
    run: Callable[..., Case],
    summary: str,
    body: type[BaseSerializer[Any]] | None = NO_BODY,
) -> type[CaseCommand]:
    """The endpoint of a service."""
    facts = {"run": staticmethod(run), "serializer": body, "__module__": __name__}
    made: type[CaseCommand] = type(f"{verb.title()}Case", (CaseCommand,), facts)
    describe = described_command(
        operation_id=f"{verb}_case", summary=summary, answer=shapes.CaseOut, tags=("Cases",)
    )
    return describe(made)


def assign(*, owner: str, **about: Any) -> Case:
    """To the person of an email. Refuses CannotWorkHere for an unknown one."""
    person = User.objects.filter(email__iexact=owner, is_active=True).first()
    if person is None:
        raise CannotWorkHere(person=owner, place="this place")
    return services.assign_case(owner=person, **about)


COMMANDS: dict[str, type[CaseCommand]] = {
    "assign": command("assign", assign, "Give a case to a person", shapes.AssignIn),
    "start": command("start", services.start_case, "Say that its owner works on it"),
    "wait": command(
        "wait", services.wait_with_case, "Stop its clock while others act", shapes.WaitIn
    ),
    "resume": command("resume", services.resume_case, "Let its clock run again"),
    "resolve": command("resolve", services.resolve_case, "Say how it ended", shapes.ResolveIn),
    "reopen": command("reopen", services.reopen_case, "Take it up again", shapes.CaseReasonIn),
    "snooze": command("snooze", services.snooze_case, "Put it off", shapes.SnoozeIn),
    "comment": command(
        "comment", services.comment_on_case, "Say something about a case", shapes.CommentIn
    ),
    "close": command(
        "close", services.close_resolved_case, "Close a resolved case", shapes.CloseIn
    ),
}
