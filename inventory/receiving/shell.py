"""What receiving tells the shell: navigation, floor, My work, search, pages of its subjects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from inventory.catalog.models import Location
from inventory.receiving.changes import arrived
from inventory.receiving.models import Receipt
from inventory.receiving.models.receipt import ReceiptQuerySet
from inventory.receiving.story import receipt_lines, receipt_subjects
from inventory.receiving.tables import receipt_url
from kernel.clock import now
from workbench import formats
from workbench.registry import (
    ChangeProvider,
    Count,
    FloorTask,
    Hit,
    NavItem,
    SearchProvider,
    WorkItem,
    WorkProvider,
    registry,
)
from workbench.story import StoryProvider, stories

MOST_COUNTED = 1_000


def register() -> None:
    registry.add_nav(
        NavItem(
            key="receipts",
            label=gettext_lazy("Receiving"),
            icon="download",
            url_name="inventory:receipts",
            permission="receipts.view",
            group="Stock",
            order=14,
            count=due_now,
        )
    )
    registry.add_floor(
        FloorTask(
            label=gettext_lazy("Receive"),
            icon="download",
            url_name="inventory:receipts",
            permission="receipts.receive",
            count=due_now,
            order=10,
        )
    )
    registry.add_scan_target(find_scanned, first=True)
    registry.add_work(WorkProvider("receipts.receive", work, order=20))
    registry.add_changes(ChangeProvider("receipts.view", arrived, order=32))
    registry.add_search(SearchProvider(gettext_lazy("Deliveries"), "receipts.view", find, order=42))
    registry.add_subject(
        "receiving.receipt",
        url_of_receipt,
        sees_receipt,
        adds=("receipts.receive", "receipts.import", "cases.work"),
    )
    stories.add(StoryProvider("receipts.view", receipt_lines, 35, receipt_subjects))


def due_by_today(user: User, at: datetime) -> ReceiptQuerySet:
    """What is expected at the person's places today or earlier."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    awaited = Receipt.objects.visible_to(user).awaited()
    return awaited.filter(due_at__lt=midnight + timedelta(days=1))


def due_now(user: User) -> Count:
    """Deliveries of today and overdue ones, for who receives."""
    if not user.may("receipts.receive"):
        return Count(0)
    at = now()
    rows = due_by_today(user, at).order_by("due_at").values_list("due_at", flat=True)
    found = list(rows[:MOST_COUNTED])
    return Count(len(found), late=bool(found) and found[0] is not None and found[0] < at)


def work(user: User) -> Iterable[WorkItem]:
    """Receipts today, and those that are late."""
    at, url = now(), reverse("inventory:receipts")
    rows = due_by_today(user, at).order_by("due_at").values_list("due_at", flat=True)
    found = [due for due in rows[:MOST_COUNTED] if due is not None]
    late = [due for due in found if due < at]
    if late:
        title = ngettext("%(n)s delivery overdue", "%(n)s deliveries overdue", len(late))
        sub = _("oldest %(ago)s") % {"ago": formats.ago(late[0], at)}
        words = title % {"n": f"{len(late):,}"}
        yield WorkItem(words, sub, f"{url}?due=overdue", len(late), "bad", due=late[0])
    coming = found[len(late) :]
    if coming:
        title = ngettext(
            "%(n)s delivery expected today", "%(n)s deliveries expected today", len(coming)
        )
        sub = _("next at %(time)s") % {"time": formats.clock(coming[0])}
        yield WorkItem(
            title % {"n": f"{len(coming):,}"}, sub, f"{url}?due=today", len(coming), due=coming[0]
        )


def find(user: User, text: str, limit: int) -> Iterable[Hit]:
    """Deliveries by reference or document."""
    rows = Receipt.objects.visible_to(user).select_related("location__place")
    found = rows.with_reference(text) | rows.filter(document=text)
    for row in found.order_by("-pk")[:limit]:
        hint = f"{row.location.name}, {row.state.label}"
        yield Hit(str(row), receipt_url(row), "download", hint, exact=True)


def find_scanned(user: User, code: str) -> str:
    """The label of a delivery, by reference or document: the page where it is received."""
    if not user.may("receipts.view"):
        return ""
    rows = Receipt.objects.visible_to(user).open()
    row = (rows.with_reference(code) | rows.filter(document=code)).order_by("-pk").first()
    return reverse("inventory:receipt-scan", args=[row.reference]) if row else ""


def url_of_receipt(subject_id: str) -> str:
    return reverse("inventory:receipt", args=[f"RC-{int(subject_id):06d}"])


def sees_receipt(user: User, subject_id: str) -> bool:
    rows = Receipt.objects.visible_to(user).filter(pk=int(subject_id))
    return user.may("receipts.view") and rows.exists()


def open_receipts(location: Location) -> str:
    """A sentence when deliveries are still expected or open at a location."""
    count = Receipt.objects.open().filter(location=location).count()
    if not count:
        return ""
    words = ngettext("%(n)s delivery to it is open.", "%(n)s deliveries to it are open.", count)
    return words % {"n": f"{count:,}"}
