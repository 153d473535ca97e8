"""GET /api/v1/trail, /api/v1/trail/{number}, /api/v1/duties: for whoever checks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.duties import conflicts_of, in_conflict
from accounts.models import User
from accounts.people import people_for_list
from accounts.roles import permissions_of
from audit.models import Entry
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import client_of
from workbench.trail.duties import DutyFilter
from workbench.trail.filters import EntryFilter
from workbench.trail.rows import entries_for, name_each, seal_each

TAGS = ("Audit",)
READ: dict[str, str] = {"GET": "audit:read"}
Text, Whole = serializers.CharField, serializers.IntegerField


class EntryOut(serializers.Serializer[Any]):
    number = Whole()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    who = Text(help_text="The person by name, else the system or client that acted.")
    agent = Text(help_text="The system or client through which it was done.")
    on_behalf_of = Text()
    action = Text()
    subject_type = Text()
    subject_id = Text()
    subject = Text()
    place = Text(help_text="The code of the place; empty: no single place.")
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    reason = Text()
    ip = Text()
    request_id = Text()
    correlation_id = Text()
    block = Whole(allow_null=True, help_text="The number of the block that seals it; null: waits.")


class EntriesOut(serializers.Serializer[Any]):
    results = EntryOut(many=True)
    next = Text(allow_null=True)


class ConflictOut(serializers.Serializer[Any]):
    key = Text()
    words = Text()
    reason = Text()
    kept_by = Text(help_text="What keeps it in check; empty: nothing.")


class DutyOut(serializers.Serializer[Any]):
    name = Text()
    email = Text()
    roles = Text()
    places = Text(help_text="The codes of the person's places that the client sees.")
    last_seen = serializers.DateTimeField(allow_null=True)
    conflicts = ConflictOut(many=True)


class DutiesOut(serializers.Serializer[Any]):
    results = DutyOut(many=True)
    next = Text(allow_null=True)


class EntriesView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = READ
    filterset_class = EntryFilter
    order = "id"

    @extend_schema(
        operation_id="read_trail",
        summary="Who did what to which subject, when and why",
        description="Oldest first. Entries of no place are for clients of a whole network.",
        tags=list(TAGS),
        parameters=described(EntryFilter, "The subject as it is written."),
        responses={200: EntriesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Entry]:
        return entries_for(principal)

    def named(self, rows: QuerySet[Entry], codes: list[str]) -> QuerySet[Entry]:
        return rows.filter(subject_text__in=codes)

    def shown(self, rows: list[Entry]) -> Iterable[dict[str, Any]]:
        return entries_out(rows)


class EntryView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READ

    @extend_schema(
        operation_id="read_trail_entry",
        summary="One entry of the trail",
        tags=list(TAGS),
        responses={200: EntryOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        entry = entries_for(client_of(request)).filter(pk=number).first()
        if entry is None:
            raise Http404
        return Response(entries_out([entry])[0])


class DutiesView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": "duties:read"}
    filterset_class = DutyFilter
    order = "id"

    @extend_schema(
        operation_id="read_duties",
        summary="People of the client's places who hold conflicting duties",
        tags=list(TAGS),
        parameters=described(DutyFilter, "The email of a person."),
        responses={200: DutiesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[User]:
        return in_conflict(people_for_list(principal))

    def named(self, rows: QuerySet[User], codes: list[str]) -> QuerySet[User]:
        return rows.filter(email__in=codes)

    def shown(self, rows: list[Any]) -> Iterable[dict[str, Any]]:
        return map(duty_out, rows)


def entries_out(rows: list[Entry]) -> list[dict[str, Any]]:
    name_each(rows)
    seal_each(rows)
    names = (
        *("occurred_at", "recorded_at", "who", "agent", "on_behalf_of", "action", "subject_type"),
        *("subject_id", "before", "after", "reason", "ip", "request_id", "correlation_id", "block"),
    )
    return [
        {
            "number": row.pk,
            "subject": row.subject_text,
            "place": getattr(row, "place_code", ""),
            **{name: getattr(row, name) for name in names},
        }
        for row in rows
    ]


def duty_out(person: Any) -> dict[str, Any]:
    roles = person.role_names or ""
    held = conflicts_of(permissions_of(frozenset(roles.split(", "))))
    return {
        "name": person.name,
        "email": person.email,
        "roles": roles,
        "places": person.codes or "",
        "last_seen": person.last_seen,
        "conflicts": [
            {
                "key": one.key,
                "words": str(one.label),
                "reason": str(one.reason),
                "kept_by": str(one.kept_by),
            }
            for one in held
        ],
    }
