"""What adjustments tell the shell: navigation, floor, My work, search, pages of their subjects."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from inventory.adjustments.models import Adjustment
from inventory.adjustments.tables import adjustment_url
from inventory.catalog.models import Location
from workbench.registry import (
    FloorTask,
    Hit,
    NavItem,
    SearchProvider,
    WorkItem,
    WorkProvider,
    registry,
)

Status = Adjustment.Status


def register() -> None:
    registry.add_nav(
        NavItem("adjustments", gettext_lazy("Adjustments"), "edit", "inventory:adjustments",
                "adjustments.view", group="Stock", order=18),
        NavItem("reasons", gettext_lazy("Reason codes"), "tag", "inventory:reasons",
                "reasons.view", group="Set-up", order=62),
    )  # fmt: skip
    registry.add_floor(
        FloorTask(gettext_lazy("Adjust"), "edit", "inventory:adjustment-new",
                  "adjustments.create", order=40)
    )  # fmt: skip
    registry.add_scan_target(find_scanned)
    registry.add_work(WorkProvider("adjustments.create", work, order=40))
    registry.add_search(
        SearchProvider(gettext_lazy("Adjustments"), "adjustments.view", find, order=44)
    )
    registry.add_subject(
        "adjustments.adjustment",
        url_of_adjustment,
        sees_adjustment,
        adds=("adjustments.create", "approvals.decide"),
    )
    registry.add_subject("adjustments.reason", lambda _id: reverse("inventory:reasons"))


def work(user: User) -> Iterable[WorkItem]:
    """One's own drafts, and what was approved and could not be posted."""
    url = reverse("inventory:adjustments")
    own = Adjustment.objects.visible_to(user).filter(created_by=user)
    for status, one, many, tone in (
        (Status.APPROVED, "%(n)s adjustment held", "%(n)s adjustments held", "bad"),
        (Status.DRAFT, "%(n)s adjustment not submitted", "%(n)s adjustments not submitted", ""),
    ):
        number = own.filter(status=status)[:1000].count()
        if number:
            title = ngettext(one, many, number) % {"n": f"{number:,}"}
            sub = _("the stock had gone") if status == Status.APPROVED else _("drafts of yours")
            yield WorkItem(title, sub, f"{url}?status={status}", number, tone)


def find(user: User, text: str, limit: int) -> Iterable[Hit]:
    rows = Adjustment.objects.visible_to(user).with_reference(text)
    for row in rows.select_related("reason", "location__place")[:limit]:
        hint = f"{row.reason.label}, {row.location.name}"
        yield Hit(row.reference, adjustment_url(row), "edit", hint, exact=True)


def find_scanned(user: User, code: str) -> str:
    if not user.may("adjustments.view"):
        return ""
    row = Adjustment.objects.visible_to(user).with_reference(code).first()
    return adjustment_url(row) if row else ""


def url_of_adjustment(subject_id: str) -> str:
    return reverse("inventory:adjustment", args=[f"AJ-{int(subject_id):06d}"])


def sees_adjustment(user: User, subject_id: str) -> bool:
    rows = Adjustment.objects.visible_to(user).filter(pk=int(subject_id))
    return user.may("adjustments.view") and rows.exists()


def open_adjustments(location: Location) -> str:
    """A sentence when something is still to be adjusted at a location."""
    count = Adjustment.objects.unfinished().filter(location=location).count()
    if not count:
        return ""
    words = ngettext("%(n)s adjustment of it is open.", "%(n)s adjustments of it are open.", count)
    return words % {"n": f"{count:,}"}
