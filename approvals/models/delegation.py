"""An absence, and who decides meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def live(self, at: datetime) -> DelegationQuerySet:
        return self.filter(ended_at__isnull=True, starts_at__lte=at, ends_at__gt=at)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> DelegationQuerySet:
        return self.filter(ended_at__isnull=True, starts_at__lt=ends_at, ends_at__gt=starts_at)

    def over_since(self, since: datetime, at: datetime) -> DelegationQuerySet:
        """With a deputy, ended between two moments, at its time or before."""
        by_itself = Q(ended_at=None, ends_at__gt=since, ends_at__lte=at)
        early = Q(ended_at__gt=since, ended_at__lte=at)
        return self.filter(by_itself | early, deputy__isnull=False)


class Delegation(models.Model):
    """One person is away from a moment to another; with a deputy, who decides for them."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deputises",
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    # Ended before its time.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="approvals_delegation_times"
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("person")),
                name="approvals_delegation_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deputy", "ends_at"],
                condition=Q(ended_at=None),
                name="approvals_delegation_deputy",
            ),
            models.Index(
                fields=["person", "ends_at"],
                condition=Q(ended_at=None),
                name="approvals_delegation_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} to {self.deputy}" if self.deputy else f"{self.person}"

    def word(self, at: datetime) -> tuple[str, str]:
        """What it is at a moment, with its tone."""
        if self.ended_at is not None or self.ends_at <= at:
            return str(_("Over")), ""
        return (str(_("Now")), "info") if self.starts_at <= at else (str(_("Later")), "")
