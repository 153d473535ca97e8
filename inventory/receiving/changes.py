"""What My work says of deliveries that came since a person's last visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from inventory.receiving.models import Receipt
from workbench.registry import Change


def arrived(user: User, since: datetime) -> Iterator[Change]:
    """How many deliveries arrived at the person's places."""
    came = Receipt.objects.visible_to(user).filter(first_received_at__gt=since)
    if number := came.count():
        text = ngettext("%(n)s delivery arrived", "%(n)s deliveries arrived", number)
        yield Change(text % {"n": f"{number:,}"}, reverse("inventory:receipts"), number, "ok")
