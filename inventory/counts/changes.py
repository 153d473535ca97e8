"""What My work says of counts that ended since a person's last visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from inventory.counts.models import Count
from workbench.registry import Change


def finished(user: User, since: datetime) -> Iterator[Change]:
    """How many counts at the person's places were finished."""
    over = Count.objects.visible_to(user).filter(status=Count.Status.CLOSED, ended_at__gt=since)
    if number := over.count():
        text = ngettext("%(n)s count was finished", "%(n)s counts were finished", number)
        url = f"{reverse('inventory:counts')}?show=over"
        yield Change(text % {"n": f"{number:,}"}, url, number, "ok")
