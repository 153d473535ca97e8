"""/api/v1/receiving-tolerances and receiving-landings: how deliveries are received; set for a named person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.models.place import scope_q
from inventory.catalog.models import Location
from inventory.receiving.kinds import known_kinds
from inventory.receiving.models import LandingSetting, OverReceiptTolerance
from inventory.receiving.queries.landing import landings_of
from inventory.receiving.services import (
    change_tolerance,
    remove_tolerance,
    set_landing,
    set_tolerance,
)
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import ForPersonIn, client_of, person_of, place_named, version_said

TAGS = ("Receipts",)
READS: dict[str, str] = {"GET": "receipts:read"}
WRITES: dict[str, str] = {"POST": "receipts:write"}
Text, Whole = serializers.CharField, serializers.IntegerField
NEEDED = "If-Match is needed."


class ToleranceChangeIn(ForPersonIn):
    percent = Whole(min_value=0, max_value=100, help_text="Over what was expected.")


class ToleranceIn(ToleranceChangeIn):
    place = Text(max_length=40, help_text="Its code; holds for the place and all below it.")
    kind = Text(max_length=20, allow_blank=True, default="", help_text="Empty: every kind.")
    sender = Text(
        max_length=160, allow_blank=True, default="",
        help_text="As it stands on the delivery. Empty: every sender.",
    )  # fmt: skip


class ToleranceOut(serializers.Serializer[Any]):
    number = Whole()
    place = Text()
    kind = Text(allow_blank=True)
    sender = Text(allow_blank=True)
    percent = Whole()
    version = Whole(help_text="Also the ETag: send it as If-Match.")


class TolerancesOut(serializers.Serializer[Any]):
    results = ToleranceOut(many=True)
    next = Text(allow_null=True)


class ToleranceRemovedOut(serializers.Serializer[Any]):
    removed = Whole(help_text="Its number; the next wider tolerance holds again.")


class LandingIn(ForPersonIn):
    direct = serializers.BooleanField(
        help_text="On the shelf at once; else first in receiving, to be put away."
    )


class LandingOut(serializers.Serializer[Any]):
    location = Text()
    direct = serializers.BooleanField()
    version = Whole(help_text="Also the ETag; 0 where the kind of location decides.")


class LandingsOut(serializers.Serializer[Any]):
    results = LandingOut(many=True)
    next = Text(allow_null=True)


class ToleranceFilter(filters.FilterSet):
    kind = filters.CharFilter(label="The kind of delivery")
    sender = filters.CharFilter(label="The sender, as it stands on the delivery")

    class Meta:
        model = OverReceiptTolerance
        fields: list[str] = []


class LandingFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label="The kind of location", choices=Location.Kind.choices)

    class Meta:
        model = Location
        fields: list[str] = []


@described_command(
    operation_id="set_receiving_tolerance",
    summary="Let deliveries bring more than expected",
    description="A sender's tolerance goes before that of a kind, the nearest place first.",
    answer=ToleranceOut,
    tags=TAGS,
)
class TolerancesView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {**READS, **WRITES}
    filterset_class = ToleranceFilter
    order = "id"
    if_match = False
    serializer = ToleranceIn
    success = 201
    refuses = (set_tolerance, person_of)

    @extend_schema(
        operation_id="read_receiving_tolerances",
        summary="How much more than expected is let in at the client's places",
        tags=list(TAGS),
        parameters=described(ToleranceFilter, "The code of a place."),
        responses={200: TolerancesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[OverReceiptTolerance]:
        return tolerances_of(principal)

    def named(
        self, rows: QuerySet[OverReceiptTolerance], codes: list[str]
    ) -> QuerySet[OverReceiptTolerance]:
        return rows.filter(place__code__in=codes)

    def act(self, call: Call, **names: Any) -> OverReceiptTolerance:
        told = call.content
        place = place_named(told["place"], call.principal)
        if place is None:
            raise ValidationError({"place": ["Name a place."]})
        if told["kind"] and told["kind"] not in dict(known_kinds()):
            raise ValidationError({"kind": ["There is no such kind of delivery."]})
        said = {name: told[name] for name in ("kind", "sender", "percent")}
        return set_tolerance(place=place, **said, actor=person_of(call), at=call.at)

    def shown(self, done: Any) -> Any:
        one = isinstance(done, OverReceiptTolerance)
        return tolerance_out(done) if one else map(tolerance_out, done)


class ToleranceView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_receiving_tolerance",
        summary="One tolerance",
        tags=list(TAGS),
        responses={200: ToleranceOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        row = _tolerance(client_of(request), number)
        return versioned(tolerance_out(row), row.version)


class OneTolerance(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = WRITES

    def there(self, principal: ClientPrincipal, **names: Any) -> OverReceiptTolerance:
        return _tolerance(principal, names["number"])


@described_command(
    operation_id="change_receiving_tolerance",
    summary="Change the percentage of a tolerance",
    description=NEEDED,
    answer=ToleranceOut,
    tags=TAGS,
)
class ChangeToleranceView(OneTolerance):
    serializer = ToleranceChangeIn
    refuses = (change_tolerance, version_said, person_of)

    def act(self, call: Call, **names: Any) -> OverReceiptTolerance:
        return change_tolerance(
            tolerance_id=call.about.pk,
            percent=call.content["percent"],
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: OverReceiptTolerance) -> dict[str, Any]:
        return tolerance_out(done)


@described_command(
    operation_id="remove_receiving_tolerance",
    summary="Take a tolerance away",
    description=NEEDED,
    answer=ToleranceRemovedOut,
    tags=TAGS,
)
class RemoveToleranceView(OneTolerance):
    serializer = ForPersonIn
    refuses = (remove_tolerance, version_said, person_of)

    def act(self, call: Call, **names: Any) -> int:
        number: int = call.about.pk
        remove_tolerance(
            tolerance_id=number, version=version_said(call), actor=person_of(call), at=call.at
        )
        return number

    def shown(self, done: int) -> dict[str, Any]:
        return {"removed": done}


class LandingsView(ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = READS
    filterset_class = LandingFilter
    order = "pk"

    @extend_schema(
        operation_id="read_receiving_landings",
        summary="Where goods land at the client's locations",
        tags=list(TAGS),
        parameters=described(LandingFilter, "The code of a location."),
        responses={200: LandingsOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Location]:
        return Location.objects.visible_to(principal).select_related("place")

    def named(self, rows: QuerySet[Location], codes: list[str]) -> QuerySet[Location]:
        return rows.filter(place__code__in=codes)

    def shown(self, rows: list[Location]) -> Iterable[dict[str, Any]]:
        return map(landing_out, landings_of(rows))


class LandingView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_receiving_landing",
        summary="Where goods land at one location",
        tags=list(TAGS),
        responses={200: LandingOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, code: str) -> Response:
        (landing,) = landings_of([_location(client_of(request), code)])
        return versioned(landing_out(landing), landing.version)


@described_command(
    operation_id="set_receiving_landing",
    summary="Say where goods land at a location",
    description=f"{NEEDED} It is 0 where nobody has set it yet.",
    answer=LandingOut,
    tags=TAGS,
)
class SetLandingView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = WRITES
    serializer = LandingIn
    refuses = (set_landing, version_said, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Location:
        return _location(principal, names["code"])

    def act(self, call: Call, **names: Any) -> LandingSetting:
        return set_landing(
            location=call.about,
            direct=call.content["direct"],
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: LandingSetting) -> dict[str, Any]:
        return landing_out(done)


def tolerances_of(principal: ClientPrincipal) -> QuerySet[OverReceiptTolerance]:
    here = scope_q(principal, prefix="place")
    return OverReceiptTolerance.objects.filter(here).select_related("place")


def _tolerance(principal: ClientPrincipal, number: int) -> OverReceiptTolerance:
    row = tolerances_of(principal).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _location(principal: ClientPrincipal, code: str) -> Location:
    rows = Location.objects.visible_to(principal).select_related("place")
    location = rows.filter(place__code=code).first()
    if location is None:
        raise Http404
    return location


def tolerance_out(row: OverReceiptTolerance) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("kind", "sender", "percent", "version")}
    return {"number": row.pk, "place": row.place.code, **said}


def landing_out(row: Any) -> dict[str, Any]:
    """Of a landing as it holds, or of the setting that was just made."""
    return {"location": row.location.code, "direct": row.direct, "version": row.version}
