"""A case: one row of the exception desk. An occurrence: one time it happened."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Place


class Case(models.Model):
    """What does not fit, for people to decide. One open case per fingerprint."""

    kind = models.CharField(max_length=60)
    # What makes two happenings the same trouble, such as `below_zero:4711:31`.
    fingerprint = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    subject_text = models.CharField(max_length=200)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    evidence = models.JSONField(default=dict)
    occurrences = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(closed_at__isnull=True),
                name="exceptions_case_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-opened_at"], name="exceptions_case_kind"),
            models.Index(fields=["place", "-opened_at"], name="exceptions_case_place"),
            models.Index(fields=["subject_type", "subject_id"], name="exceptions_case_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        return f"CS-{self.pk:06d}"


class Occurrence(models.Model):
    """One time the trouble was seen, with what was seen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seen")
    at = models.DateTimeField()
    evidence = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.case_id} at {self.at:%Y-%m-%d %H:%M}"
