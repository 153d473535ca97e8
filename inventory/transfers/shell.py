"""What transfers tell the shell, the catalogue and the story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.models.place import scope_q
from inventory.catalog.models import Location
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.models.transfer import TransferQuerySet
from inventory.transfers.queries.moving import to_ship_q
from inventory.transfers.tables import transfer_url
from kernel.clock import now
from workbench import formats
from workbench.registry import Count, FloorTask, Hit, NavItem, SearchProvider, WorkItem

Status = Transfer.Status
MOST_COUNTED = 1_000
# What waits longer to be picked is late.
PATIENCE = timedelta(hours=24)


def to_ship(user: User) -> TransferQuerySet:
    """What leaves the person's places and is not all picked and shipped."""
    here = scope_q(user, prefix="from_location__place")
    return Transfer.objects.filter(here).filter(to_ship_q())


def waiting(user: User) -> Count:
    """What this person may pick and ship."""
    if not user.may("transfers.ship"):
        return Count(0)
    rows = list(to_ship(user).order_by("since").values_list("since", flat=True)[:MOST_COUNTED])
    return Count(len(rows), late=bool(rows) and rows[0] < now() - PATIENCE)


def work(user: User) -> Iterable[WorkItem]:
    """What waits to be picked, and one's own drafts."""
    url = reverse("inventory:transfers")
    rows = list(to_ship(user).order_by("since").values_list("since", flat=True)[:MOST_COUNTED])
    if rows and user.may("transfers.ship"):
        title = ngettext("%(n)s transfer to ship", "%(n)s transfers to ship", len(rows))
        late = "bad" if rows[0] < now() - PATIENCE else ""
        sub = _("oldest %(ago)s") % {"ago": formats.ago(rows[0], now())}
        yield WorkItem(title % {"n": f"{len(rows):,}"}, sub, f"{url}?turn=origin", len(rows), late)
    drafts = Transfer.objects.filter(asked_by=user, status=Status.DRAFT)
    number = drafts[:MOST_COUNTED].count()
    if number:
        title = ngettext("%(n)s draft of yours", "%(n)s drafts of yours", number)
        text = _("transfers not submitted yet")
        yield WorkItem(title % {"n": f"{number:,}"}, text, f"{url}?turn=requester", number)


def find(user: User, text: str, limit: int) -> Iterable[Hit]:
    """Transfers by reference or by the tracking of a shipment."""
    rows = Transfer.objects.visible_to(user).named()
    found = rows.with_reference(text) | rows.filter(shipments__tracking=text)
    for row in found.distinct()[:limit]:
        hint = f"{row.route}, {row.state.label}"
        yield Hit(row.reference, transfer_url(row), "transfer", hint, exact=True)


def find_scanned(user: User, code: str) -> str:
    """A label of a transfer or of one of its shipments."""
    row = Transfer.objects.visible_to(user).named().with_reference(code).first()
    return transfer_url(row) if row else ""


def url_of_transfer(subject_id: str) -> str:
    return reverse("inventory:transfer", args=[f"TR-{int(subject_id):06d}"])


def sees_transfer(user: User, subject_id: str) -> bool:
    rows = Transfer.objects.visible_to(user).filter(pk=int(subject_id))
    return user.may("transfers.view") and rows.exists()


def url_of_shortage(subject_id: str) -> str:
    found = Shortage.objects.filter(pk=int(subject_id)).values_list("transfer_id", flat=True)
    return url_of_transfer(str(found[0])) if found else ""


def open_transfers(location: Location) -> str:
    """A sentence when transfers from or to a location are not at their end."""
    rows = Transfer.objects.open()
    count = (rows.filter(from_location=location) | rows.filter(to_location=location)).count()
    if not count:
        return ""
    return ngettext(
        "%(n)s transfer from or to it is open.", "%(n)s transfers from or to it are open.", count
    ) % {"n": f"{count:,}"}


NAVIGATION = (
    NavItem(
        key="transfers",
        label=gettext_lazy("Transfers"),
        icon="transfer",
        url_name="inventory:transfers",
        permission="transfers.view",
        group="Stock",
        go="t",
        order=12,
        count=waiting,
    ),
)
SEARCH = SearchProvider(gettext_lazy("Transfers"), "transfers.view", find, order=30)
FLOOR = FloorTask(
    gettext_lazy("Pick and ship"),
    "transfer",
    "inventory:transfers",
    "transfers.ship",
    waiting,
    query="turn=origin",
)
