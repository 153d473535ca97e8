"""Routing rules: an ordered list per version; the first whose conditions all hold takes the case."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Place
from exceptions.models.playbook import Playbook
from exceptions.models.queue import Queue

END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def past(self, at: datetime) -> RuleSetQuerySet:
        """What decided until now, and what was withdrawn before its time came."""
        over = Q(effective_from__lte=at) | Q(status=RuleSet.Status.RETIRED)
        return self.filter(over, published_at__isnull=False)

    def in_force(self, at: datetime) -> RuleSet | None:
        """The published version whose time has come last, with its rules still to read."""
        withdrawn = Q(retired_at__isnull=False, retired_at__lt=F("effective_from"))
        return (
            self.filter(effective_from__lte=at)
            .exclude(Q(status=RuleSet.Status.DRAFT) | withdrawn)
            .order_by("-effective_from", "-id")
            .first()
        )

    def last_to_decide(self) -> RuleSet | None:
        """The version that decides once every published one has begun: what a new one replaces."""
        return self.in_force(END_OF_TIME)


class RuleSet(models.Model):
    """One version of the routing rules. Published ones never change; a new draft replaces them."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

        @property
        def tone(self) -> str:
            return {"draft": "warn", "published": "ok"}.get(str(self.value), "")

        @property
        def waits_for(self) -> str:
            return "admin" if self.value == "draft" else "nobody"

    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = FSMField(default=Status.DRAFT, choices=Status, protected=True, max_length=10)
    note = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    effective_from = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(effective_from__isnull=False),
                name="exceptions_rule_set_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Rules {self.pk}"

    @property
    def withdrawn(self) -> bool:
        """Published, and taken back before its time came: it never decided."""
        return bool(
            self.retired_at and self.effective_from and self.retired_at < self.effective_from
        )

    @transition(field=status, source=Status.DRAFT, target=Status.PUBLISHED)
    def publish(self, *, note: str, effective_from: datetime, at: datetime) -> None:
        self.note = note
        self.effective_from = effective_from
        self.published_at = at

    @transition(field=status, source=[Status.DRAFT, Status.PUBLISHED], target=Status.RETIRED)
    def retire(self, *, at: datetime) -> None:
        self.retired_at = at


class RoutingRule(models.Model):
    """Where a case goes when every condition holds. A rule without conditions takes every case."""

    class OwnerChoice(models.TextChoices):
        NOBODY = "nobody", _("nobody yet")
        ROUND_ROBIN = "round_robin", _("in turn")
        LEAST_LOADED = "least_loaded", _("who has least")
        MANAGER = "manager", _("the place's manager")

    class Severity(models.TextChoices):
        KEEP = "", _("as opened")
        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")
        URGENT = "urgent", _("Urgent")

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField()
    # The first rule it is a copy of, through every version since; none when it is that one.
    line = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+")
    owner_choice = models.CharField(max_length=12, choices=OwnerChoice, default=OwnerChoice.NOBODY)
    severity = models.CharField(max_length=6, choices=Severity, blank=True, default="")
    # Open minutes of the queue's calendar until the case should be resolved; no limit when empty.
    sla_minutes = models.PositiveIntegerField(null=True, blank=True)
    # How many open minutes before that it is amber; the queue's own when empty.
    warn_minutes = models.PositiveIntegerField(null=True, blank=True)
    playbook = models.ForeignKey(
        Playbook, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["rule_set", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "position"],
                name="exceptions_rule_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def line_number(self) -> int:
        """What makes it the same rule in another version."""
        return self.line_id or self.pk


class RuleCondition(models.Model):
    """One condition of a rule: a fact, an operator, and one value in the column of its type."""

    class Operator(models.TextChoices):
        IS = "is", _("is")
        IS_NOT = "is_not", _("is not")
        WITHIN = "within", _("is within")
        NOT_WITHIN = "not_within", _("is not within")
        OVER = "over", _("is over")
        AT_LEAST = "at_least", _("is at least")
        UNDER = "under", _("is under")
        KNOWN = "known", _("is known")
        UNKNOWN = "unknown", _("is not known")

    rule = models.ForeignKey(RoutingRule, on_delete=models.CASCADE, related_name="conditions")
    fact = models.SlugField(max_length=40)
    operator = models.CharField(max_length=10, choices=Operator)
    # One of several is enough for "is"; none of them may be for "is not".
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["rule", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(operator__in=["is", "is_not"], choices__len__gt=0, number__isnull=True)
                    | Q(operator__in=["over", "at_least", "under"], number__isnull=False)
                    | Q(operator__in=["within", "not_within"], place__isnull=False)
                    | Q(operator__in=["known", "unknown"], number__isnull=True, place__isnull=True)
                ),
                name="exceptions_condition_value_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.operator}"
