"""What a playbook of a case may offer of this room."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exceptions.actions import CaseAction
from exceptions.models import Case
from inventory.adjustments.models import Reason
from inventory.adjustments.services import create_adjustment
from inventory.catalog.models import Location


def begin(case: Case, actor: User, at: datetime) -> str:
    """A draft at the case's place, with the case in its note. Refuses what `create_adjustment` refuses."""
    location = Location.objects.select_related("place").get(place=case.place)
    reason = Reason.objects.active().filter(effect=Reason.Effect.LOST).first()
    reason = reason or Reason.objects.active()[0]
    made = create_adjustment(
        location=location,
        reason=reason,
        note_text=f"{case.reference}: {case.title}",
        lines=(),
        actor=actor,
        at=at,
    )
    return _("%(reference)s is begun. Choose its reason and lines.") % {"reference": made.reference}


def applies(case: Case) -> bool:
    return Location.objects.filter(place=case.place).exists()


ADJUST = CaseAction(
    key="adjust_stock",
    label=gettext_lazy("Adjust stock"),
    permission="adjustments.create",
    run=begin,
    applies=applies,
)
