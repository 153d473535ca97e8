"""/api/v1/rule-versions: the routing rules, drafted, tried on the past and published for a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from exceptions.api import setup_shapes as shapes
from exceptions.api.routing_shapes import rule_out
from exceptions.dry_run import dry_run
from exceptions.models import RuleSet
from exceptions.services import rules as services
from exceptions.services.rules import rules_in
from exceptions.services.rules_since import bring_up_to_date
from kernel.clock import now
from workbench.api.commands import Call, CommandEndpoint, described_command, versioned
from workbench.api.described import RATE_HEADERS, problems
from workbench.api.people import ForPersonIn, check_reaches, client_of, person_of, version_said
from workbench.api.refusals import Refuses

TAGS = ("Routing rules",)
READS: dict[str, str] = {"GET": "cases:read"}
WRITES: dict[str, str] = {"POST": "rules:write"}
SHOWN = 200


class SettingDesk(CommandEndpoint):
    """The desk is one for the installation: a client of a whole network sets it up, for a person."""

    required_scopes: ClassVar[dict[str, str]] = WRITES
    serializer = ForPersonIn
    refuses: ClassVar[Refuses] = (check_reaches,)

    def there(self, principal: ClientPrincipal, **names: Any) -> Any:
        check_reaches(principal, None)
        return self.found(**names) if names else None

    def found(self, **names: Any) -> Any:
        raise NotImplementedError


@described_command(
    operation_id="draft_rules",
    summary="Begin a draft of the rules in force",
    answer=shapes.RuleVersionWholeOut,
    tags=TAGS,
)
class RuleVersionsView(SettingDesk):
    required_scopes: ClassVar[dict[str, str]] = {**READS, **WRITES}
    if_match = False
    success = 201
    refuses = (services.draft_rules, person_of)

    @extend_schema(
        operation_id="read_rule_versions",
        summary="The versions of the routing rules, newest first",
        tags=list(TAGS),
        parameters=[*RATE_HEADERS],
        responses={200: shapes.RuleVersionsOut, **problems(401, 403, 429)},
    )
    def get(self, request: Request) -> Response:
        rows = RuleSet.objects.all()[:SHOWN]
        return Response({"results": [shapes.version_out(row) for row in rows], "next": None})

    def act(self, call: Call, **names: Any) -> tuple[RuleSet, ClientPrincipal]:
        return services.draft_rules(actor=person_of(call), at=call.at), call.principal

    def shown(self, done: tuple[RuleSet, ClientPrincipal]) -> dict[str, Any]:
        return whole(*done)

    def version_of(self, done: tuple[RuleSet, ClientPrincipal]) -> int:
        return done[0].version


class RuleVersionView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_rule_version",
        summary="One version of the rules",
        tags=list(TAGS),
        responses={200: shapes.RuleVersionWholeOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        rules = rules_of(number)
        return versioned(whole(rules, client_of(request)), rules.version)


class DryRunView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="dry_run_rules",
        summary="Where a version would have sent the cases of the last 30 days",
        tags=list(TAGS),
        responses={200: shapes.RulesDryRunOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        rules, at = rules_of(number), now()
        live = RuleSet.objects.in_force(at)
        run = dry_run(rules, live=live, principal=client_of(request), at=at)
        return versioned(shapes.dry_run_out(run), rules.version)


class OfRules(SettingDesk):
    """A command on one version that was seen."""

    refuses: ClassVar[Refuses] = (version_said, person_of)

    def found(self, **names: Any) -> RuleSet:
        rules = rules_of(names["number"])
        if "rule" in names and not rules.rules.filter(pk=names["rule"]).exists():
            raise Http404
        return rules

    def act(self, call: Call, **names: Any) -> tuple[RuleSet, ClientPrincipal]:
        usual = {
            "draft_id": call.about.pk,
            "version": version_said(call),
            "actor": person_of(call),
            "at": call.at,
        }
        self.run(call, usual, names)
        return rules_of(call.about.pk), call.principal

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        raise NotImplementedError

    def shown(self, done: tuple[RuleSet, ClientPrincipal]) -> dict[str, Any]:
        return whole(*done)

    def version_of(self, done: tuple[RuleSet, ClientPrincipal]) -> int:
        return done[0].version


def described(operation_id: str, summary: str) -> Any:
    return described_command(
        operation_id=operation_id,
        summary=summary,
        description="If-Match is needed.",
        answer=shapes.RuleVersionWholeOut,
        tags=TAGS,
    )


@described("add_rule", "Add a rule to a draft; those from its position on move down")
class AddRuleView(OfRules):
    serializer = shapes.NewRuleIn
    refuses = (shapes.rule_content, services.add_rule)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        content = shapes.rule_content(call.content, call.principal)
        return services.add_rule(content=content, position=call.content["position"], **usual)


@described("change_rule", "Change what a rule of a draft says")
class ChangeRuleView(OfRules):
    serializer = shapes.RuleIn
    refuses = (shapes.rule_content, services.change_rule)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        content = shapes.rule_content(call.content, call.principal)
        return services.change_rule(rule_id=names["rule"], content=content, **usual)


@described("move_rule", "Give a rule of a draft another position")
class MoveRuleView(OfRules):
    serializer = shapes.MoveRuleIn
    refuses = (services.move_rule,)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        position = call.content["position"]
        return services.move_rule(rule_id=names["rule"], position=position, **usual)


@described("delete_rule", "Take a rule out of a draft")
class DeleteRuleView(OfRules):
    refuses = (services.delete_rule,)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        return services.delete_rule(rule_id=names["rule"], **usual)


@described("publish_rules", "Let a draft decide, now or from a time on")
class PublishRulesView(OfRules):
    serializer = shapes.PublishRulesIn
    refuses = (services.publish_rules,)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        told = {name: call.content[name] for name in ("note", "effective_from")}
        return services.publish_rules(**told, **usual)


@described("bring_rules_up_to_date", "Take into a draft what was published since it was made")
class BringRulesUpToDateView(OfRules):
    serializer = shapes.KeepRulesIn
    refuses = (bring_up_to_date,)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        return bring_up_to_date(keep=call.content["keep"], **usual)


@described("discard_rules", "Put a draft away")
class DiscardRulesView(OfRules):
    refuses = (services.discard_draft,)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        return services.discard_draft(**usual)


@described("draft_rules_again", "Put a draft away and begin another of the rules as they are now")
class DraftAgainView(OfRules):
    """Answers the other draft."""

    refuses = (services.draft_anew, version_said, person_of)

    def act(self, call: Call, **names: Any) -> tuple[RuleSet, ClientPrincipal]:
        anew = services.draft_anew(
            draft_id=call.about.pk, version=version_said(call), actor=person_of(call), at=call.at
        )
        return rules_of(anew.pk), call.principal


@described("withdraw_rules", "Take back rules that were published for later")
class WithdrawRulesView(OfRules):
    refuses = (services.withdraw_rules,)

    def run(self, call: Call, usual: dict[str, Any], names: dict[str, Any]) -> object:
        about = {"rules_id": call.about.pk, "version": usual["version"]}
        return services.withdraw_rules(**about, actor=usual["actor"], at=usual["at"])


def rules_of(number: int) -> RuleSet:
    found = RuleSet.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def whole(rules: RuleSet, principal: ClientPrincipal) -> dict[str, Any]:
    ordered = rules_in(rules)
    seen = shapes.places_seen(ordered, principal)
    return {
        **shapes.version_out(rules),
        "rules": [
            {"number": one.pk, "line": one.line_number, **rule_out(one, seen)} for one in ordered
        ],
    }
