"""Policies for tests, made by the commands that people use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from approvals.drafts import AskedCondition, AskedStep, Draft
from approvals.models import Policy, PolicyVersion
from approvals.services.policies import create_policy, new_draft, publish_draft, save_draft
from tests.approvals.world import KEY, World
from tests.factories import NOON, make_person

MANAGER = AskedStep("store manager", "to", due_hours="4")
OVER_1500 = (AskedCondition("value", "over", "1,500"),)
USUAL = Draft(currency="GBP", conditions=OVER_1500, steps=(MANAGER,))


def admin(world: World) -> User:
    found = User.objects.filter(email="ada@example.com").first()
    return found or make_person("Ada", role="admin", scope=world.network)


def make_draft(world: World, draft: Draft = USUAL, **more: Any) -> PolicyVersion:
    """A policy with a saved draft."""
    facts: dict[str, Any] = {"kind": KEY, "name": "Transfers over £1,500", "rank": 100}
    at, place = more.pop("at", NOON), more.pop("place", None) or world.region
    ada = admin(world)
    policy = create_policy(**{**facts, **more}, place=place, actor=ada, at=at)
    return save_again(world, policy, draft)


def save_again(world: World, policy: Policy, draft: Draft) -> PolicyVersion:
    row = policy.versions.filter(status="draft").first()
    row = row or new_draft(policy_id=policy.pk, actor=admin(world), at=NOON)
    return save_draft(
        version_id=row.pk, draft=draft, version=row.version, actor=admin(world), at=NOON
    )


def publish(
    world: World, draft: PolicyVersion, *, begins: datetime | None = None, at: datetime = NOON
) -> PolicyVersion:
    row = PolicyVersion.objects.get(pk=draft.pk)
    return publish_draft(
        version_id=row.pk,
        version=row.version,
        effective_from=begins,
        note="Bands as agreed.",
        actor=admin(world),
        at=at,
    )


def in_force(world: World, draft: Draft = USUAL, **more: Any) -> PolicyVersion:
    """A published policy."""
    return publish(world, make_draft(world, draft, **more), at=more.get("at", NOON))
