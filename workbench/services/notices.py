"""Tell one person something, and note that it was read."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from workbench.models import Notification
from workbench.queries import unread_changed


def notify(*, user: User, text: str, url: str, kind: str, at: datetime) -> Notification:
    """Put one line into a person's notifications.

    `kind` is a `Notification.Kind`; `url` is a page of ours, or empty. It repeats what the page
    says, so no trail row is written.
    """
    unread_changed(user.pk)
    return Notification.objects.create(
        user=user, text=text[:200], url=url, kind=Notification.Kind(kind), at=at
    )


def read_notification(*, number: int, actor: User, at: datetime) -> None:
    """Mark one of the person's own notifications as read; reading twice keeps the first time."""
    unread_changed(actor.pk)
    Notification.objects.filter(pk=number, user=actor, read_at=None).update(read_at=at)


def read_all_notifications(*, actor: User, at: datetime) -> int:
    """Mark everything as read; the number that was unread."""
    unread_changed(actor.pk)
    return Notification.objects.filter(user=actor, read_at=None).update(read_at=at)
