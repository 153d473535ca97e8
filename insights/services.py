"""Commands of My work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from insights.models import Visit

# Away for longer than this, the next look is a new visit.
AWAY = timedelta(minutes=30)
# The row is not written more often than this.
GRAIN = timedelta(minutes=1)


@transaction.atomic
def note_visit(*, actor: User, at: datetime) -> Visit:
    """Remember that the person is here; after half an hour away a new visit begins.

    Repeats what the request log says, so no trail row is written.
    """
    visit, first = Visit.objects.select_for_update().get_or_create(
        user=actor, defaults={"seen_at": at}
    )
    if first or at - visit.seen_at < GRAIN:
        return visit
    if at - visit.seen_at > AWAY:
        visit.previous_at = visit.seen_at
    visit.seen_at = at
    visit.save(update_fields=["seen_at", "previous_at"])
    return visit
