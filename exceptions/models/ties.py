"""What ties cases to each other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from exceptions.models.case import Case


class CaseLink(models.Model):
    """Two cases that have to do with each other, kept once, the older first."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links", db_index=False)
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    linked_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="exceptions_link_once"),
            models.CheckConstraint(
                condition=Q(case_id__lt=F("other_id")), name="exceptions_link_older_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} and {self.other_id}"
