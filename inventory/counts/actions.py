"""What the desk may do about a case with a count."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exceptions.actions import CaseAction
from exceptions.models import Case
from inventory.counts.policies import MAY_PLAN
from inventory.counts.services.scheduling import TRIGGERS, count_for_case


def applies(case: Case) -> bool:
    """It names a location to count at."""
    return case.kind in TRIGGERS and bool(case.evidence.get("location"))


def run(case: Case, actor: User, at: datetime) -> str:
    """Refuses what `count_for_case` refuses."""
    count = count_for_case(case=case, actor=actor, at=at)
    return _("%(count)s is planned at %(place)s.") % {
        "count": count.reference,
        "place": count.location.name,
    }


CREATE_COUNT = CaseAction(
    key="counts.create",
    label=gettext_lazy("Create a count"),
    permission=MAY_PLAN,
    run=run,
    applies=applies,
)
