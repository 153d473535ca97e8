"""What came of an action on many rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class BulkResult(models.Model):
    """One action on many rows: how many, and which were left, each with its reason."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=60)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    # pk, key, code, sentence of every row that was not changed.
    left = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["at"], name="workbench_bulk_age")]

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"

    @property
    def left_pks(self) -> list[Any]:
        return [row["pk"] for row in self.left]
