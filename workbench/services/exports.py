"""What left the house as a file."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model

from accounts.models import User
from audit.services import record


def note_export(
    *,
    subject: Model,
    list_key: str,
    query: str,
    form: str,
    rows: int,
    actor: User,
    at: datetime,
) -> None:
    """Write down who took which list, how filtered, and how many rows of it."""
    after = {"list": list_key, "filters": query, "format": form, "rows": rows}
    record("workbench.list.exported", subject, actor=actor, at=at, after=after)
