"""Why this number: from one number of a cell to the movements that make it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import requires
from accounts.queries import chosen_scope, person
from inventory.catalog.models import Location, Sku
from inventory.ledger.queries import (
    EventLink,
    ExplainedRow,
    Explanation,
    Position,
    Role,
    StockRow,
    cell_stock,
    explain_cell,
)
from inventory.ledger.views.foreign import PlaceNames
from inventory.ledger.views.moments import Asked, asked_moments, moment_words
from inventory.ledger.views.movements import WORTH_SAYING
from inventory.ledger.views.sku import ON_HAND, SELLABLE, chosen_location, explain_url
from inventory.ledger.vocabulary import PHYSICAL_STATES, State
from inventory.ledger.words import STATE_MEANINGS, STATE_WORDS, type_words
from kernel.clock import now

ROWS = 50


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """One movement as the page tells it."""

    row: ExplainedRow
    what: str
    way: str
    late: bool
    event: Link
    links: list[Link]


@require_GET
@requires("stock.view")
def sku_explain(request: HttpRequest, code: str) -> HttpResponse:
    """The movements behind one number, newest first, with the balance after each."""
    sku = get_object_or_404(Sku.objects.visible_to(person(request)), code=code)
    location = chosen_location(request)
    if location is None:
        raise Http404
    asked, state = asked_moments(request), request.GET.get("state", ON_HAND)
    page = {"sku": sku, "location": location, "asked": asked, "state": state}
    page |= _frame(sku, location, state, asked)
    if person(request).may("explain.view") and state != SELLABLE:
        page["story_url"] = _story_url(sku, location, state, asked)
    if state == SELLABLE:
        return render(request, "inventory/sellable.html", page | _sellable(request, page))
    states = _states(state)
    if not states:
        raise Http404
    return render(request, "inventory/explain.html", page | _explained(request, page, states))


def _story_url(sku: Sku, location: Location, state: str, asked: Asked) -> str:
    """The same number joined with approvals, cases and trail."""
    query = asked.query(sku=sku.code, location=location.code, state=state)
    return f"{reverse('insights:explain')}?{query}"


def _frame(sku: Sku, location: Location, state: str, asked: Asked) -> dict[str, Any]:
    """What both pages say around the number."""
    named = State.from_word(state)
    words = {ON_HAND: _("On hand"), SELLABLE: _("Sellable")}
    return {
        "name": str(STATE_WORDS[named]) if named else words.get(state, ""),
        "meaning": str(STATE_MEANINGS[named]) if named else "",
        "words": moment_words(asked.moments) if asked.moments.is_past else "",
        "keep": [("location", location.code), ("state", state)],
        "now_url": f"?{Asked(type(asked.moments)()).query(location=location.code, state=state)}",
        "others": [
            Link(text, explain_url(sku.code, location.code, word, asked)) for word, text in _tabs()
        ],
        "tab": dict(_tabs()).get(state, ""),
    }


def _tabs() -> list[tuple[str, str]]:
    return [
        (ON_HAND, _("On hand")),
        (SELLABLE, _("Sellable")),
        *((state.word, str(STATE_WORDS[state])) for state in State),
    ]


def _states(state: str) -> tuple[State, ...]:
    if state == ON_HAND:
        return PHYSICAL_STATES
    named = State.from_word(state)
    return (named,) if isinstance(named, State) else ()


def _sellable(request: HttpRequest, page: dict[str, Any]) -> dict[str, Any]:
    """Sellable is no sum of movements of its own: available, less what other states lack."""
    asked: Asked = page["asked"]
    stock = cell_stock(
        sku_id=page["sku"].pk,
        location_id=page["location"].pk,
        principal=chosen_scope(request),
        at=now(),
        as_of=asked.moments.as_of,
        known_at=asked.moments.known_at,
    )
    return {"stock": stock, "parts": _parts(stock, page) if stock else []}


def _parts(stock: StockRow, page: dict[str, Any]) -> list[tuple[str, int, str]]:
    numbers = zip(State, stock.states, strict=True)
    counted = [
        (state, number)
        for state, number in numbers
        if state is State.AVAILABLE or (state in PHYSICAL_STATES and number < 0)
    ]
    return [
        (
            str(STATE_WORDS[state]),
            number,
            explain_url(page["sku"].code, page["location"].code, state.word, page["asked"]),
        )
        for state, number in counted
    ]


def _explained(
    request: HttpRequest, page: dict[str, Any], states: tuple[State, ...]
) -> dict[str, Any]:
    asked: Asked = page["asked"]
    principal = chosen_scope(request)
    found = explain_cell(
        sku_id=page["sku"].pk,
        location_id=page["location"].pk,
        states=states,
        principal=principal,
        at=now(),
        as_of=asked.moments.as_of,
        known_at=asked.moments.known_at,
        before=unpack_position(request.GET.get("before", "")),
        limit=ROWS,
    )
    if found is None:
        return {"found": None}
    names = PlaceNames(
        (code for row in found.rows for code in (row.location, row.to_location)), principal
    )
    return {
        "found": found,
        "steps": [_step(row, names) for row in found.rows],
        "older": _older(page, found),
        "onward": "before" in request.GET,
    }


def _older(page: dict[str, Any], found: Explanation) -> str:
    if found.before is None:
        return ""
    here = {"location": page["location"].code, "state": page["state"]}
    return f"?{page['asked'].query(**here, before=pack_position(found.before))}"


def _step(row: ExplainedRow, names: PlaceNames) -> Step:
    late = row.recorded_at - row.occurred_at > WORTH_SAYING
    return Step(
        row=row,
        what=_what(row),
        way=names.way(row.location, row.end, row.to_location, row.to_end),
        late=late,
        event=_event_link(row.event),
        links=_links(row),
    )


def _what(row: ExplainedRow) -> str:
    """What the row is, in words."""
    name = type_words(row.event.type)
    if row.role is Role.ABSORBED:
        return _("%(event)s, already counted") % {"event": name}
    if row.role is Role.COUNTED:
        return _("%(event)s found a difference") % {"event": name}
    return name


def _links(row: ExplainedRow) -> list[Link]:
    """The count that had already seen it, what it takes back, what took it back."""
    sentences = (
        (row.counted_by, _("Absorbed by %(event)s")),
        (row.reverses, _("Takes back %(event)s")),
        (row.reversed_by, _("Taken back by %(event)s")),
    )
    return [
        Link(text % {"event": _named(link)}, reverse("inventory:event", args=[link.id]))
        for link, text in sentences
        if link is not None and link.id != row.event.id
    ]


def _named(link: EventLink) -> str:
    return f"{type_words(link.type).lower()} {link.source} {link.key}"


def _event_link(link: EventLink) -> Link:
    return Link(f"{link.source} {link.key}", reverse("inventory:event", args=[link.id]))


def pack_position(position: Position) -> str:
    text = json.dumps([position.occurred_at.isoformat(), *position[1:]])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack_position(text: str) -> Position | None:
    """Where a page goes on; nonsense begins at the newest row."""
    try:
        at, of_count, source, key, pk = json.loads(
            base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        )
        moment = datetime.fromisoformat(at)
        position = Position(moment, bool(of_count), str(source), str(key), int(pk))
    except (ValueError, TypeError):
        return None
    return position if moment.tzinfo and "\x00" not in f"{source}{key}" else None
