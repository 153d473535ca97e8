"""One event: what was said, to the letter, when, and what it moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.models import User
from accounts.models.place import Principal, scope_q
from accounts.queries import person
from inventory.ledger.hooks import hooks
from inventory.ledger.models import Event, Movement
from inventory.ledger.queries import MovementRow, movements_of_event
from inventory.ledger.views.foreign import PlaceNames
from inventory.ledger.vocabulary import EventType, State
from inventory.ledger.words import STATE_WORDS, TYPE_WORDS
from workbench import formats

MOST_ABSORBED = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One movement of the event."""

    movement: MovementRow
    way: str
    note: str


@require_GET
@requires("stock.view")
def event(request: HttpRequest, number: int) -> HttpResponse:
    """An event whose place, or whose other place, is in scope."""
    user = person(request)
    in_scope = scope_q(user, prefix="location__place") | scope_q(user, prefix="to_location__place")
    rows = Event.objects.filter(in_scope).select_related(
        "source", "sku", "location__place", "to_location__place", "reverses__source"
    )
    shown = get_object_or_404(rows, pk=number)
    return render(request, "inventory/event.html", _page(shown, user))


def _page(shown: Event, user: User) -> dict[str, Any]:
    movements = movements_of_event(event_id=shown.pk, principal=user)
    names = PlaceNames(_codes(shown, movements), user)
    control = hooks.reversal(shown, user)
    return {
        "event": shown,
        "reversal": control,
        "what": str(TYPE_WORDS[EventType(shown.type)]),
        "facts": _facts(shown, names),
        "times": _times(shown),
        "rows": [_row(movement, names) for movement in movements],
        "absorbed": _absorbed(shown, user),
        "links": _links(shown) + hooks.origin(shown, user) + (control.links if control else []),
        "raw": shown.raw,
        "by": _actor(shown),
        "unit": shown.sku.get_base_unit_display().lower() if shown.sku else "",
    }


def _codes(shown: Event, movements: list[MovementRow]) -> list[str]:
    places = [place.code for place in (shown.location, shown.to_location) if place]
    return places + [code for row in movements for code in (row.location, row.to_location)]


def _facts(shown: Event, names: PlaceNames) -> list[tuple[Any, ...]]:
    sku = shown.sku
    rows: list[tuple[Any, ...]] = [
        (
            _("SKU"),
            str(sku) if sku else None,
            reverse("inventory:sku", args=[sku.code]) if sku else "",
        ),
        (_("Quantity"), formats.quantity(shown.quantity)),
    ]
    for label, place in ((_("Location"), shown.location), (_("To"), shown.to_location)):
        if place:
            url = reverse("inventory:location", args=[place.code]) if names.sees(place.code) else ""
            rows.append((label, names.name(place.code), url))
    for label, state in ((_("State"), shown.state), (_("To state"), shown.to_state)):
        if state:
            rows.append((label, str(STATE_WORDS[State(state)])))
    rows += [(_("Reference"), shown.reference), (_("Reason"), shown.reason)]
    if shown.stream:
        rows.append((_("Stream"), f"{shown.stream}, {shown.sequence or '–'}"))
    return rows


def _times(shown: Event) -> list[tuple[str, str, str]]:
    """The three times, each with what it means."""
    return [
        (_("Occurred"), formats.full_moment(shown.occurred_at), _("says the source")),
        (_("Received"), formats.full_moment(shown.received_at), _("when it reached us")),
        (_("Recorded"), formats.full_moment(shown.recorded_at), _("the database's clock")),
    ]


def _row(movement: MovementRow, names: PlaceNames) -> Row:
    absorbed = movement.count_id is not None and movement.count_id != movement.event_id
    way = names.way(movement.location, movement.end, movement.to_location, movement.to_end)
    return Row(movement, way, _("a count had already seen it") if absorbed else "")


def _absorbed(shown: Event, principal: Principal) -> list[tuple[str, int, str]]:
    """What a count or an opening absorbed of other events: (event, quantity, address)."""
    if shown.type not in (EventType.COUNT, EventType.OPENING) or not shown.sku_id:
        return []
    rows = Movement.objects.filter(
        sku_id=shown.sku_id,
        location_id=shown.location_id,
        occurred_at=shown.occurred_at,
        count_id=shown.pk,
    ).exclude(event_id=shown.pk)
    return [
        (
            f"{TYPE_WORDS[EventType(row.event.type)]} {row.event.source.code} {row.event.key}",
            row.quantity,
            reverse("inventory:event", args=[row.event_id]),
        )
        for row in rows.select_related("event__source").order_by("id")[:MOST_ABSORBED]
    ]


def _links(shown: Event) -> list[tuple[str, str]]:
    """What the event takes back, and what took it back."""
    found = []
    if shown.reverses:
        text = f"{shown.reverses.source.code} {shown.reverses.key}"
        found.append((_("Takes back %(event)s") % {"event": text}, shown.reverses_id))
    later = Event.objects.filter(reverses=shown.pk).select_related("source").first()
    if later:
        text = f"{later.source.code} {later.key}"
        found.append((_("Taken back by %(event)s") % {"event": text}, later.pk))
    return [(text, reverse("inventory:event", args=[pk])) for text, pk in found]


def _actor(shown: Event) -> str:
    """The person whose command it was; empty for a fact."""
    if shown.actor_id is None:
        return ""
    found = User.objects.filter(pk=shown.actor_id).first()
    return str(found) if found else _("a person who left")
