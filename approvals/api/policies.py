"""/api/v1/policies: who decides what, in versions; drafted and published for a named person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import ClientPrincipal
from approvals.api import policy_shapes as shapes
from approvals.filters import PolicyFilter
from approvals.models import ApprovalRequest, Policy, PolicyVersion
from approvals.policy_pages import in_force
from approvals.queries.choosing import with_parts
from approvals.queries.effect import effect_of
from approvals.services import policies as services
from kernel.clock import now
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
from workbench.api.refusals import Refuses

TAGS = ("Approval policies",)
READ, WRITE = "approvals:read", "policies:write"
READS: dict[str, str] = {"GET": READ}


@described_command(
    operation_id="create_policy",
    summary="Make a policy with an empty first draft",
    answer=shapes.PolicyOut,
    tags=TAGS,
)
class PoliciesView(CommandEndpoint, ListEndpoint):
    required_scopes: ClassVar[dict[str, str]] = {"GET": READ, "POST": WRITE}
    filterset_class = PolicyFilter
    order = "id"
    if_match = False
    serializer = shapes.PolicyIn
    success = 201
    refuses = (services.create_policy, check_reaches, person_of)

    @extend_schema(
        operation_id="read_policies",
        summary="Approval policies of the client's places and of everywhere",
        tags=list(TAGS),
        parameters=described(PolicyFilter, "The name of a policy."),
        responses={200: shapes.PoliciesOut, **problems(401, 403, 422, 429)},
    )
    def get(self, request: Request) -> Response:
        return self.answer(request)

    def rows(self, principal: ClientPrincipal) -> QuerySet[Policy]:
        rows = Policy.objects.visible_to(principal).select_related("place")
        return rows.prefetch_related("versions")

    def named(self, rows: QuerySet[Policy], codes: list[str]) -> QuerySet[Policy]:
        return rows.filter(name__in=codes)

    def shown(self, done: Any) -> Any:
        return out(done) if isinstance(done, Policy) else map(out, done)

    def version_of(self, done: Policy) -> int:
        return done.published

    def act(self, call: Call, **names: Any) -> Policy:
        told = call.content
        place = place_named(told["place"], call.principal)
        check_reaches(call.principal, place)
        return services.create_policy(
            kind=told["kind"],
            name=told["name"],
            rank=told["rank"],
            place=place,
            actor=person_of(call),
            at=call.at,
        )


class PolicyView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_policy",
        summary="One policy",
        tags=list(TAGS),
        responses={200: shapes.PolicyOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        policy = policy_of(client_of(request), number)
        return versioned(out(policy), policy.published)


class PolicyVersionsView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_policy_versions",
        summary="Every version of a policy, newest first",
        tags=list(TAGS),
        responses={200: shapes.PolicyVersionsOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        rows = versions_of(policy_of(client_of(request), number))
        return Response({"results": [shapes.version_out(row) for row in rows], "next": None})


class PolicyVersionView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_policy_version",
        summary="One version of a policy",
        tags=list(TAGS),
        responses={200: shapes.PolicyVersionOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int, version: int) -> Response:
        rows = versions_of(policy_of(client_of(request), number)).filter(number=version)
        row = rows.first()
        if row is None:
            raise Http404
        return versioned(shapes.version_out(row), row.version)


class PolicyEffectView(APIView):
    required_scopes: ClassVar[dict[str, str]] = READS

    @extend_schema(
        operation_id="read_policy_effect",
        summary="What the draft would have done to the last 30 days",
        tags=list(TAGS),
        responses={200: shapes.PolicyEffectOut, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, number: int) -> Response:
        principal = client_of(request)
        policy = policy_of(principal, number)
        check_reaches(principal, policy.place)
        draft = draft_version(policy)
        effect = effect_of(draft, now())
        shown = ApprovalRequest.objects.visible_to(principal).filter(
            pk__in=[one.pk for one in effect.examples]
        )
        seen = shown.order_by("-pk").values_list("reference", flat=True)
        return versioned(shapes.effect_out(effect, seen), draft.version)


class OfPolicy(CommandEndpoint):
    """A command on one policy, for a named person who may manage it."""

    required_scopes: ClassVar[dict[str, str]] = {"POST": WRITE}
    refuses: ClassVar[Refuses] = (check_reaches,)

    def there(self, principal: ClientPrincipal, **names: Any) -> Policy:
        policy = policy_of(principal, names["number"])
        check_reaches(principal, policy.place)
        return policy

    def shown(self, done: Any) -> dict[str, Any]:
        return out(done) if isinstance(done, Policy) else shapes.version_out(done)

    def version_of(self, done: Any) -> int:
        seen: int = done.published if isinstance(done, Policy) else done.version
        return seen


class OfDraft(OfPolicy):
    """A command on the draft that was seen."""

    refuses: ClassVar[Refuses] = (version_said, person_of)

    def there(self, principal: ClientPrincipal, **names: Any) -> Any:
        return draft_version(super().there(principal, **names))

    def usual(self, call: Call) -> dict[str, Any]:
        seen = {"version_id": call.about.pk, "version": version_said(call)}
        return {**seen, "actor": person_of(call), "at": call.at}


@described_command(
    operation_id="draft_policy",
    summary="Begin a draft with what the newest version says",
    answer=shapes.PolicyVersionOut,
    tags=TAGS,
)
class DraftPolicyView(OfPolicy):
    serializer = ForPersonIn
    success = 201
    refuses = (services.new_draft, person_of)

    def act(self, call: Call, **names: Any) -> PolicyVersion:
        made = services.new_draft(
            policy_id=call.about.pk, actor=person_of(call), at=call.at, version=call.version
        )
        return fresh(made)


@described_command(
    operation_id="save_policy_draft",
    summary="Replace what the draft says",
    description="If-Match is needed.",
    answer=shapes.PolicyVersionOut,
    tags=TAGS,
)
class SaveDraftView(OfDraft):
    serializer = shapes.PolicyDraftIn
    refuses = (services.save_draft,)

    def act(self, call: Call, **names: Any) -> PolicyVersion:
        asked = shapes.draft_of(call.content)
        return fresh(services.save_draft(draft=asked, **self.usual(call)))


@described_command(
    operation_id="publish_policy",
    summary="Let the draft count, now or from a moment on",
    description="If-Match is needed. What was asked before stays with the version that asked.",
    answer=shapes.PolicyVersionOut,
    tags=TAGS,
)
class PublishPolicyView(OfDraft):
    serializer = shapes.PublishPolicyIn
    refuses = (services.publish_draft,)

    def act(self, call: Call, **names: Any) -> PolicyVersion:
        told = {name: call.content[name] for name in ("note", "effective_from")}
        return fresh(services.publish_draft(**told, **self.usual(call)))


@described_command(
    operation_id="discard_policy_draft",
    summary="Throw the draft away",
    description="If-Match is needed.",
    answer=shapes.PolicyOut,
    tags=TAGS,
)
class DiscardDraftView(OfDraft):
    serializer = ForPersonIn
    refuses = (services.discard_draft,)

    def act(self, call: Call, **names: Any) -> Policy:
        return services.discard_draft(**self.usual(call))


@described_command(
    operation_id="retire_policy",
    summary="End a policy now",
    description="If-Match is the ETag of the policy: the number that was published last.",
    answer=shapes.PolicyOut,
    tags=TAGS,
)
class RetirePolicyView(OfPolicy):
    serializer = shapes.RetirePolicyIn
    refuses = (services.retire_policy, person_of)

    def act(self, call: Call, **names: Any) -> Policy:
        reason = call.content["reason"]
        return services.retire_policy(
            policy_id=call.about.pk,
            reason=reason,
            version=call.version,
            actor=person_of(call),
            at=call.at,
        )


def policy_of(principal: ClientPrincipal, number: int) -> Policy:
    rows = Policy.objects.visible_to(principal).select_related("place")
    found = rows.prefetch_related("versions").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def versions_of(policy: Policy) -> QuerySet[PolicyVersion]:
    rows: QuerySet[PolicyVersion] = with_parts(PolicyVersion.objects.filter(policy=policy))
    return rows


def draft_version(policy: Policy) -> PolicyVersion:
    """The draft, or 404 where there is none."""
    found = versions_of(policy).filter(status=PolicyVersion.Status.DRAFT).first()
    if found is None:
        raise Http404
    return found


def fresh(row: PolicyVersion) -> PolicyVersion:
    """With its parts as they are now."""
    found: PolicyVersion = versions_of(row.policy).get(pk=row.pk)
    return found


def out(policy: Policy) -> dict[str, Any]:
    rows: Iterable[PolicyVersion] = policy.versions.all()
    live = in_force(list(rows), now())
    return shapes.policy_out(policy, list(rows), live.number if live else None)
