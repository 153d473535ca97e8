"""What happened to cases on their way: how they were routed, what was done, who was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from exceptions.models.case import Case
from exceptions.models.playbook import PlaybookStep
from exceptions.models.queue import EscalationStep, Queue
from exceptions.models.rules import RoutingRule


class Routing(models.Model):
    """One time a rule took a case, with the facts as they were then. Never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="routings")
    rule = models.ForeignKey(
        RoutingRule, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    # By hand; null when the sweep did it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    severity = models.CharField(max_length=8)
    units = models.BigIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    channel = models.CharField(max_length=80, blank=True, default="")
    occurrences = models.PositiveIntegerField(default=1)
    age_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="exceptions_routing_newest")]

    def __str__(self) -> str:
        return f"{self.case_id} by rule {self.rule_id}"


class StepDone(models.Model):
    """A step of a playbook, done for one case, with what proves it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps_done")
    step = models.ForeignKey(PlaybookStep, on_delete=models.PROTECT, related_name="+")
    # Of a case that came back its steps are to be done anew.
    round = models.PositiveIntegerField(default=0)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True, default="")
    number = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    # The sentence the command answered.
    result = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step", "round"], name="exceptions_step_done_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} of {self.case_id}"


class Escalation(models.Model):
    """One step of a queue's chain, taken for one missed clock. Once per case, step and round."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    step = models.ForeignKey(
        EscalationStep, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    round = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    # In words, frozen: "the leads of the desk: Lena Fox".
    told = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "queue", "position", "round"], name="exceptions_escalated_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} step {self.position}"


class HandoverNote(models.Model):
    """What the next shift of a team should know first."""

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="handovers")
    text = models.CharField(max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:80]


class HandoverShown(models.Model):
    """Who has seen a handover note: it is shown to each person once."""

    note = models.ForeignKey(HandoverNote, on_delete=models.CASCADE, related_name="shown")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="exceptions_handover_once"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} to {self.person_id}"
