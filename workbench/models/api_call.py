"""Calls of clients that named a key: the second sending gets the first answer."""

from django.db import models

from accounts.models import ApiClient


class ApiCall(models.Model):
    """One unsafe call that was acted on: its key, what it said, and what it was answered."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    # Over method, address and body: the same key with another content is refused.
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="workbench_api_call_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="workbench_api_call_age")]

    def __str__(self) -> str:
        return self.key
