"""A request: one subject, as it was shown, waiting for the votes its policy asks for."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Place
from accounts.models.place import Principal, scope_q
from approvals.models.policy import PolicyVersion


class RequestQuerySet(models.QuerySet["ApprovalRequest"]):
    def visible_to(self, principal: Principal) -> RequestQuerySet:
        """Requests that concern a place in scope."""
        places = RequestPlace.objects.filter(request=OuterRef("pk"))
        return self.filter(Exists(places.filter(scope_q(principal, prefix="place"))))

    def waiting(self) -> RequestQuerySet:
        return self.filter(status=ApprovalRequest.Status.WAITING)

    def about(self, kind: str, subject_id: str | int) -> RequestQuerySet:
        return self.filter(kind=kind, subject_id=str(subject_id))


class ApprovalRequest(models.Model):
    """The run of a policy over one version of one subject."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        SENT_BACK = "sent_back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

        @property
        def tone(self) -> str:
            return {
                "waiting": "info",
                "approved": "ok",
                "rejected": "bad",
                "sent_back": "warn",
            }.get(self.value, "")

        @property
        def waits_for(self) -> str:
            return {"waiting": "approver", "sent_back": "requester"}.get(self.value, "nobody")

    kind = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    # What it was called and which version was shown; never looked up again.
    reference = models.CharField(max_length=80)
    subject_version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    units = models.BigIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Whoever drafted, changed or submitted what is asked, the asker among them, by id.
    authors = ArrayField(models.BigIntegerField(), default=list, blank=True)
    asked_at = models.DateTimeField()
    # None while no policy of the kind is published: the kind's own role decides then.
    policy_version = models.ForeignKey(
        PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    status = FSMField(max_length=10, choices=Status, default=Status.WAITING, protected=True)
    # Of the current step: the list sorts by it.
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.CharField(max_length=500, blank=True, default="")
    automatic = models.BooleanField(default=False)
    sampled = models.BooleanField(default=False)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_note = models.CharField(max_length=500, blank=True, default="")
    # Rises with every vote: what was shown is what is decided.
    version = models.PositiveIntegerField(default=1)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(status="waiting"),
                name="approvals_request_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "subject_id", "-id"], name="approvals_request_subject"),
            models.Index(fields=["kind", "asked_at"], name="approvals_request_asked"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(status="waiting"),
                name="approvals_request_waiting",
            ),
            models.Index(
                fields=["-id"],
                condition=Q(sampled=True, reviewed_at=None),
                name="approvals_request_sampled",
            ),
            models.Index(fields=["asked_by", "-id"], name="approvals_request_asker"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @transition(field=status, source=Status.WAITING, target=Status.APPROVED)
    def approve(self, *, at: datetime) -> None:
        """Every step has its votes, or none was needed."""
        self.closed_at, self.due_at = at, None

    @transition(field=status, source=Status.WAITING, target=Status.REJECTED)
    def reject(self, *, at: datetime) -> None:
        """Somebody refused it; nothing later changes that."""
        self.closed_at, self.due_at = at, None

    @transition(field=status, source=Status.WAITING, target=Status.SENT_BACK)
    def send_back(self, *, at: datetime) -> None:
        """The asker is to change it and ask again."""
        self.closed_at, self.due_at = at, None

    @transition(field=status, source=Status.WAITING, target=Status.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        """It changed, or is no longer wanted."""
        self.closed_at, self.due_at = at, None

    @transition(
        field=status,
        source=[Status.APPROVED, Status.REJECTED, Status.SENT_BACK],
        target=Status.WAITING,
    )
    def wait_again(self) -> None:
        """The decision that ended it was taken back."""
        self.closed_at = None

    @property
    def state(self) -> Status:
        return ApprovalRequest.Status(self.status)

    @property
    def is_open(self) -> bool:
        return bool(self.status == ApprovalRequest.Status.WAITING)


class RequestPlace(models.Model):
    """One of the subject's places, by its key: scope and steps go by it."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="places")
    key = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "key"], name="approvals_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.place}"


class RequestFact(models.Model):
    """One fact as it was when it was asked, in its typed column. What is not known has no row."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="facts")
    fact = models.CharField(max_length=40)
    money = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    whole = models.BigIntegerField(null=True, blank=True)
    text = models.CharField(max_length=120, null=True, blank=True)
    yes_no = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "fact"], name="approvals_fact_once"),
        ]

    def __str__(self) -> str:
        return self.fact


class RequestLine(models.Model):
    """One line as it was asked."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    quantity = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "key"], name="approvals_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.quantity}"


class StepQuerySet(models.QuerySet["RequestStep"]):
    def begun(self) -> StepQuerySet:
        """What is to be decided now: its clock runs."""
        return self.filter(
            needed=True,
            passed_at=None,
            begun_at__isnull=False,
            request__status=ApprovalRequest.Status.WAITING,
        )


class RequestStep(models.Model):
    """One step of the run, copied from the policy: who votes, by when, and how far it is."""

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40)
    place_key = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    quorum = models.PositiveSmallIntegerField(default=1)
    needed = models.BooleanField(default=True)
    # Why not, or why: the conditions in words.
    condition = models.CharField(max_length=300, blank=True, default="")
    due_minutes = models.PositiveIntegerField(null=True, blank=True)
    escalate_role = models.CharField(max_length=40, blank=True, default="")
    escalate_minutes = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    # The digest of the hours its clock was set by.
    hours_seen = models.CharField(max_length=64, blank=True, default="")

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="approvals_step_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(passed_at=None, reminded_at=None),
                name="approvals_step_due",
            ),
            models.Index(
                fields=["escalate_at"],
                condition=Q(passed_at=None, escalated_at=None),
                name="approvals_step_escalate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.role}"

    @property
    def is_now(self) -> bool:
        return self.needed and self.begun_at is not None and self.passed_at is None

    @property
    def roles(self) -> tuple[str, ...]:
        """Who may vote on it now."""
        return (self.role, self.escalate_role) if self.escalated_at else (self.role,)
