"""Scans that were acted on."""

from django.conf import settings
from django.db import models


class TakenScan(models.Model):
    """One scan of one device: the id it made, and the answer it got."""

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=120)
    # Over the page and what was scanned: the same id with another content is refused.
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["at"], name="workbench_scan_age")]

    def __str__(self) -> str:
        return str(self.key)
