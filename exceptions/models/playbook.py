"""Playbooks: what is done about a case, step by step; and the words it may be resolved with."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Playbook(models.Model):
    """The steps for cases of one sort. A rule names it; a changed step never alters what was done."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlaybookStep(models.Model):
    """One step: what to do, what proves it, and the command it runs. Retired, never deleted."""

    class Evidence(models.TextChoices):
        NONE = "", _("nothing")
        NOTE = "note", _("a note")
        ATTACHMENT = "attachment", _("an attachment")
        VALUE = "value", _("a number")

    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    detail = models.CharField(max_length=500, blank=True, default="")
    required = models.BooleanField(default=False)
    evidence = models.CharField(max_length=10, choices=Evidence, blank=True, default="")
    # A registered action of the domain, such as `replay_events`; "" when a person does it by hand.
    action = models.SlugField(max_length=60, blank=True, default="")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["playbook", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["playbook", "position"],
                condition=Q(retired_at__isnull=True),
                name="exceptions_step_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ResolutionCode(models.Model):
    """How a case may have ended, in words that can be counted later."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    # For every kind of case when empty.
    kinds = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    note_required = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label
