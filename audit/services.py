"""Append to the trail."""

from datetime import datetime
from typing import Any

from django.db import models

from audit.models import Entry
from kernel.context import current


def record(
    action: str,
    subject: models.Model,
    *,
    actor: Any,
    at: datetime,
    place: Any = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    agent: str = "",
) -> Entry:
    """Append one row: who did what to which subject, with the changed fields before and after.

    `actor` is a user or None; without one, `agent` (or the API client of the request) says who.
    `place` (with `id` and `path`) scopes who may read the row; without it only people whose scope
    covers a whole network read it.
    """
    context = current()
    return Entry.objects.create(
        occurred_at=at,
        actor=actor,
        agent=agent or ("" if actor else context.client),
        on_behalf_of=context.on_behalf_of,
        ip=context.ip,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_text=str(subject)[:200],
        place_id=getattr(place, "id", None),
        place_path=getattr(place, "path", ""),
        before=before,
        after=after,
        reason=reason,
        request_id=context.request_id,
        correlation_id=context.correlation_id,
    )
