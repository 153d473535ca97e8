"""What the product tells one person: mentions, escalations, finished jobs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One line for one person, with the page where it leads."""

    class Kind(models.TextChoices):
        JOB = "job", _("Job")
        MENTION = "mention", _("Mention")
        ESCALATION = "escalation", _("Escalation")
        NOTICE = "notice", _("Notice")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=200)
    url = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at"], name="workbench_notices_of_person"),
            models.Index(
                fields=["user"],
                condition=models.Q(read_at=None),
                name="workbench_notices_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.text
