"""Tell one person something, note that it was read, and that nothing is left to do about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from workbench.models import Notification
from workbench.queries import unread_changed
from workbench.services.outgoing import About


def notify(
    *, user: User, text: str, url: str, kind: str, at: datetime, about: About = ("", "")
) -> Notification:
    """Put one line into a person's notifications.

    `kind` is a `Notification.Kind`; `url` is a page of ours, or empty. With `about` it asks for
    something, and whoever does that settles it. It repeats what the page says, so no trail row is
    written.
    """
    unread_changed(user.pk)
    subject_type, subject_id = about
    return Notification.objects.create(
        user=user,
        text=text[:200],
        url=url,
        kind=Notification.Kind(kind),
        at=at,
        subject_type=subject_type,
        subject_id=subject_id,
    )


def read_notification(*, number: int, actor: User, at: datetime) -> None:
    """Mark one of the person's own notifications as read; reading twice keeps the first time."""
    unread_changed(actor.pk)
    Notification.objects.filter(pk=number, user=actor, read_at=None).update(read_at=at)


@transaction.atomic
def read_all_notifications(*, actor: User, at: datetime) -> int:
    """Mark everything as read; the number that was unread."""
    unread_changed(actor.pk)
    numbers = _locked(Q(user=actor, read_at=None, settled_at=None))
    return Notification.objects.filter(pk__in=numbers).update(read_at=at)


@transaction.atomic
def settle_notices(
    *,
    subject_type: str,
    subject_ids: Collection[int],
    text: str,
    at: datetime,
    only: Q | None = None,
) -> int:
    """Nothing is left to do about these subjects: what people were told of them says what became of it.

    It no longer counts as unread, whether they had looked or not. `only` narrows it to some of the
    notices, such as those of one person. Answers how many were settled.
    """
    which = _about(subject_type, subject_ids) & Q(settled_at=None)
    numbers = _locked(which & only if only else which)
    return _mark(numbers, settled_at=at, settled_text=text[:200])


@transaction.atomic
def bring_back_notices(*, subject_type: str, subject_ids: Collection[int], only: Q) -> int:
    """What settled them was taken back: they ask again, as unread as they were; answers how many."""
    which = _about(subject_type, subject_ids) & Q(settled_at__isnull=False)
    return _mark(_locked(which & only), settled_at=None, settled_text="")


def _about(subject_type: str, subject_ids: Collection[int]) -> Q:
    return Q(subject_type=subject_type, subject_id__in=[str(pk) for pk in subject_ids]) & ~Q(
        subject_id=""
    )


def _locked(which: Q) -> list[int]:
    """Always in one order, so that two who settle and read at once wait for each other."""
    rows = Notification.objects.select_for_update().filter(which).order_by("pk")
    return [row.pk for row in rows.only("pk")]


def _mark(numbers: list[int], *, settled_at: datetime | None, settled_text: str) -> int:
    if not numbers:
        return 0
    rows = Notification.objects.filter(pk__in=numbers)
    unread_changed(*set(rows.values_list("user_id", flat=True)))
    return rows.update(settled_at=settled_at, settled_text=settled_text)
