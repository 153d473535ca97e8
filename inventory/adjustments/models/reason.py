"""Reason codes: why stock is corrected, and what that does to it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory.ledger.vocabulary import PHYSICAL_STATES, State


class ReasonQuerySet(models.QuerySet["Reason"]):
    def active(self) -> ReasonQuerySet:
        return self.filter(is_active=True)


class Reason(models.Model):
    """One reason: what happens to the pieces, from which states, with what evidence, up to which value
    nobody is asked.
    """

    class Effect(models.TextChoices):
        FOUND = "found", _("Found: into the stock")
        LOST = "lost", _("Lost: out of the stock")
        DAMAGE = "damage", _("Sellable to damaged")
        REPAIR = "repair", _("Damaged to sellable")
        QUARANTINE = "quarantine", _("Sellable to quarantine")
        QUARANTINE_RELEASE = "quarantine_release", _("Quarantine to sellable")
        WRITE_OFF = "write_off", _("Written off: scrapped")
        LIQUIDATE = "liquidate", _("Liquidated: sold off")
        VENDOR_RETURN = "vendor_return", _("Back to the supplier")

        @property
        def direction(self) -> str:
            """Into the stock, out of it, or from one state to another."""
            within = {"damage", "repair", "quarantine", "quarantine_release"}
            return "in" if self.value == "found" else "within" if self.value in within else "out"

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    effect = models.CharField(max_length=20, choices=Effect)
    # Of which states pieces may be; the first is offered. The effect allows some only.
    states = ArrayField(models.CharField(max_length=12))
    needs_note = models.BooleanField(default=False)
    needs_photo = models.BooleanField(default=False)
    # Up to this value, in the network's currency, it passes without anybody being asked.
    band = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=100)
    version = models.PositiveIntegerField(default=1)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering = ["position", "label"]
        constraints = [
            models.CheckConstraint(condition=Q(band__gte=0), name="adjustments_reason_band"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def what(self) -> Effect:
        return Reason.Effect(self.effect)

    @property
    def direction(self) -> str:
        return self.what.direction


ANY_PHYSICAL = tuple(state.word for state in PHYSICAL_STATES)
UNSELLABLE = tuple(
    state.word for state in (State.DAMAGED, State.QUARANTINED, State.RETURNED, State.AVAILABLE)
)
# The states an effect can take from (for what is found: put into), as the ledger's table allows.
STATES_OF: dict[str, tuple[str, ...]] = {
    Reason.Effect.FOUND: ANY_PHYSICAL,
    Reason.Effect.LOST: ANY_PHYSICAL,
    Reason.Effect.DAMAGE: (State.AVAILABLE.word,),
    Reason.Effect.REPAIR: (State.DAMAGED.word,),
    Reason.Effect.QUARANTINE: (State.AVAILABLE.word,),
    Reason.Effect.QUARANTINE_RELEASE: (State.QUARANTINED.word,),
    Reason.Effect.WRITE_OFF: UNSELLABLE,
    Reason.Effect.LIQUIDATE: UNSELLABLE,
    Reason.Effect.VENDOR_RETURN: UNSELLABLE,
}
