"""/api/v1/delegations: who is away, and who decides meanwhile; said for a named person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import ClientPrincipal
from accounts.models import User
from accounts.people import visible_people
from approvals.filters import DelegationFilter
from approvals.models import Delegation
from approvals.services.delegations import add_delegation, end_delegation
from workbench.api.commands import Call, CommandEndpoint, described_command
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import ForPersonIn, person_of

TAGS = ("Delegations",)
SCOPES: dict[str, str] = {"GET": "delegations:read", "POST": "delegations:write"}


class DelegationIn(ForPersonIn):
    person = serializers.EmailField(required=False, help_text="Who is away; else who says it.")
    deputy = serializers.EmailField(
        required=False, allow_null=True, default=None, help_text="Null: nobody stands in."
    )
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class DelegationOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    person = serializers.CharField(help_text="The email of who is away.")
    deputy = serializers.CharField(allow_null=True, help_text="The email of who decides meanwhile.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Ended before its time.")
    note = serializers.CharField()


class DelegationsOut(serializers.Serializer[Any]):
    results = DelegationOut(many=True)
    next = serializers.CharField(allow_null=True)


@described_command(
    operation_id="add_delegation",
    summary="Say that somebody is away, and who decides for them meanwhile",
    answer=DelegationOut,
    tags=TAGS,
)
class DelegationsView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = SCOPES
    filterset_class = DelegationFilter
    order = "id"
    if_match = etag = False
    serializer = DelegationIn
    success = 201
    refuses = (add_delegation, person_of)

    @extend_schema(
        operation_id="read_delegations",
        summary="Absences of the people who work in the client's places",
        tags=list(TAGS),
        parameters=described(DelegationFilter, "The email of who is away."),
        responses={200: DelegationsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Delegation]:
        return delegations_of(principal)

    def named(self, rows: QuerySet[Delegation], codes: list[str]) -> QuerySet[Delegation]:
        return rows.filter(person__email__in=codes)

    def shown(self, done: Any) -> Any:
        return out(done) if isinstance(done, Delegation) else map(out, done)

    def act(self, call: Call, **names: Any) -> Delegation:
        told, actor = call.content, person_of(call)
        away = _somebody(call.principal, "person", told.get("person", actor.email))
        deputy = told["deputy"] and _somebody(call.principal, "deputy", told["deputy"])
        return add_delegation(
            person=away,
            deputy=deputy or None,
            starts_at=told["starts_at"],
            ends_at=told["ends_at"],
            note=told["note"],
            actor=actor,
            at=call.at,
        )


@described_command(
    operation_id="end_delegation",
    summary="End an absence before its time",
    answer=DelegationOut,
    tags=TAGS,
)
class EndDelegationView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPES["POST"]}
    if_match = etag = False
    serializer = ForPersonIn
    refuses = (end_delegation, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Delegation:
        found = delegations_of(principal).filter(pk=names["number"]).first()
        if found is None:
            raise Http404
        return found

    def act(self, call: Call, **names: Any) -> Delegation:
        return end_delegation(delegation_id=call.about.pk, actor=person_of(call), at=call.at)

    def shown(self, done: Delegation) -> dict[str, Any]:
        return out(done)


def delegations_of(principal: ClientPrincipal) -> QuerySet[Delegation]:
    rows = Delegation.objects.filter(person__in=visible_people(principal))
    return rows.select_related("person", "deputy")


def _somebody(principal: ClientPrincipal, field: str, email: str) -> User:
    found = visible_people(principal).filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise ValidationError({field: ["Nobody in this client's places has this address."]})
    return found


def out(row: Delegation) -> dict[str, Any]:
    return {
        "number": row.pk,
        "person": row.person.email,
        "deputy": row.deputy.email if row.deputy else None,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "ended_at": row.ended_at and row.ended_at.isoformat(),
        "note": row.note,
    }
