"""Who was given which rights by whom: append-only, and nobody stands on both sides."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RightsChange(models.Model):
    """One change of a person's roles or places; names as they were."""

    class Kind(models.TextChoices):
        ROLES = "roles", _("Roles")
        PLACES = "places", _("Places")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rights_changes"
    )
    # Nobody: the shell, or the demo.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=Kind)
    before = ArrayField(models.CharField(max_length=40))
    after = ArrayField(models.CharField(max_length=40))
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(changed_by=None) | ~Q(person=F("changed_by")),
                name="accounts_nobody_changes_own_rights",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}: {self.before} → {self.after}"
