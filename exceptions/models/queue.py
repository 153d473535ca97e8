"""Queues: who works which cases, in which hours, and who hears of a missed clock."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Calendar, Place, Team
from accounts.models.place import Principal, covers_a_network, scope_q


class QueueQuerySet(models.QuerySet["Queue"]):
    def visible_to(self, principal: Principal) -> QueueQuerySet:
        """Queues of the places in scope; one for everywhere is read by who covers a network."""
        q = scope_q(principal, prefix="place")
        if covers_a_network(principal):
            q |= Q(place__isnull=True)
        return self.filter(q)

    def in_use(self) -> QueueQuerySet:
        return self.filter(retired_at__isnull=True)


class Queue(models.Model):
    """Cases that wait for the same people, with one calendar for all their clocks."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    # Nobody in particular when empty: then whoever may work on cases in the place.
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="queues"
    )
    # Only people of this subtree work here; everywhere when empty.
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Clocks run in these hours; always when empty.
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    time_zone = models.CharField(max_length=64, default="Europe/London")
    # A clock with so many minutes left is amber.
    warn_minutes = models.PositiveIntegerField(default=30)
    # Whose turn it was last, for rules that share out in turn.
    last_turn = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The hours its clocks were last set by, as a digest: others mean that the calendar changed.
    hours_seen = models.CharField(max_length=64, blank=True, default="")
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = QueueQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EscalationStep(models.Model):
    """Whom a missed clock is told to, so many open minutes after it was missed."""

    class To(models.TextChoices):
        OWNER = "owner", _("the owner")
        TEAM = "team", _("the queue's team")
        LEADS = "leads", _("the leads of the desk")
        PERSON = "person", _("one person")
        WEBHOOK = "webhook", _("another system")

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="escalation")
    position = models.PositiveSmallIntegerField()
    after_minutes = models.PositiveIntegerField(default=0)
    to = models.CharField(max_length=8, choices=To, default=To.LEADS)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Besides the notification in the product.
    by_email = models.BooleanField(default=False)
    address = models.URLField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["queue", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "position"],
                name="exceptions_escalation_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(to="person") | Q(person__isnull=False),
                name="exceptions_escalation_person_named",
            ),
            models.CheckConstraint(
                condition=~Q(to="webhook") | ~Q(address=""),
                name="exceptions_escalation_address_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.queue}: {self.get_to_display()} after {self.after_minutes} min"
