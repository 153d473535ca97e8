"""Reads of the staff shell."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Place, User
from workbench.models import Notification


def unread_notifications(user: User) -> int:
    """Unread notifications, capped at 100: the bell shows "99+". Read once per request."""
    known: int | None = getattr(user, "_unread_notifications", None)
    if known is None:
        known = Notification.objects.filter(user=user, read_at=None)[:100].count()
        user._unread_notifications = known  # type: ignore[attr-defined]
    return known


def places_to_choose(user: User, text: str, limit: int = 60) -> list[Place]:
    """Places for the scope chooser: networks and regions first, or what matches the text."""
    places = Place.objects.visible_to(user)
    if text:
        places = places.filter(Q(name__icontains=text) | Q(code__istartswith=text))
    else:
        wide = places.exclude(kind=Place.Kind.PLACE)
        places = wide if wide.exists() else places
    return list(places.order_by("path")[:limit])


def latest_notifications(user: User, limit: int) -> list[Notification]:
    return list(Notification.objects.filter(user=user)[:limit])
