"""Take the case with the least time left that nobody holds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.place import Principal
from accounts.policies.base import check_right
from exceptions import errors
from exceptions.desk_queries import mine_to_take, next_due
from exceptions.models import Case
from exceptions.models.case import NO_LIMIT
from exceptions.policies.cases import MAY_WORK
from exceptions.services.handling import assign_case
from workbench import formats


@transaction.atomic
def take_next_case(*, actor: User, at: datetime, through: Principal | None = None) -> Case:
    """Assign the case with the least time left in one's queues that nobody holds, in one locked step;
    for a client that asks, one of its places.

    Refuses, in this order: RightMissing, NothingWaits. What somebody else is just taking is left out:
    two people who ask at once get two cases.
    """
    check_right(actor, MAY_WORK)
    free = mine_to_take(actor, at=at).order_by("due_key", "pk")
    free = free if through is None else free.visible_to(through)
    row = free.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        raise errors.NothingWaits(next=_next_words(actor, at, through))
    return assign_case(case_id=row.pk, owner=actor, actor=actor, at=at)


def _next_words(actor: User, at: datetime, through: Principal | None) -> str:
    """When one's next own case is due, as the sentence goes on."""
    due = next_due(actor, at=at, through=through)
    if due is None or due >= NO_LIMIT:
        return _("No case of yours has a limit.")
    if due <= at:
        return _("A case of yours is past its limit.")
    return _("The next case is due at %(time)s.") % {"time": formats.moment(due, at)}
