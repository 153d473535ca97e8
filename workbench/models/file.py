"""Files kept for a time: what was uploaded to be imported, what an export made."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


def storage_path(stored: StoredFile, name: str) -> str:
    """By month and a random name: what the person called the file never becomes a path."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else "bin"
    return f"{stored.created_at:%Y-%m}/{stored.token}.{suffix}"


class StoredFile(models.Model):
    """One file in the installation's storage. It expires; the row stays and says what it was."""

    token = models.UUIDField(unique=True)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=storage_path, max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(removed_at__isnull=True),
                name="workbench_file_expiry",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_there(self, at: datetime) -> bool:
        return self.removed_at is None and self.expires_at > at
