"""A form acts once: the second sending of the same form gets what the first one got."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from workbench.errors import FormKeyReused
from workbench.models import FormKey

REMEMBER = timedelta(days=2)


def take_form_key(*, user_id: int, key: UUID, digest: str, at: datetime) -> tuple[FormKey, bool]:
    """The row of this form and whether this is its first sending.

    Must run inside the transaction that acts: a second sending waits here for the first to end.

    Refuses FormKeyReused.
    """
    row, first = FormKey.objects.get_or_create(
        user_id=user_id, key=key, defaults={"digest": digest, "created_at": at}
    )
    if row.digest != digest:
        raise FormKeyReused
    return row, first


def remember_answer(*, row: FormKey, status: int, headers: dict[str, str]) -> None:
    """Keep where the first sending led."""
    row.status = status
    row.headers = headers
    row.save(update_fields=["status", "headers"])


def forget_forms(*, at: datetime, limit: int = 5000) -> int:
    """Delete what nobody will send again."""
    old = FormKey.objects.filter(created_at__lt=at - REMEMBER).order_by("created_at")[:limit]
    deleted, _ = FormKey.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return deleted
