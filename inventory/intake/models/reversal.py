"""Reversals that somebody asked for: one event, to be undone as a whole once it is approved."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from exceptions.models import Case
from inventory.ledger.models import Event


class Reversal(models.Model):
    """Somebody asks to undo one event of the ledger; the books change when it is approved."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for approval")
        REVERSED = "reversed", _("Reversed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

        @property
        def tone(self) -> str:
            return {"asked": "info", "reversed": "ok"}.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return "approver" if self.value == "asked" else "nobody"

    event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    # The case whose playbook asked for it.
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = FSMField(max_length=10, choices=Status, default=Status.ASKED, protected=True)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(max_length=500, blank=True, default="")
    # The event that undid it.
    posted = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False,
        db_index=False, related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(status="asked"), name="intake_reversal_one_asked"
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(status="reversed"), name="intake_reversal_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"RV-{self.pk:06d}"

    @property
    def state(self) -> Status:
        return Reversal.Status(self.status)

    @transition(field=status, source=Status.ASKED, target=Status.REVERSED)
    def post(self, *, event_id: int, at: datetime) -> None:
        """It is approved, and the opposite rows are written."""
        self.posted_id = event_id
        self.closed_at = at

    @transition(field=status, source=Status.ASKED, target=Status.REFUSED)
    def refuse(self, *, at: datetime) -> None:
        """It is not approved: the event stands."""
        self.closed_at = at

    @transition(field=status, source=Status.REFUSED, target=Status.ASKED)
    def wait_again(self) -> None:
        """The refusal was taken back."""
        self.closed_at = None

    @transition(field=status, source=Status.ASKED, target=Status.WITHDRAWN)
    def withdraw(self, *, at: datetime, note: str) -> None:
        """Whoever asked wants it no more, or somebody else reversed the event."""
        self.closed_at = at
        self.closing_note = note
