"""The movements of a SKU: a panel of its page, older ones by the same file."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.models import User
from accounts.queries import chosen_scope, person
from inventory.catalog.models import Sku
from inventory.ledger.queries import Moment, MovementRow, movements_of_sku
from inventory.ledger.views.foreign import PlaceNames
from inventory.ledger.views.sku import chosen_location
from inventory.ledger.words import type_words

ON_A_PAGE = 20
# Recorded is shown beside occurred when they differ by more (UX 12).
WORTH_SAYING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MovementLine:
    at: datetime
    recorded_at: datetime | None
    what: str
    note: str
    where: str
    way: str
    quantity: int
    reference: str
    event_url: str
    event: str
    # The person behind a command of ours; of a fact the source says it all.
    who: str
    reason: str


@require_GET
@requires("stock.view")
def sku_movements(request: HttpRequest, code: str) -> HttpResponse:
    """Movements older than those on the page: the fragment, or a page of its own."""
    sku = get_object_or_404(Sku.objects.visible_to(person(request)), code=code)
    context = {"part": movements_panel(request, sku), "sku": sku}
    whole = "inventory/sku_movements.html"
    return render(request, "inventory/_movements.html" if request.htmx else whole, context)  # type: ignore[attr-defined]


def movements_panel(request: HttpRequest, sku: Sku) -> dict[str, Any] | None:
    """The newest movements of the SKU, at one location or at all of the scope."""
    if not person(request).may("stock.view") or sku.kind == Sku.Kind.KIT:
        return None
    principal, location = chosen_scope(request), chosen_location(request)
    page = movements_of_sku(
        sku_id=sku.pk,
        principal=principal,
        location_id=location.pk if location else None,
        before=unpack_moment(request.GET.get("before", "")),
        limit=ON_A_PAGE,
    )
    names = PlaceNames(
        (code for row in page.rows for code in (row.location, row.to_location)), principal
    )
    people = names_of(row.actor_id for row in page.rows)
    older = ""
    if page.before:
        here = f"location={location.code}&" if location else ""
        older = f"{reverse('inventory:sku-movements', args=[sku.code])}?{here}before={pack_moment(page.before)}"
    return {
        "lines": [_line(row, names, people) for row in page.rows],
        "older": older,
        "where": location.name if location else "",
        "first": "before" not in request.GET,
    }


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of the people behind these movements."""
    wanted = {one for one in ids if one is not None}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _line(row: MovementRow, names: PlaceNames, people: dict[int, str]) -> MovementLine:
    late = abs(row.recorded_at - row.occurred_at) > WORTH_SAYING
    absorbed = row.count_id is not None and row.count_id != row.event_id
    return MovementLine(
        at=row.occurred_at,
        recorded_at=row.recorded_at if late else None,
        what=type_words(row.type),
        note=_("already counted") if absorbed else "",
        where=names.name(row.location if names.sees(row.location) else row.to_location),
        way=names.way(row.location, row.end, row.to_location, row.to_end),
        quantity=row.quantity,
        reference=row.reference,
        event_url=reverse("inventory:event", args=[row.event_id]),
        event=f"{row.source} {row.key}",
        who=people.get(row.actor_id or 0, ""),
        reason=row.reason,
    )


def pack_moment(moment: Moment) -> str:
    text = json.dumps([moment.occurred_at.isoformat(), moment.id])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack_moment(text: str) -> Moment | None:
    """Where a page begins; nonsense begins at the newest."""
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        moment = Moment(datetime.fromisoformat(at), int(pk))
    except (ValueError, TypeError):
        return None
    return moment if moment.occurred_at.tzinfo else None
