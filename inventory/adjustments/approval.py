"""Adjustments as something to approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Place, User
from accounts.roles import OPS_LEAD
from approvals.models import ApprovalRequest
from approvals.subjects import Fact, SubjectKind, nothing_unusual
from inventory.adjustments.evidence import photos_of
from inventory.adjustments.models import Adjustment, Reason
from inventory.adjustments.services.deciding import (
    complete_adjustment,
    reopen_adjustment,
    withdraw_adjustment,
)
from inventory.adjustments.services.submitting import KIND
from inventory.adjustments.tables import adjustment_url
from inventory.catalog.models import Location
from workbench import formats


def reasons() -> Iterator[tuple[str, str]]:
    yield from Reason.objects.values_list("code", "label")


def places() -> list[Place]:
    return list(Place.objects.filter(location__isnull=False))


def kinds_of_places() -> dict[int, Any]:
    return dict(Location.objects.values_list("place_id", "kind"))


def current_version(subject_id: str) -> int:
    found = Adjustment.objects.filter(pk=int(subject_id)).values_list("content", flat=True)
    return found.first() or 0


def authors(subject_id: str) -> list[int]:
    found = Adjustment.objects.filter(pk=int(subject_id)).values_list("authors", flat=True)
    return found.first() or []


def follows(request: ApprovalRequest) -> str:
    return _("Approving corrects the books at once.")


def asked_page(request: ApprovalRequest, user: User) -> dict[str, Any]:
    """What the asker noted, and where the photos are."""
    adjustment = Adjustment.objects.get(pk=int(request.subject_id))
    photos = photos_of(adjustment)
    words = ngettext("%(n)s photo", "%(n)s photos", photos) % {"n": formats.quantity(photos)}
    said = [(_("Note"), adjustment.note, "")] if adjustment.note else []
    if photos:
        said.append((_("Photos"), words, f"{adjustment_url(adjustment)}#attachments"))
    return {"said": said}


def withdrawn(request: ApprovalRequest, actor: User, at: datetime) -> None:
    """Refuses what `withdraw_adjustment` refuses."""
    withdraw_adjustment(adjustment_id=int(request.subject_id), actor=actor, at=at)


ADJUSTMENT = SubjectKind(
    key=KIND,
    label=gettext_lazy("Adjustment"),
    facts=(
        Fact("value", gettext_lazy("value at cost"), "money"),
        Fact("units", gettext_lazy("units"), "whole"),
        Fact("reason", gettext_lazy("reason"), "choice", reasons),
        Fact(
            "direction",
            gettext_lazy("direction"),
            "choice",
            (
                ("in", gettext_lazy("into the stock")),
                ("out", gettext_lazy("out of the stock")),
                ("within", gettext_lazy("from one state to another")),
            ),
        ),
        Fact(
            "location_kind",
            gettext_lazy("kind of location"),
            "choice",
            tuple(Location.Kind.choices),
        ),
        Fact("over_band", gettext_lazy("above the limit of its reason"), "yes_no"),
    ),
    completed=complete_adjustment,
    undone=reopen_adjustment,
    withdrawn=withdrawn,
    current_version=current_version,
    authors=authors,
    fallback_role=OPS_LEAD,
    place_keys=(("at", gettext_lazy("location")),),
    lowers=True,
    page=asked_page,
    unusual=nothing_unusual,
    follows=follows,
    places=places,
    place_facts={"location_kind": ("at", kinds_of_places)},
    approve_scope="adjustments:approve",
)
