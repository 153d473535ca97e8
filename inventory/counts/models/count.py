"""Counts: the task of counting at a location."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models.place import Principal, scope_q
from inventory.catalog.models import Location

REFERENCE = re.compile(r"^CT-(\d{6,15})$", re.IGNORECASE)


class CountQuerySet(models.QuerySet["Count"]):
    def visible_to(self, principal: Principal) -> CountQuerySet:
        return self.filter(scope_q(principal, prefix="location__place"))

    def with_reference(self, reference: str) -> CountQuerySet:
        """The one count named `CT-…`, or none when the text is no reference."""
        match = REFERENCE.match(reference.strip())
        return self.filter(pk=int(match[1])) if match else self.none()

    def to_count(self) -> CountQuerySet:
        return self.filter(status__in=Count.TO_COUNT)

    def open(self) -> CountQuerySet:
        return self.exclude(status__in=Count.OVER)


class Count(models.Model):
    """One count at one location, in parts. Its lines post one by one, as soon as each can."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        COUNTING = "counting", _("Counting")
        RECOUNT = "recount", _("To count again")
        REVIEW = "review", _("To review")
        APPROVAL = "approval", _("Waiting for approval")
        POSTED = "posted", _("Posted, codes to settle")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

        @property
        def tone(self) -> str:
            tones = {
                "counting": "info",
                "recount": "warn",
                "review": "warn",
                "approval": "info",
                "closed": "ok",
            }
            return tones.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return {
                "planned": "counter",
                "counting": "counter",
                "recount": "another counter",
                "review": "reviewer",
                "approval": "approver",
                "posted": "reviewer",
            }.get(str(self.value), "nobody")

    class Origin(models.TextChoices):
        PLANNED = "planned", _("Planned by hand")
        STORE = "store", _("Started by the store")
        SCHEDULE = "schedule", _("By the schedule")
        TRIGGER = "trigger", _("Something looked wrong")
        SYSTEM = "system", _("Asked by another system")

    TO_COUNT = (Status.PLANNED, Status.COUNTING, Status.RECOUNT)
    OVER = (Status.CLOSED, Status.CANCELLED)

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    status = FSMField(max_length=10, choices=Status, default=Status.PLANNED, protected=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PLANNED)
    # Why it was made, in a sentence; of a cancelled one why not.
    reason = models.CharField(max_length=300, blank=True, default="")
    # One more with each recount.
    round = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    client = models.CharField(max_length=80, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # One more with each change: a decision that shows an older one is refused.
    version = models.PositiveIntegerField(default=1)

    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["location", "status"], name="counts_count_location"),
            models.Index(
                fields=["due_at", "id"],
                condition=~Q(status__in=["closed", "cancelled"]),
                name="counts_count_open",
            ),
            models.Index(fields=["-created_at", "-id"], name="counts_count_made"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        return f"CT-{self.pk:06d}"

    @property
    def state(self) -> Status:
        return Count.Status(self.status)

    @property
    def tone(self) -> str:
        return self.state.tone

    @property
    def is_over(self) -> bool:
        return self.status in Count.OVER

    @transition(field=status, source=Status.PLANNED, target=Status.COUNTING)
    def start(self, *, at: datetime) -> None:
        """Somebody began to count."""
        self.started_at = at

    @transition(field=status, source=[Status.COUNTING, Status.RECOUNT], target=Status.REVIEW)
    def submit(self) -> None:
        """Everything is counted, and some of it a reviewer must look at."""

    @transition(field=status, source=Status.REVIEW, target=Status.RECOUNT)
    def count_again(self) -> None:
        """Somebody else counts what differs."""
        self.round += 1

    @transition(field=status, source=Status.REVIEW, target=Status.COUNTING)
    def correct(self) -> None:
        """A shelf is counted on before anything of it was posted."""

    @transition(field=status, source=Status.REVIEW, target=Status.APPROVAL)
    def ask(self) -> None:
        """The differences are above what a reviewer settles alone."""

    @transition(field=status, source=Status.APPROVAL, target=Status.REVIEW)
    def come_back(self) -> None:
        """The differences were not approved: the reviewer decides what follows."""

    @transition(
        field=status,
        source=[Status.COUNTING, Status.RECOUNT, Status.REVIEW, Status.APPROVAL],
        target=Status.POSTED,
    )
    def post(self) -> None:
        """Every line is settled; codes that nobody knew are still to be looked at."""

    @transition(field=status, source=Status.POSTED, target=Status.CLOSED)
    def close(self, *, at: datetime) -> None:
        """Nothing of it is open any more."""
        self.ended_at = at

    @transition(field=status, source=[Status.POSTED, Status.CLOSED], target=Status.APPROVAL)
    def wait_again(self) -> None:
        """The approval of its last lines was taken back."""
        self.ended_at = None

    @transition(
        field=status,
        source=[Status.PLANNED, Status.COUNTING, Status.RECOUNT, Status.REVIEW],
        target=Status.CANCELLED,
    )
    def cancel(self, *, reason: str, at: datetime) -> None:
        """What is not posted will not be."""
        self.reason = reason
        self.ended_at = at
