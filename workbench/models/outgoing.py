"""Messages that leave for other people and systems, held for a while so that Undo is real."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def due(self, at: datetime) -> OutgoingQuerySet:
        """What a sweep may send: past its hold, and what a silent run left behind."""
        silent = Q(status=Outgoing.Status.SENDING, lease_until__lt=at)
        return self.filter(Q(status=Outgoing.Status.WAITING, due_at__lte=at) | silent).order_by(
            "due_at", "id"
        )

    def about(self, subject_type: str, subject_id: str) -> OutgoingQuerySet:
        return self.filter(about_type=subject_type, about_id=subject_id)


class Outgoing(models.Model):
    """One message to one address: waiting > sending > sent; called back, or given up."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("Email")
        WEBHOOK = "webhook", _("Webhook")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        CALLED_BACK = "called_back", _("Called back")
        GIVEN_UP = "given_up", _("Given up")

        @property
        def tone(self) -> str:
            return {"sent": "ok", "given_up": "bad", "sending": "info"}.get(self.value, "")

        @property
        def waits_for(self) -> str:
            return "system" if self.value in {"waiting", "sending"} else "nobody"

    # Stable over every try, so that the receiver can leave out what it has.
    key = models.UUIDField(unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=500)
    subject = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    about_type = models.CharField(max_length=60)
    about_id = models.CharField(max_length=60)
    status = FSMField(max_length=12, choices=Status, default=Status.WAITING, protected=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Which run has it, and until when it is believed to live.
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["waiting", "sending"]),
                name="workbench_outgoing_due",
            ),
            models.Index(fields=["about_type", "about_id"], name="workbench_outgoing_about"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.subject}"

    @transition(field=status, source=[Status.WAITING, Status.SENDING], target=Status.SENDING)
    def take(self, *, claim: UUID, at: datetime, lease: timedelta) -> None:
        """A run has it; again, when the one before went silent."""
        self.claim = claim
        self.lease_until = at + lease
        self.attempts += 1

    @transition(field=status, source=Status.SENDING, target=Status.SENT)
    def arrive(self, *, at: datetime) -> None:
        """The other side has it."""
        self.sent_at = at
        self.last_error = ""

    @transition(field=status, source=Status.SENDING, target=Status.WAITING)
    def wait(self, *, until: datetime, error: str) -> None:
        """Not taken; another try later."""
        self.due_at = until
        self.last_error = error[:300]

    @transition(field=status, source=Status.SENDING, target=Status.GIVEN_UP)
    def give_up(self, *, error: str) -> None:
        """Tried often enough, or refused for good."""
        self.last_error = error[:300]

    @transition(field=status, source=Status.WAITING, target=Status.CALLED_BACK)
    def call_back(self) -> None:
        """Taken back before it left."""

    @property
    def state(self) -> Status:
        return Outgoing.Status(self.status)
