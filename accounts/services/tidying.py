"""What time does to sessions and tallies; called by a sweep."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q

from accounts.models import ApiRefusal, SignIn

REFUSALS_KEPT = timedelta(days=90)


def close_stale_sessions(*, at: datetime) -> int:
    """Mark sessions over that nobody used for too long; answers how many. Refuses nothing.

    Their next click would be refused anyhow: this only makes the lists say so. Rows of sessions that
    expired go.
    """
    idle = Q(device=None, seen_at__lte=at - settings.SESSION_IDLE)
    too_old = Q(began_at__lte=at - settings.SESSION_LIFE)
    rows = SignIn.objects.open()
    closed = rows.filter(too_old).update(ended_at=at, ended_why=SignIn.Why.TOO_OLD)
    closed += rows.filter(idle).update(ended_at=at, ended_why=SignIn.Why.IDLE)
    Session.objects.filter(expire_date__lte=at).delete()
    return closed


def forget_refusals(*, at: datetime) -> int:
    """Delete tallies of refused calls older than ninety days; answers how many. Refuses nothing."""
    old = ApiRefusal.objects.filter(day__lt=(at - REFUSALS_KEPT).date())
    return old.delete()[0]
