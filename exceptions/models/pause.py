"""When a case's clock stood still."""

from django.db import models
from django.db.models import Q

from exceptions.models.case import Case


class ClockPause(models.Model):
    """A stretch in which a case waited for another party or was over: it does not count."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at__isnull=True),
                name="exceptions_pause_one_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} from {self.began_at:%Y-%m-%d %H:%M}"
