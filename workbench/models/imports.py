"""Imports: one file, how its columns are read, what is wrong with it, what became of it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workbench.models.file import StoredFile
from workbench.models.job import Job


class Import(models.Model):
    """One uploaded file on its way into the books. Nothing is written before it has no errors."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        FAULTY = "faulty", _("Has errors")
        READY = "ready", _("Ready to apply")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        STOPPED = "stopped", _("Stopped")

        @property
        def tone(self) -> str:
            tones = {"faulty": "bad", "stopped": "bad", "ready": "info", "applied": "ok"}
            return tones.get(self.value, "")

        @property
        def waits_for(self) -> str:
            if self.value in {"checking", "applying"}:
                return "system"
            return "nobody" if self.value == "applied" else "requester"

    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    status = FSMField(max_length=10, choices=Status, default=Status.UPLOADED, protected=True)
    # What the kind asks once per file, such as the network the SKUs belong to.
    options = models.JSONField(default=dict)
    headers = models.JSONField(default=list)
    # Column number -> field key; a column that is not here is not read.
    mapping = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    # The first errors, for the screen; all of them are in the error file.
    errors = models.JSONField(default=list)
    error_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counts = models.JSONField(default=dict)
    job = models.ForeignKey(
        Job, null=True, blank=True, on_delete=models.PROTECT, related_name="imports"
    )
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["actor", "-id"], name="workbench_import_of_person")]

    def __str__(self) -> str:
        return self.file.name

    @transition(
        field=status,
        source=[Status.UPLOADED, Status.FAULTY, Status.READY, Status.STOPPED],
        target=Status.CHECKING,
    )
    def check_again(self) -> None:
        """A dry run was asked for."""

    @transition(field=status, source=Status.CHECKING, target=Status.FAULTY)
    def find_faulty(self) -> None:
        """The dry run found errors."""

    @transition(field=status, source=Status.CHECKING, target=Status.READY)
    def find_ready(self) -> None:
        """The dry run found none."""

    @transition(field=status, source=Status.READY, target=Status.APPLYING)
    def begin(self) -> None:
        """Applying was asked for."""

    @transition(field=status, source=Status.APPLYING, target=Status.APPLIED)
    def complete(self, *, at: datetime) -> None:
        """Every row is in."""
        self.applied_at = at

    @transition(field=status, source=[Status.CHECKING, Status.APPLYING], target=Status.STOPPED)
    def stop(self) -> None:
        """The job failed or was cancelled."""

    @property
    def state(self) -> Status:
        return Import.Status(self.status)
