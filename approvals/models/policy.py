"""A policy says who decides: the definition, in versions. Requests are its run."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Place
from accounts.models.place import Principal, covers_a_network, scope_q


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, principal: Principal) -> PolicyQuerySet:
        """Policies of the places in scope; those of everywhere are read by everybody."""
        return self.filter(scope_q(principal, prefix="place") | Q(place__isnull=True))


class Policy(models.Model):
    """One policy of one kind of subject. The first that matches, by rank, decides."""

    kind = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(default=100)
    # The subtree it is for; none is everywhere.
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    # The highest of the drafts that were thrown away: no later one bears them again.
    discarded_number = models.PositiveIntegerField(default=0)
    discarded_version = models.PositiveIntegerField(default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="approvals_policy_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def published(self) -> int:
        """The number of the version that was published last, in force or not; 0 for none."""
        drafts = PolicyVersion.Status.DRAFT
        return max((row.number for row in self.versions.all() if row.status != drafts), default=0)


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def visible_to(self, principal: Principal) -> PolicyVersionQuerySet:
        q = scope_q(principal, prefix="policy__place") | Q(policy__place__isnull=True)
        return self.filter(q)

    def in_force(self, at: datetime) -> PolicyVersionQuerySet:
        """What counts at a moment, by rank."""
        return (
            self.exclude(status=PolicyVersion.Status.DRAFT)
            .filter(effective_from__lte=at)
            .filter(Q(effective_until__isnull=True) | Q(effective_until__gt=at))
            .order_by("policy__kind", "policy__rank", "policy_id")
        )

    def still_to_count(self, at: datetime) -> PolicyVersionQuerySet:
        """Published, and in force now or from a later moment on."""
        return (
            self.exclude(status=PolicyVersion.Status.DRAFT)
            .filter(Q(effective_until__isnull=True) | Q(effective_until__gt=at))
            .exclude(effective_until=F("effective_from"))
        )

    def over(self, at: datetime) -> PolicyVersionQuerySet:
        """Published, and by now replaced or ended."""
        return self.filter(status=PolicyVersion.Status.PUBLISHED, effective_until__lte=at)


class PolicyVersion(models.Model):
    """What a policy says from one moment to another. Draft > published > retired."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

        @property
        def tone(self) -> str:
            return {"published": "ok", "draft": "info"}.get(self.value, "")

        @property
        def waits_for(self) -> str:
            return "requester" if self.value == "draft" else "nobody"

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = FSMField(max_length=10, choices=Status, default=Status.DRAFT, protected=True)
    note = models.CharField(max_length=500, blank=True, default="")
    # Of the values its conditions and its confirm limit name; empty is any.
    currency = models.CharField(max_length=3, blank=True, default="")
    # Above it, approving asks once more.
    confirm_limit = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Of what passes by itself, this share is listed for review.
    sample_percent = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)]
    )
    may_lower = models.BooleanField(default=True)
    effective_from = models.DateTimeField(null=True, blank=True)
    effective_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of the draft as it was shown.
    version = models.PositiveIntegerField(default=1)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number"], name="approvals_policyversion_once"
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(status="draft"),
                name="approvals_policyversion_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
                name="approvals_policyversion_times",
            ),
            models.CheckConstraint(
                condition=Q(sample_percent__lte=100), name="approvals_policyversion_sample"
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_from"],
                condition=~Q(status="draft"),
                name="approvals_policy_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy.name}, version {self.number}"

    @transition(field=status, source=Status.DRAFT, target=Status.PUBLISHED)
    def publish(self, *, by_id: int, at: datetime, effective_from: datetime) -> None:
        """It counts from its moment on."""
        self.published_at = at
        self.published_by_id = by_id
        self.effective_from = effective_from

    @transition(field=status, source=Status.PUBLISHED, target=Status.RETIRED)
    def retire(self) -> None:
        """Its time is over."""

    @property
    def state(self) -> Status:
        return PolicyVersion.Status(self.status)

    @property
    def never_counted(self) -> bool:
        """Published for later, and replaced or ended before that."""
        return self.effective_from is not None and self.effective_until == self.effective_from


class PolicyStep(models.Model):
    """One step of a version: which role decides, at which of the subject's places, how many."""

    policy_version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="steps"
    )
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=40)
    place_key = models.CharField(max_length=40)
    quorum = models.PositiveSmallIntegerField(default=1)
    # Business minutes of the place; none is no limit.
    due_minutes = models.PositiveIntegerField(null=True, blank=True)
    # Who may decide as well, and is told, when it is still open so long after it was due.
    escalate_role = models.CharField(max_length=40, blank=True, default="")
    escalate_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy_version", "position"], name="approvals_policystep_once"
            ),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="approvals_policystep_quorum"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.role}"


class Condition(models.Model):
    """One typed condition. All of a version must hold for it to apply, all of a step for the step."""

    class Operator(models.TextChoices):
        OVER = "over", _("over")
        AT_LEAST = "at_least", _("at least")
        UNDER = "under", _("under")
        AT_MOST = "at_most", _("at most")
        IS = "is", _("is")
        IS_NOT = "is_not", _("is not")

    policy_version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="conditions"
    )
    # Of one step alone; none is the whole version's.
    step = models.ForeignKey(
        PolicyStep, null=True, blank=True, on_delete=models.CASCADE, related_name="conditions"
    )
    position = models.PositiveSmallIntegerField(default=1)
    fact = models.CharField(max_length=40)
    operator = models.CharField(max_length=10, choices=Operator)
    money = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    whole = models.BigIntegerField(null=True, blank=True)
    text = models.CharField(max_length=120, null=True, blank=True)
    yes_no = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(money__isnull=False, whole=None, text=None, yes_no=None)
                | Q(money=None, whole__isnull=False, text=None, yes_no=None)
                | Q(money=None, whole=None, text__isnull=False, yes_no=None)
                | Q(money=None, whole=None, text=None, yes_no__isnull=False),
                name="approvals_condition_one_value",
            ),
            models.CheckConstraint(
                condition=Q(operator__in=["is", "is_not"]) | Q(text=None, yes_no=None),
                name="approvals_condition_operator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.operator} {self.value}"

    @property
    def column(self) -> str:
        return next(
            name for name in ("money", "whole", "text", "yes_no") if getattr(self, name) is not None
        )

    @property
    def value(self) -> object:
        return getattr(self, self.column)


def policies_managed_by(principal: Principal) -> Q:
    """What somebody may change: of places in scope; of everywhere with a whole network."""
    q = scope_q(principal, prefix="place")
    return q | Q(place__isnull=True) if covers_a_network(principal) else q
