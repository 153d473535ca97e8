"""/api/v1/count-rules: what the classes A, B and C mean, everywhere and where a place has its own."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from accounts.models import Place
from accounts.models.place import scope_q
from inventory.counts.api.plans import SCOPES, TAGS
from inventory.counts.models import ClassRule
from inventory.counts.services.rules import RULE_FIELDS, change_rule, create_rules, drop_rules
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import problems
from workbench.api.lists import ListEndpoint, described
from workbench.api.people import (
    ForPersonIn,
    check_reaches,
    client_of,
    person_of,
    place_named,
    version_said,
)

Text, Whole = serializers.CharField, serializers.IntegerField


def _percent(help_text: str, **more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, help_text=help_text, **more
    )


class CountRuleChangeIn(ForPersonIn):
    """What is not said stays."""

    until_percent = _percent("Up to this share of sales, rising from A to C.", required=False)
    interval_days = Whole(min_value=1, max_value=3_650, required=False)
    units = Whole(min_value=0, max_value=1_000_000, required=False)
    percent = _percent("Of the books; a line may differ by this or the units.", required=False)
    value = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True,
        help_text="Never by more than this value at cost; null: any.",
    )  # fmt: skip


class CountRulesPlaceIn(ForPersonIn):
    place = Text(max_length=40, help_text="Its code.")


class CountRuleOut(serializers.Serializer[Any]):
    number = Whole()
    place = Text(allow_null=True, help_text="The code of the place; null: everywhere.")
    sku_class = Text(help_text="A, B or C.")
    version = Whole(help_text="Also the ETag: send it as If-Match.")
    until_percent = Text()
    interval_days = Whole()
    units = Whole()
    percent = Text()
    value = Text(allow_null=True)


class CountRulesOut(serializers.Serializer[Any]):
    results = CountRuleOut(many=True)
    next = Text(allow_null=True)


class CountRulesDroppedOut(serializers.Serializer[Any]):
    dropped = Whole(help_text="How many; those above the place hold again.")


class CountRuleFilter(filters.FilterSet):
    sku_class = filters.CharFilter(field_name="klass", label="The class")

    class Meta:
        model = ClassRule
        fields: list[str] = []


@described_command(
    operation_id="create_count_rules",
    summary="Give a place rules of its own; they begin as what holds there now",
    answer=CountRulesOut,
    tags=TAGS,
)
class CountRulesView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = SCOPES
    filterset_class = CountRuleFilter
    order = "id"
    if_match = etag = False
    serializer = CountRulesPlaceIn
    success = 201
    refuses = (create_rules, person_of)

    @extend_schema(
        operation_id="read_count_rules",
        summary="What the classes mean everywhere and at the client's places",
        tags=list(TAGS),
        parameters=described(CountRuleFilter, "The code of a place."),
        responses={200: CountRulesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[ClassRule]:
        return rules_seen(principal)

    def named(self, rows: QuerySet[ClassRule], codes: list[str]) -> QuerySet[ClassRule]:
        return rows.filter(place__code__in=codes)

    def act(self, call: Call, **names: Any) -> dict[str, Any]:
        made = create_rules(place=_place(call), actor=person_of(call), at=call.at)
        return {"results": [out(rule) for rule in made], "next": None}

    def shown(self, done: Any) -> Any:
        return done if isinstance(done, dict) else map(out, done)


class CountRuleView(APIView):
    required_scopes: ClassVar[dict[str, str]] = {"GET": SCOPES["GET"]}

    @extend_schema(
        operation_id="read_count_rule",
        summary="What one class means",
        tags=list(TAGS),
        responses={200: CountRuleOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        row = rule_of(client_of(request), number)
        return versioned(out(row), row.version)


@described_command(
    operation_id="change_count_rule",
    summary="Change what one class means",
    description="If-Match is needed. What holds everywhere is changed by clients of a whole network.",
    answer=CountRuleOut,
    tags=TAGS,
)
class ChangeCountRuleView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPES["POST"]}
    serializer = CountRuleChangeIn
    refuses = (change_rule, check_reaches, version_said, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> ClassRule:
        rule = rule_of(principal, names["number"])
        check_reaches(principal, rule.place)
        return rule

    def act(self, call: Call, **names: Any) -> ClassRule:
        kept = {name: getattr(call.about, name) for name in RULE_FIELDS}
        said = {name: call.content[name] for name in RULE_FIELDS if name in call.content}
        return change_rule(
            rule_id=call.about.pk,
            wanted=kept | said,
            version=version_said(call),
            actor=person_of(call),
            at=call.at,
        )

    def shown(self, done: ClassRule) -> dict[str, Any]:
        return out(done)


@described_command(
    operation_id="drop_count_rules",
    summary="Take a place's own rules away, so that those above it hold again",
    answer=CountRulesDroppedOut,
    tags=TAGS,
)
class DropCountRulesView(CommandEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"POST": SCOPES["POST"]}
    if_match = etag = False
    serializer = CountRulesPlaceIn
    refuses = (drop_rules, person_of)

    def act(self, call: Call, **names: Any) -> int:
        return drop_rules(place=_place(call), actor=person_of(call), at=call.at)

    def shown(self, done: int) -> dict[str, Any]:
        return {"dropped": done}


def rules_seen(principal: ClientPrincipal) -> QuerySet[ClassRule]:
    here = Q(place__isnull=True) | scope_q(principal, prefix="place")
    return ClassRule.objects.filter(here).select_related("place")


def rule_of(principal: ClientPrincipal, number: int) -> ClassRule:
    found = rules_seen(principal).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _place(call: Call) -> Place:
    place = place_named(call.content["place"], call.principal)
    if place is None:
        raise ValidationError({"place": ["Name a place."]})
    return place


def out(rule: ClassRule) -> dict[str, Any]:
    return {
        "number": rule.pk,
        "place": rule.place.code if rule.place else None,
        "sku_class": rule.klass,
        "version": rule.version,
        "until_percent": str(rule.until_percent),
        "interval_days": rule.interval_days,
        "units": rule.units,
        "percent": str(rule.percent),
        "value": None if rule.value is None else str(rule.value),
    }
