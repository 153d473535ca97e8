"""Adjustments: requested corrections of the stock with one reason each."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models.place import Place, Principal, scope_q
from inventory.adjustments.models.reason import Reason
from inventory.catalog.models import Location, Sku
from inventory.ledger.models import Event

REFERENCE = re.compile(r"^AJ-(\d{6,18})$", re.IGNORECASE)
WAITS = {
    "draft": _("the requester"),
    "submitted": _("an approver"),
    "approved": _("somebody to settle the shortfall"),
}


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    def visible_to(self, principal: Principal) -> AdjustmentQuerySet:
        return self.filter(scope_q(principal, prefix="location__place"))

    def unfinished(self) -> AdjustmentQuerySet:
        """What somebody has still to do something about."""
        status = Adjustment.Status
        return self.filter(status__in=[status.DRAFT, status.SUBMITTED, status.APPROVED])

    def worth(self, seen: bool = True) -> AdjustmentQuerySet:
        """With what each was worth when it was submitted, for who may see costs, and its currency."""
        money = models.DecimalField(max_digits=16, decimal_places=2)
        networks = Place.objects.filter(kind=Place.Kind.NETWORK).order_by()
        begins = networks.annotate(begins=StrIndex(OuterRef("location__place__path"), F("path")))
        currency = begins.filter(begins=1).values("currency")[:1]
        return self.annotate(
            worth=F("value") if seen else Value(None, output_field=money),
            by_worth=Coalesce("worth", Value(-1, output_field=money)),
            currency=Coalesce(Subquery(currency), Value("")),
        )

    def with_reference(self, reference: str) -> AdjustmentQuerySet:
        match = REFERENCE.match(reference.strip())
        return self.filter(pk=int(match[1])) if match else self.none()


class Adjustment(models.Model):
    """A batch of corrections at one location with one reason."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved, not posted")
        POSTED = "posted", _("Posted")
        REJECTED = "rejected", _("Rejected")
        CANCELLED = "cancelled", _("Cancelled")
        UNDONE = "undone", _("Taken back")

        @property
        def tone(self) -> str:
            tones = {"submitted": "info", "approved": "warn", "posted": "ok", "rejected": "bad"}
            return tones.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            waiting = {"draft": "requester", "submitted": "approver", "approved": "requester"}
            return waiting.get(str(self.value), "nobody")

        @property
        def waits_for_label(self) -> str | Promise:
            return WAITS.get(str(self.value), _("nobody"))

    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True, default="")
    status = FSMField(max_length=10, choices=Status, default=Status.DRAFT, protected=True)
    # Frozen when it is submitted; none while a cost is not known.
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Whoever wrote any of it or submitted it, by id: none of them approves it.
    authors = ArrayField(models.BigIntegerField(), default=list, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Why it was approved and yet not posted: the shortfall, in the ledger's words.
    held_because = models.CharField(max_length=500, blank=True, default="")
    closing_reason = models.CharField(max_length=500, blank=True, default="")
    # One more with each change: a form that shows an older one does not act.
    version = models.PositiveIntegerField(default=1)
    # One more with each change of what would be approved: a decision belongs to what was shown.
    content = models.PositiveIntegerField(default=1)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["location", "status"], name="adjustments_at_location"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"AJ-{self.pk:06d}"

    @property
    def state(self) -> Status:
        return Adjustment.Status(self.status)

    @transition(field=status, source=Status.DRAFT, target=Status.SUBMITTED)
    def submit(self, *, at: datetime) -> None:
        """Asks for approval."""
        self.submitted_at = at

    @transition(field=status, source=Status.SUBMITTED, target=Status.DRAFT)
    def send_back(self) -> None:
        """The requester changes it and submits it again."""
        self.submitted_at = None

    @transition(field=status, source=Status.SUBMITTED, target=Status.APPROVED)
    def approve(self) -> None:
        """May be posted."""

    @transition(field=status, source=Status.APPROVED, target=Status.POSTED)
    def post(self, *, at: datetime) -> None:
        """The books are corrected."""
        self.closed_at, self.held_because = at, ""

    @transition(field=status, source=Status.SUBMITTED, target=Status.REJECTED)
    def reject(self, *, at: datetime, reason: str) -> None:
        """The books stay as they are."""
        self.closed_at, self.closing_reason = at, reason

    @transition(
        field=status,
        source=[Status.DRAFT, Status.SUBMITTED, Status.APPROVED],
        target=Status.CANCELLED,
    )
    def cancel(self, *, at: datetime, reason: str) -> None:
        """Not wanted any more."""
        self.closed_at, self.closing_reason = at, reason

    @transition(
        field=status,
        source=[Status.DRAFT, Status.APPROVED, Status.POSTED, Status.REJECTED],
        target=Status.SUBMITTED,
    )
    def wait_again(self) -> None:
        """The decision about it was taken back."""
        self.closed_at, self.held_because, self.closing_reason = None, "", ""

    @transition(field=status, source=Status.POSTED, target=Status.UNDONE)
    def undo(self, *, at: datetime, reason: str) -> None:
        """Its rows are reversed."""
        self.closed_at, self.closing_reason = at, reason


class AdjustmentLine(models.Model):
    """How many pieces of one SKU in one state."""

    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    # In base units.
    quantity = models.PositiveBigIntegerField()
    # What the approval left of it; none before.
    approved = models.PositiveBigIntegerField(null=True, blank=True)
    # The event that corrected the books.
    event = models.OneToOneField(
        Event, null=True, blank=True, on_delete=models.DO_NOTHING, db_constraint=False,
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["adjustment", "sku", "state"], name="adjustments_line_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="adjustments_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.sku_id} {self.state}"

    @property
    def key(self) -> str:
        """What the line is called in an approval request."""
        return str(self.pk)

    @property
    def to_post(self) -> int:
        return self.quantity if self.approved is None else self.approved


class AdjustmentScan(models.Model):
    """A scanned code that names nothing here: kept until somebody looks at it."""

    id = models.UUIDField(primary_key=True)
    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, related_name="unknown")
    code = models.CharField(max_length=400)
    quantity = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.code
