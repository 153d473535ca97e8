"""When a person was here, so that My work can say what changed meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Visit(models.Model):
    """The present visit of one person, and when the one before it ended."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visit"
    )
    seen_at = models.DateTimeField()
    # Empty on the first visit.
    previous_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} {self.seen_at:%Y-%m-%d %H:%M}"
