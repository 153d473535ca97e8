"""A form and a call act once: the second sending of the same gets what the first one got."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import ApiClient
from workbench.errors import CallKeyReused, FormKeyReused
from workbench.models import ApiCall, BulkResult, FormKey

REMEMBER = timedelta(days=2)
REMEMBER_RESULTS = timedelta(days=30)


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


def take_call_key(
    *, client: ApiClient, key: str, digest: str, at: datetime
) -> tuple[ApiCall, bool]:
    """The row of this call and whether this is its first sending.

    Must run inside the transaction that acts: a second sending waits here for the first to end.

    Refuses CallKeyReused.
    """
    row, first = ApiCall.objects.get_or_create(
        client=client, key=key, defaults={"digest": digest, "created_at": at}
    )
    if row.digest != digest:
        raise CallKeyReused
    return row, first


def answered_call(*, client: ApiClient, key: str, digest: str) -> ApiCall | None:
    """The row of a call that was acted on and answered before.

    Refuses CallKeyReused.
    """
    row = ApiCall.objects.filter(client=client, key=key, status__gt=0).first()
    if row is not None and row.digest != digest:
        raise CallKeyReused
    return row


def remember_call(*, row: ApiCall, status: int, body: Any, headers: dict[str, str]) -> None:
    """Keep what the first sending was answered."""
    row.status, row.body, row.headers = status, body, headers
    row.save(update_fields=["status", "body", "headers"])


def forget_calls(*, at: datetime, limit: int = 5000) -> int:
    """Delete calls nobody will send again, and what old actions on many rows left."""
    old = ApiCall.objects.filter(created_at__lt=at - REMEMBER).order_by("created_at")[:limit]
    deleted, _ = ApiCall.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    BulkResult.objects.filter(at__lt=at - REMEMBER_RESULTS).delete()
    return deleted


def forget_forms(*, at: datetime, limit: int = 5000) -> int:
    """Delete what nobody will send again."""
    old = FormKey.objects.filter(created_at__lt=at - REMEMBER).order_by("created_at")[:limit]
    deleted, _ = FormKey.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return deleted
