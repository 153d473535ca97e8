"""Clients nobody uses are switched off, and those who can switch them on hear of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import ApiClient, PlaceScope, User
from accounts.roles import PERMISSIONS
from accounts.services import disable_idle_clients
from workbench.models import Notification
from workbench.services.notices import notify

MAY_MANAGE = "clients.manage"


@transaction.atomic
def close_idle_clients(*, at: datetime) -> int:
    """Switch off the clients nobody used for ninety days and tell who manages them; answers how many.

    Refuses nothing.
    """
    closed = disable_idle_clients(at=at)
    for client in closed:
        text = _("%(client)s was switched off: nobody used it for 90 days.") % {"client": client}
        url = reverse("accounts:client", args=[client.pk])
        for person in _managers_of(client):
            notify(user=person, text=text, url=url, kind=Notification.Kind.NOTICE, at=at)
    return len(closed)


def _managers_of(client: ApiClient) -> QuerySet[User]:
    """Active people who may manage clients and see the whole of what this one sees."""
    roles = [role for role, held in PERMISSIONS.items() if MAY_MANAGE in held]
    people = User.objects.filter(is_active=True, groups__name__in=roles)
    if client.place is not None:
        above = [int(step) for step in client.place.path.strip("/").split("/")]
        people = people.filter(pk__in=PlaceScope.objects.filter(place__in=above).values("user"))
    return people.distinct().order_by("pk")
