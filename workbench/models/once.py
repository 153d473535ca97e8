"""Forms sent twice: the second sending gets the first answer."""

from django.conf import settings
from django.db import models


class FormKey(models.Model):
    """One form that was acted on: its key, what it said, and where it led."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    # Over the address and the fields: the same key with another content is refused.
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="workbench_form_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="workbench_form_age")]

    def __str__(self) -> str:
        return str(self.key)
