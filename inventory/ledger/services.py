"""The door of the ledger: post events, know sources."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.services import record
from inventory.ledger.canonical import Delivery
from inventory.ledger.models import Source
from inventory.ledger.posting import Settle, post
from inventory.ledger.results import Door, Result
from inventory.ledger.upkeep.dirty import claim_dirty_skus

__all__ = ["Delivery", "Door", "Result", "Settle", "claim_dirty_skus", "ensure_source", "post"]


@transaction.atomic
def ensure_source(
    *,
    code: str,
    name: str,
    actor: Any,
    at: datetime,
    clock_tolerance_s: int = 300,
    interval_minutes: int = 30,
    gap_grace_minutes: int = 30,
) -> Source:
    """Know a source by its code; make it where it is new. What exists already is left as it is."""
    source, created = Source.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "clock_tolerance_s": clock_tolerance_s,
            "interval_minutes": interval_minutes,
            "gap_grace_minutes": gap_grace_minutes,
        },
    )
    if created:
        record("inventory.source.created", source, actor=actor, at=at, after={"code": code})
    return source
