"""Reads of the staff shell."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from accounts.models import Place, User
from workbench.models import Notification

# Kept for the polls of an idle page; whoever notifies or reads forgets it.
UNREAD = "unread:%s"
UNREAD_KEPT_S = 120


def unread_notifications(user: User) -> int:
    """Unread notifications, capped at 100: the bell shows "99+". Read once per request."""
    known: int | None = getattr(user, "_unread_notifications", None)
    if known is None:
        known = _unread(user.pk)
        user._unread_notifications = known  # type: ignore[attr-defined]
    return known


def unread_changed(*user_ids: int) -> None:
    """Forget the numbers of these people, now and once what changed them can be read by others."""
    keys = [UNREAD % user_id for user_id in user_ids]
    cache.delete_many(keys)
    transaction.on_commit(lambda: cache.delete_many(keys))


def _unread(user_id: int) -> int:
    key = UNREAD % user_id
    known: int | None = cache.get(key)
    if known is None:
        known = Notification.objects.unread().filter(user=user_id)[:100].count()
        cache.set(key, known, UNREAD_KEPT_S)
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
    """The newest about which something may be left to do."""
    return list(Notification.objects.filter(user=user, settled_at=None)[:limit])
