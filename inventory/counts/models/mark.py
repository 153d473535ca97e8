"""How far sweeps of counts have read what others write."""

from django.db import models


class LedgerMark(models.Model):
    """How far the ledger was read for movements that were told late: one row, kept by the sweep."""

    xid = models.BigIntegerField(default=0)
    movement_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.xid}/{self.movement_id}"
