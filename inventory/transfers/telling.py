"""Who is told to pick what was approved: here at once, by email when the hold is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from inventory.catalog.models import Location
from inventory.receiving.queries.deciders import holders_at
from inventory.transfers.models import Shortage, Transfer
from inventory.transfers.policies import SHIP
from workbench.delivery.links import full_address
from workbench.models import Notification
from workbench.services.notices import notify, settle_notices
from workbench.services.outgoing import call_back, send_later

LABEL = Transfer._meta.label_lower


def pickers_at(location: Location) -> list[User]:
    """Who picks there."""
    return holders_at(location, SHIP)


def tell_to_pick(transfer: Transfer, *, units: int, at: datetime) -> None:
    """Belongs into the transaction of the approval; Undo calls the emails back."""
    words = ngettext(
        "Pick %(n)s unit for %(to)s: %(row)s", "Pick %(n)s units for %(to)s: %(row)s", units
    )
    text = words % {"n": f"{units:,}", "to": transfer.to_location.name, "row": transfer}
    page = _page(transfer)
    for person in pickers_at(transfer.from_location):
        notify(
            user=person,
            text=text,
            url=page,
            kind=Notification.Kind.NOTICE,
            at=at,
            about=_about(transfer),
        )
        send_later(
            channel="email",
            address=person.email,
            subject=text,
            payload={"text": f"{text}\n\n{transfer.route}\n{full_address(page)}\n"},
            about=_about(transfer),
            at=at,
        )


def tell_picked(transfer: Transfer, *, actor: User | None, at: datetime) -> None:
    """Who was told to pick reads that somebody does, or where it stands by now."""
    stands = str(transfer.state.label)
    picked = actor is not None and transfer.status == Transfer.Status.IN_PROGRESS
    text = _("Picked by %(who)s") % {"who": actor} if picked else stands
    settle_notices(subject_type=LABEL, subject_ids=[transfer.pk], text=text, at=at)


def tell_to_leave(transfer: Transfer, *, at: datetime) -> None:
    """What has not been sent is called back; who was told already reads that it no longer holds."""
    call_back(about=_about(transfer), at=at)
    told = _("No longer approved")
    settle_notices(subject_type=LABEL, subject_ids=[transfer.pk], text=told, at=at)
    text = _("Do not pick %(row)s: it is no longer approved.") % {"row": transfer}
    for person in pickers_at(transfer.from_location):
        notify(user=person, text=text, url=_page(transfer), kind=Notification.Kind.NOTICE, at=at)


def tell_found(
    shortage: Shortage,
    people: Sequence[User],
    *,
    units: int,
    place: Location,
    actor: User | None,
    at: datetime,
) -> None:
    """Who approved a loss reads that pieces of it turned up."""
    words = ngettext(
        "%(n)s piece of %(shipment)s that was written off is found at %(place)s.",
        "%(n)s pieces of %(shipment)s that were written off are found at %(place)s.",
        units,
    )
    text = words % {"n": f"{units:,}", "shipment": shortage.shipment, "place": place.name}
    page = f"{_page(shortage.transfer)}#missing"
    for person in people:
        if person != actor:
            notify(user=person, text=text, url=page, kind=Notification.Kind.NOTICE, at=at)


def _about(transfer: Transfer) -> tuple[str, str]:
    return (LABEL, str(transfer.pk))


def _page(transfer: Transfer) -> str:
    return reverse("inventory:transfer", args=[transfer.reference])
