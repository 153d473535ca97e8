"""What My work says has changed since a person was last here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from exceptions.models import Case
from workbench import formats
from workbench.registry import Change

# A number beyond this says "many" just as well.
MOST_COUNTED = 10_000


def cases_changed(user: User, since: datetime) -> Iterator[Change]:
    """How many cases were opened, and how many closed."""
    seen = Case.objects.visible_to(user).order_by()
    opened = seen.filter(opened_at__gt=since)[:MOST_COUNTED].count()
    closed = seen.filter(closed_at__gt=since)[:MOST_COUNTED].count()
    day = timezone.localtime(since).date().isoformat()
    cases = reverse("exceptions:cases")
    if opened:
        text = ngettext("%(n)s case was opened", "%(n)s cases were opened", opened)
        yield Change(text % {"n": formats.quantity(opened)}, f"{cases}?opened_after={day}", opened)
    if closed:
        text = ngettext("%(n)s case was closed", "%(n)s cases were closed", closed)
        yield Change(text % {"n": formats.quantity(closed)}, f"{cases}?status=closed", closed, "ok")
