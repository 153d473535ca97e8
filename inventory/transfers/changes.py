"""What My work says of transfers that came to an end since a person's last visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from inventory.transfers.models import Transfer
from workbench.registry import Change

Status = Transfer.Status


def ended(user: User, since: datetime) -> Iterator[Change]:
    """How many arrived whole, and how many were cancelled, from or to the person's places."""
    over = Transfer.objects.visible_to(user).filter(
        status__in=[Status.RECEIVED, Status.CLOSED, Status.CANCELLED], since__gt=since
    )
    found = dict(over.order_by().values_list("status").annotate(n=Count("pk")))
    arrived = found.get(Status.RECEIVED, 0) + found.get(Status.CLOSED, 0)
    url = reverse("inventory:transfers")
    if arrived:
        text = ngettext(
            "%(n)s transfer was received or closed",
            "%(n)s transfers were received or closed",
            arrived,
        )
        yield Change(text % {"n": f"{arrived:,}"}, f"{url}?status=ended", arrived, "ok")
    if cancelled := found.get(Status.CANCELLED, 0):
        text = ngettext("%(n)s transfer was cancelled", "%(n)s transfers were cancelled", cancelled)
        yield Change(text % {"n": f"{cancelled:,}"}, f"{url}?status=cancelled", cancelled)
