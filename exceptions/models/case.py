"""A case: one row of the exception desk. An occurrence: one time it happened."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Place
from accounts.models.place import Principal, covers_a_network, scope_q

REFERENCE = re.compile(r"^CS-(\d{6,18})$", re.IGNORECASE)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, principal: Principal) -> CaseQuerySet:
        """Cases of the places in scope; a case of no place is read by who covers a network."""
        q = scope_q(principal, prefix="place")
        if covers_a_network(principal):
            q |= Q(place__isnull=True)
        return self.filter(q)

    def open(self) -> CaseQuerySet:
        return self.filter(closed_at__isnull=True)

    def with_reference(self, reference: str) -> CaseQuerySet:
        """The one case named `CS-…`, or none when the text is no reference."""
        match = REFERENCE.match(reference.strip())
        return self.filter(pk=int(match[1])) if match else self.none()


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

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at", "-id"]
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
            models.Index(fields=["-last_seen_at", "-id"], name="exceptions_case_seen"),
            models.Index(
                fields=["-last_seen_at", "-id"],
                condition=Q(closed_at__isnull=True),
                name="exceptions_case_seen_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        return f"CS-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def status_label(self) -> str:
        return _("Open") if self.is_open else _("Closed")

    @property
    def tone(self) -> str:
        """The colour of the status: open is the normal thing here and has none."""
        return "" if self.is_open else "ok"


class Occurrence(models.Model):
    """One time the trouble was seen, with what was seen."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seen", db_index=False)
    at = models.DateTimeField()
    evidence = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "-at", "-id"], name="exceptions_occurrence_seen")]

    def __str__(self) -> str:
        return f"{self.case_id} at {self.at:%Y-%m-%d %H:%M}"
