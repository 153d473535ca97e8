"""What the product tells one person: mentions, escalations, finished jobs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> NotificationQuerySet:
        """What still asks to be looked at."""
        return self.filter(read_at=None, settled_at=None)


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
    # What somebody was asked to do about, by label and id; empty when it only tells.
    subject_type = models.CharField(max_length=80, blank=True, default="")
    subject_id = models.CharField(max_length=80, blank=True, default="")
    # Since when there is nothing left to do about it, and what became of it.
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_text = models.CharField(max_length=200, blank=True, default="")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at"], name="workbench_notices_of_person"),
            models.Index(
                fields=["user"],
                condition=models.Q(read_at=None, settled_at=None),
                name="workbench_notices_unread",
            ),
            models.Index(
                fields=["subject_type", "subject_id"],
                condition=~models.Q(subject_id=""),
                name="workbench_notices_about",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and self.settled_at is None
