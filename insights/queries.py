"""What waits for a person, and what changed since they were last here."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from workbench.registry import Change, WorkItem, registry

TONES = {"bad": 0, "warn": 1}


def work_of(user: User, at: datetime) -> list[WorkItem]:
    """Everything that waits: missed first, then soonest, then in the order of the rooms."""
    items = [
        item
        for provider in sorted(registry.work, key=lambda one: one.order)
        if user.may(provider.permission)
        for item in provider.items(user)
    ]
    return sorted(items, key=lambda item: _urgency(item, at))


def _urgency(item: WorkItem, at: datetime) -> tuple[bool, float, int]:
    left = (item.due - at).total_seconds() if item.due else 0.0
    return (item.due is None, left, TONES.get(item.tone, 2))


def minutes_left(item: WorkItem, at: datetime) -> int | None:
    if item.left is not None:
        return item.left
    return None if item.due is None else int((item.due - at).total_seconds() // 60)


def changes_for(user: User, since: datetime) -> list[Change]:
    """What happened since, of what the person may see."""
    return [
        change
        for provider in sorted(registry.changes, key=lambda one: one.order)
        if user.may(provider.permission)
        for change in provider.changes(user, since)
    ]
