"""Sources: the systems events come from."""

from django.db import models


class Source(models.Model):
    """One system. Posting never writes here: what was heard is rolled up elsewhere."""

    code = models.CharField(max_length=40, unique=True, db_collation="C")
    name = models.CharField(max_length=120)
    # How far its clock may run ahead of ours, in seconds.
    clock_tolerance_s = models.PositiveIntegerField(default=300)
    # How often it is expected to speak, in minutes, and how long a missing number may be late.
    interval_minutes = models.PositiveIntegerField(default=30)
    gap_grace_minutes = models.PositiveIntegerField(default=30)
    # Of these three as a person last saw them.
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
