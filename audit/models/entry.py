"""One row of the trail: who, on whose behalf, when, from where, what, to which subject."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now


class Entry(models.Model):
    """Append-only. Actors are ids: names and emails live in the person's row."""

    # The writing transaction: seals and cursors stop below the oldest one still running.
    xid = models.BigIntegerField(
        db_default=RawSQL("(pg_current_xact_id()::text::bigint)", ()), editable=False
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    occurred_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    # Who acted when it was no person: `client:web-shop`, `system:seal-sweep`; beside a person, the client
    # that acted for them.
    agent = models.CharField(max_length=80, blank=True, default="")
    on_behalf_of = models.CharField(max_length=80, blank=True, default="")
    ip = models.CharField(max_length=45, blank=True, default="")
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    subject_text = models.CharField(max_length=200)
    place_id = models.BigIntegerField(null=True, blank=True)
    # Path of the place when it was written; empty means installation-wide.
    place_path = models.CharField(max_length=120, blank=True, default="")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    correlation_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["recorded_at", "id"], name="audit_entry_recorded"),
            models.Index(fields=["actor", "recorded_at", "id"], name="audit_entry_actor"),
            models.Index(
                fields=["action", "recorded_at", "id"],
                opclasses=["text_pattern_ops", "timestamptz_ops", "int8_ops"],
                name="audit_entry_action",
            ),
            models.Index(
                fields=["subject_type", "subject_id", "recorded_at", "id"],
                name="audit_entry_subject",
            ),
            models.Index(
                fields=["place_path", "recorded_at", "id"],
                opclasses=["text_pattern_ops", "timestamptz_ops", "int8_ops"],
                name="audit_entry_place",
            ),
            models.Index(
                fields=["subject_text", "recorded_at", "id"],
                opclasses=["text_pattern_ops", "timestamptz_ops", "int8_ops"],
                name="audit_entry_subject_text",
            ),
            models.Index(
                fields=["agent", "recorded_at", "id"],
                opclasses=["text_pattern_ops", "timestamptz_ops", "int8_ops"],
                condition=~Q(agent=""),
                name="audit_entry_agent",
            ),
            models.Index(
                fields=["request_id"], condition=~Q(request_id=""), name="audit_entry_request"
            ),
            models.Index(
                fields=["correlation_id"],
                condition=~Q(correlation_id=""),
                name="audit_entry_correlation",
            ),
            # The order of sealing.
            models.Index(fields=["xid", "id"], name="audit_entry_horizon"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_text}"
