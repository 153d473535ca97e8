"""A decision: one person's vote. Append-only; taking one back is another row."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from approvals.models.request import ApprovalRequest, RequestLine, RequestStep


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> DecisionQuerySet:
        """Votes that count: neither taken back nor a taking back."""
        return self.filter(undoes__isnull=True, undone_by__isnull=True)


class Decision(models.Model):
    """One person's vote on one step, as it was shown to them."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approve")
        REJECT = "reject", _("Reject")
        SEND_BACK = "send_back", _("Send back")
        UNDO = "undo", _("Take back")

    class ReasonCode(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Not needed")
        WRONG_QUANTITY = "wrong_quantity", _("Wrong quantity")
        WRONG_PLACE = "wrong_place", _("Wrong place")
        TOO_COSTLY = "too_costly", _("Too costly")
        EVIDENCE_MISSING = "evidence_missing", _("Evidence missing")
        ASKED_TWICE = "asked_twice", _("Asked twice")
        OTHER = "other", _("Another reason")

    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="decisions")
    step = models.ForeignKey(RequestStep, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason_code = models.CharField(max_length=20, choices=ReasonCode, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    # The subject as it was shown.
    subject_version = models.PositiveIntegerField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # Whose right was used, when it was not one's own.
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Copied from the request, so that the row itself shows that nobody decided on their own.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Copied likewise: everybody who wrote what is decided.
    authors = ArrayField(models.BigIntegerField(), default=list, blank=True)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="approvals_decision_not_own",
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True)
                | Q(on_behalf_of__isnull=True)
                | ~Q(on_behalf_of=F("asked_by")),
                name="approvals_decision_not_for_asker",
            ),
            models.CheckConstraint(
                condition=~Q(authors__contains=[F("decided_by")]),
                name="approvals_decision_not_by_author",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(authors__contains=[F("on_behalf_of")]),
                name="approvals_decision_not_for_author",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_of=F("decided_by")),
                name="approvals_decision_for_another",
            ),
            models.CheckConstraint(
                condition=Q(verdict="undo", undoes__isnull=False)
                | (~Q(verdict="undo") & Q(undoes__isnull=True)),
                name="approvals_decision_undo",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["reject", "send_back"]) | ~Q(reason_code=""),
                name="approvals_decision_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.decided_by_id}"


class DecisionLine(models.Model):
    """A lower quantity of one line: it belongs to the decision."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(RequestLine, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "line"], name="approvals_decisionline_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0), name="approvals_decisionline_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.quantity}"
