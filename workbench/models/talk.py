"""What people add to a record: files, comments, and who wants to hear of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from workbench.models.file import StoredFile


class Attachment(models.Model):
    """One file at one subject. Only added: evidence is never taken away."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # A picture, re-encoded: it can be shown small.
    is_picture = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="workbench_files_of_subject")
        ]

    def __str__(self) -> str:
        return self.file.name


class Comment(models.Model):
    """What one person said about one subject. Never edited: what was read stays."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The API client that said it, when no person did.
    agent = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()
    # Who was told of it: those named who may see the subject.
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="workbench_talk_of_subject")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, agent="")
                | (Q(author__isnull=True) & ~Q(agent="")),
                name="workbench_comment_by_one",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Watch(models.Model):
    """One person wants to hear what happens to one subject."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    since = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "user"], name="workbench_watch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.subject_type} {self.subject_id}"
