"""What a draft would have done to the last 30 days: set-based, over the facts that were stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, Count, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from approvals.matching import matching
from approvals.models import ApprovalRequest, PolicyVersion
from approvals.queries.choosing import version_conditions, with_parts

DAYS = 30
EXAMPLES = 10
# It passes by itself, because no version or no step of the one that holds asks for anybody.
PASSES = 0


@dataclass(frozen=True, slots=True)
class Change:
    """So many requests, that were decided by one version and would be by another."""

    before: str
    after: str
    passed: bool
    count: int
    value: Decimal | None
    moves: bool


@dataclass(frozen=True, slots=True)
class StepLoad:
    position: int
    role: str
    count: int


@dataclass(frozen=True, slots=True)
class Effect:
    total: int
    asked: int
    passing: int
    moved: int
    changes: tuple[Change, ...]
    steps: tuple[StepLoad, ...]
    examples: tuple[ApprovalRequest, ...]


def effect_of(draft: PolicyVersion, at: datetime) -> Effect:
    """Each request of the kind in the last 30 days, as it was decided and as it would be now.

    The draft stands in the place of its own policy; the other policies are those in force.
    """
    versions = _contenders(draft, at)
    rows = _past(draft, versions, at)
    names = {version.pk: str(version) for version in versions} | {PASSES: ""}
    grouped = (
        rows.order_by()
        .values("before", "would", "was", "automatic")
        .annotate(n=Count("pk"), worth=Sum("value"))
        .order_by("-n", "would")
    )
    groups = list(grouped)
    ours = rows.filter(would=draft.pk)
    return Effect(
        total=sum(row["n"] for row in groups),
        asked=sum(row["n"] for row in groups if row["would"] == draft.pk),
        passing=sum(row["n"] for row in groups if row["would"] == PASSES),
        moved=sum(row["n"] for row in groups if _moves(row, versions)),
        changes=tuple(_change(row, names, versions) for row in groups),
        steps=tuple(_loads(draft, ours)),
        examples=tuple(_changed(rows, versions)[:EXAMPLES]),
    )


def _contenders(draft: PolicyVersion, at: datetime) -> list[PolicyVersion]:
    """The versions that would be asked, by rank."""
    kind = draft.policy.kind
    others = with_parts(PolicyVersion.objects.in_force(at)).filter(policy__kind=kind)
    others = others.exclude(policy=draft.policy)
    return sorted([draft, *others], key=lambda one: (one.policy.rank, one.policy_id))


def _past(draft: PolicyVersion, versions: list[PolicyVersion], at: datetime) -> Any:
    """Requests with the policy that decided (0: none) and the version that would."""
    since = at - timedelta(days=DAYS)
    rows = ApprovalRequest.objects.filter(kind=draft.policy.kind, asked_at__gte=since)
    scope = draft.policy.place
    if scope is not None:
        rows = rows.filter(place__path__startswith=scope.path)
    whens: list[When] = []
    for version in versions:
        applies = _reach(version) & matching(version_conditions(version))
        whens.append(When(applies & _asks(version), then=Value(version.pk)))
        whens.append(When(applies, then=Value(PASSES)))
    return rows.annotate(
        would=Case(*whens, default=Value(PASSES), output_field=BigIntegerField()),
        before=Coalesce("policy_version__policy_id", Value(PASSES), output_field=BigIntegerField()),
        was=Coalesce("policy_version_id", Value(PASSES), output_field=BigIntegerField()),
    )


def _reach(version: PolicyVersion) -> Q:
    q = Q(pk__isnull=False)
    if version.policy.place is not None:
        q &= Q(place__path__startswith=version.policy.place.path)
    return q & Q(currency=version.currency) if version.currency else q


def _asks(version: PolicyVersion) -> Q:
    """Whether any step of a version would have to be decided."""
    q = Q(pk__in=[])
    for step in version.steps.all():
        q |= Q(pk__isnull=False) & matching(step.conditions.all())
    return q


def _policy_of(pk: int, versions: list[PolicyVersion]) -> int:
    return next((one.policy_id for one in versions if one.pk == pk), PASSES)


def _moves(row: dict[str, Any], versions: list[PolicyVersion]) -> bool:
    return bool(row["before"] != _policy_of(row["would"], versions))


def _change(row: dict[str, Any], names: dict[int, str], versions: list[PolicyVersion]) -> Change:
    was = PolicyVersion.objects.select_related("policy").filter(pk=row["was"]).first()
    return Change(
        before=str(was) if was else "",
        passed=row["automatic"],
        after=names.get(row["would"], ""),
        count=row["n"],
        value=row["worth"],
        moves=_moves(row, versions),
    )


def _changed(rows: Any, versions: list[PolicyVersion]) -> Any:
    """Requests that another policy would decide than did."""
    q = Q(pk__in=[])
    for version in versions:
        q |= Q(would=version.pk) & ~Q(before=version.policy_id)
    q |= Q(would=PASSES) & ~Q(before=PASSES)
    return rows.filter(q).order_by("-pk")


def _loads(draft: PolicyVersion, ours: Any) -> list[StepLoad]:
    return [
        StepLoad(step.position, step.role, ours.filter(matching(step.conditions.all())).count())
        for step in draft.steps.all()
    ]
