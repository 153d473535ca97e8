"""Which version decides about a subject: the first in force, by rank, whose conditions hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, Q

from accounts.models import Place
from approvals.matching import holds
from approvals.models import Condition, Policy, PolicyStep, PolicyVersion
from approvals.subjects import SubjectKind


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the policies say: a version and its steps; none of both when nothing is published."""

    version: PolicyVersion | None
    steps: Sequence[PolicyStep]
    # Below every band: it passes by itself, and this share of such is listed for review.
    automatic: bool
    sample_percent: int = 0


def choose(
    kind: SubjectKind, place: Place, facts: Mapping[str, Any], *, currency: str, at: datetime
) -> Chosen:
    """The version in force for a subject at a place."""
    versions = versions_in_force(kind, place, currency=currency, at=at)
    if not versions:
        return Chosen(None, (), automatic=False)
    for version in versions:
        if holds(version_conditions(version), facts):
            steps = list(version.steps.all())
            needed = any(holds(step.conditions.all(), facts) for step in steps)
            return Chosen(version, steps, not needed, version.sample_percent)
    watched = max(versions, key=lambda version: version.sample_percent)
    return Chosen(None, (), automatic=True, sample_percent=watched.sample_percent)


def versions_in_force(
    kind: SubjectKind, place: Place, *, currency: str, at: datetime
) -> list[PolicyVersion]:
    """Every version that counts for a kind at a place, by rank, with its steps and conditions."""
    above = [int(step) for step in place.path.strip("/").split("/")]
    here = Q(policy__place__isnull=True) | Q(policy__place__in=above)
    rows = with_parts(PolicyVersion.objects.in_force(at)).filter(here, policy__kind=kind.key)
    return list(rows.filter(currency__in=["", currency]))


def with_parts(rows: Any) -> Any:
    """Versions with their steps and conditions, in three questions."""
    steps = PolicyStep.objects.prefetch_related("conditions")
    return rows.select_related("policy__place").prefetch_related(
        Prefetch("steps", queryset=steps), "conditions"
    )


def version_conditions(version: PolicyVersion) -> list[Condition]:
    """The conditions of the version itself, without those of its steps."""
    return [condition for condition in version.conditions.all() if condition.step_id is None]


def next_to_begin(policy: Policy, after: datetime) -> PolicyVersion | None:
    """The version that is published to begin next after a moment."""
    rows = policy.versions.filter(
        Q(effective_until__isnull=True) | Q(effective_until__gt=F("effective_from")),
        status=PolicyVersion.Status.PUBLISHED,
        effective_from__gt=after,
    )
    return rows.order_by("effective_from").first()
