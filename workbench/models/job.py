"""Background jobs: the row is the work, and what the person sees of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workbench.models.file import StoredFile


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, at: datetime) -> JobQuerySet:
        """What a worker may take: new jobs, and those whose worker has gone silent; of each person
        one at a time."""
        silent = Q(status=Job.Status.RUNNING, lease_until__lt=at)
        at_work = Job.objects.at_work(at).filter(actor=OuterRef("actor"))
        waiting = self.filter(Q(status=Job.Status.QUEUED) | silent).exclude(Exists(at_work))
        return waiting.order_by("queued_at", "id")

    def at_work(self, at: datetime) -> JobQuerySet:
        """Those a worker holds and gives signs of."""
        return self.filter(status=Job.Status.RUNNING, lease_until__gte=at)

    def of(self, user_id: int | None) -> JobQuerySet:
        return self.filter(actor_id=user_id)


class Job(models.Model):
    """One piece of long work for one person. Queued > running > done, failed or cancelled."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

        @property
        def tone(self) -> str:
            return {"done": "ok", "failed": "bad", "running": "info"}.get(self.value, "")

        @property
        def waits_for(self) -> str:
            return "system" if self.value in {"queued", "running"} else "nobody"

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The subtrees the person could see when it was started: the work sees no more than that.
    scope_paths = models.JSONField(default=list)
    params = models.JSONField(default=dict)
    status = FSMField(max_length=10, choices=Status, default=Status.QUEUED, protected=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Which run holds the job, and until when it is believed to live without a sign.
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True, default="")
    result = models.JSONField(default=dict, blank=True)
    result_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(status__in=["queued", "running"]),
                name="workbench_job_due",
            ),
            models.Index(fields=["actor", "-id"], name="workbench_job_of_person"),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(field=status, source=[Status.QUEUED, Status.RUNNING], target=Status.RUNNING)
    def take(self, *, claim: UUID, at: datetime, lease: timedelta) -> None:
        """A worker has it; again, when the one before has gone silent."""
        self.claim = claim
        self.lease_until = at + lease
        self.attempts += 1
        self.started_at = self.started_at or at

    @transition(field=status, source=Status.RUNNING, target=Status.DONE)
    def finish(self, *, at: datetime) -> None:
        """The work is done."""
        self.finished_at = at

    @transition(field=status, source=Status.RUNNING, target=Status.FAILED)
    def fail(self, *, at: datetime, message: str) -> None:
        """The work could not be done; the message says why."""
        self.finished_at = at
        self.message = message[:300]

    @transition(field=status, source=[Status.QUEUED, Status.RUNNING], target=Status.CANCELLED)
    def cancel(self, *, at: datetime) -> None:
        """Stopped by its person."""
        self.finished_at = at

    @property
    def state(self) -> Status:
        return Job.Status(self.status)

    @property
    def ending(self) -> str:
        """How it stands, in a word: what it found to be wrong, else its status."""
        return str(self.result.get("alarm") or self.state.label)

    @property
    def tone(self) -> str:
        return "bad" if self.result.get("alarm") else self.state.tone

    @property
    def is_over(self) -> bool:
        return self.status in {Job.Status.DONE, Job.Status.FAILED, Job.Status.CANCELLED}

    @property
    def percent(self) -> int:
        if not self.progress_total:
            return 100 if self.status == Job.Status.DONE else 0
        return min(100, self.progress_done * 100 // self.progress_total)
