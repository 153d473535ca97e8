"""A scan acts once: the same id sent again gets the first answer."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from workbench.errors import ScanReused
from workbench.models import TakenScan

# Longer than any device keeps what it has not sent.
REMEMBER = timedelta(days=30)


def take_scan(
    *, user_id: int, key: UUID, page: str, said: str, at: datetime
) -> tuple[TakenScan, bool]:
    """The row of this scan and whether it is new.

    Must run inside the transaction that acts: a second sending waits here for the first to end.

    Refuses ScanReused.
    """
    digest = hashlib.sha256(f"{page}|{said}".encode()).hexdigest()
    row, first = TakenScan.objects.get_or_create(
        key=key, defaults={"user_id": user_id, "page": page[:120], "digest": digest, "at": at}
    )
    if row.digest != digest or row.user_id != user_id:
        raise ScanReused
    return row, first


def remember_scan(*, row: TakenScan, answer: dict[str, Any]) -> None:
    """Keep what the device was told."""
    row.answer = answer
    row.save(update_fields=["answer"])


def forget_scans(*, at: datetime, limit: int = 5000) -> int:
    """Delete what no device will send again."""
    old = TakenScan.objects.filter(at__lt=at - REMEMBER).order_by("at")[:limit]
    deleted, _ = TakenScan.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return deleted
